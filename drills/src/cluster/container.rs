//! A container of a rendered pod, resolved: everything that a sandbox needs to run exactly it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use k8s_openapi::api::core::v1::{Container as Rendered, PodSpec};
use serde::{Deserialize, Serialize};

use super::environment::{self, Facts};
use super::expansion::expand;
use super::image::{Images, Role};
use super::objects::Objects;

/// A container as it is run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Container {
    /// Its name in the pod.
    pub name: String,
    /// What its image is for.
    pub role: Role,
    /// Entrypoint or command, and arguments.
    pub command: Vec<String>,
    /// All of its variables, those of the image included.
    pub environment: Vec<(String, String)>,
    /// The folder in which it starts.
    pub folder: String,
    /// What it mounts.
    pub mounts: Vec<Mount>,
    /// Who it runs as.
    pub user: User,
    /// Whether it may write nowhere but into its mounts.
    pub read_only_root: bool,
}

/// A file or folder that a container sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mount {
    /// Where it is.
    pub source: PathBuf,
    /// Where the container sees it.
    pub target: String,
    /// Whether it may not be written to.
    pub read_only: bool,
}

/// Ids of a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// User.
    pub user: u32,
    /// Group.
    pub group: u32,
    /// Supplementary groups: fsGroup and what else the pod names.
    pub groups: Vec<u32>,
}

/// What a container's resolution needs to know.
pub struct Surroundings<'a> {
    /// The pod.
    pub spec: &'a PodSpec,
    /// What the pod knows of itself.
    pub facts: &'a Facts,
    /// The objects of the namespace.
    pub objects: &'a Objects,
    /// The pod's volumes.
    pub volumes: &'a BTreeMap<String, PathBuf>,
    /// What stands in for images.
    pub images: &'a Images,
}

/// Resolves a rendered container.
///
/// # Errors
/// When something that it refers to is not there, or when a kubelet would refuse it.
pub fn resolve(rendered: &Rendered, of: &Surroundings<'_>) -> Result<Container> {
    let name = &rendered.name;
    let image = rendered.image.as_deref().with_context(|| format!("container {name}: no image"))?;
    let role = Role::of(image).with_context(|| format!("container {name}"))?;
    let image = of.images.image(role)?;
    let own = environment::resolve(rendered, of.facts, of.objects)?;
    let mut variables = image.environment.clone();
    variables.retain(|(known, _)| !own.iter().any(|(name, _)| name == known));
    variables.extend(own);
    let lookup = |name: &str| {
        variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    };
    let words = |list: &Option<Vec<String>>| -> Vec<String> {
        list.iter().flatten().map(|word| expand(word, lookup)).collect()
    };
    let mut command = words(&rendered.command);
    if command.is_empty() {
        command.clone_from(&image.entrypoint);
    }
    command.extend(words(&rendered.args));
    let context = rendered.security_context.as_ref();
    Ok(Container {
        name: name.clone(),
        role,
        command,
        environment: variables,
        folder: rendered.working_dir.clone().unwrap_or(image.folder),
        mounts: mounts(rendered, of.volumes)?,
        user: user(rendered, of.spec, image.user)?,
        read_only_root: context.and_then(|of| of.read_only_root_filesystem).unwrap_or(false),
    })
}

fn mounts(rendered: &Rendered, volumes: &BTreeMap<String, PathBuf>) -> Result<Vec<Mount>> {
    let mut mounts = Vec::new();
    for mount in rendered.volume_mounts.iter().flatten() {
        let what = || format!("container {}: mount {}", rendered.name, mount.mount_path);
        let volume = volumes
            .get(&mount.name)
            .with_context(|| format!("{}: there is no volume {}", what(), mount.name))?;
        let source = match &mount.sub_path {
            Some(path) if !path.is_empty() => {
                let source = volume.join(path);
                if !source.exists() {
                    // The kubelet makes it as root, and leaves it to root.
                    std::fs::create_dir_all(&source).with_context(what)?;
                }
                source
            }
            _ => volume.clone(),
        };
        let read_only = mount.read_only.unwrap_or(false);
        mounts.push(Mount { source, target: mount.mount_path.clone(), read_only });
    }
    // What is mounted inside another mount comes after it.
    mounts.sort_by(|one, other| one.target.cmp(&other.target));
    Ok(mounts)
}

fn user(rendered: &Rendered, spec: &PodSpec, image: (u32, u32)) -> Result<User> {
    let pod = spec.security_context.as_ref();
    let own = rendered.security_context.as_ref();
    let of_user =
        own.and_then(|own| own.run_as_user).or_else(|| pod.and_then(|pod| pod.run_as_user));
    let of_group =
        own.and_then(|own| own.run_as_group).or_else(|| pod.and_then(|pod| pod.run_as_group));
    let must_not_be_root = own
        .and_then(|own| own.run_as_non_root)
        .or_else(|| pod.and_then(|pod| pod.run_as_non_root))
        .unwrap_or(false);
    let user = of_user.map_or(Ok(image.0), u32::try_from)?;
    let group = match (of_group, of_user) {
        (Some(group), _) => u32::try_from(group)?,
        (None, None) => image.1,
        (None, Some(_)) => 0,
    };
    ensure!(
        !(must_not_be_root && user == 0),
        "container {}: runAsNonRoot, and it would run as root",
        rendered.name
    );
    let mut groups = Vec::new();
    if let Some(pod) = pod {
        let further = pod.supplemental_groups.iter().flatten().chain(&pod.fs_group);
        for group in further {
            groups.push(u32::try_from(*group)?);
        }
    }
    Ok(User { user, group, groups })
}
