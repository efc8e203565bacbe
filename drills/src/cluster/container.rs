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

#[cfg(test)]
mod tests {
    use super::*;

    /// Resolves the only container of a pod; its volumes are folders below `folder`.
    fn resolved(pod: &str, folder: &std::path::Path) -> Result<Container> {
        let spec: PodSpec = serde_json::from_str(pod).expect("a pod");
        let volumes: BTreeMap<String, PathBuf> =
            ["data", "tmp"].map(|name| (name.to_owned(), folder.join(name))).into();
        let surroundings = Surroundings {
            spec: &spec,
            facts: &Facts::default(),
            objects: &Objects::default(),
            volumes: &volumes,
            images: &Images::of_nothing(folder),
        };
        resolve(&spec.containers[0], &surroundings)
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn arguments_follow_the_entrypoint_and_are_expanded() {
        let folder = folder();
        let pod = r#"{"containers": [{"name": "migrate", "image": "ghcr.io/certctl-io/certctl:1",
            "args": ["--migrate-only", "$(LEVEL)", "$(NONE)"],
            "env": [{"name": "LEVEL", "value": "info"}, {"name": "HOME", "value": "/own"}]}]}"#;
        let container = resolved(pod, folder.path()).expect("resolves");
        assert_eq!(container.command, ["/app/server", "--migrate-only", "info", "$(NONE)"]);
        assert_eq!(container.folder, "/app");
        let homes: Vec<_> =
            container.environment.iter().filter(|(name, _)| name == "HOME").collect();
        assert_eq!(homes, [&("HOME".to_owned(), "/own".to_owned())]);
        assert_eq!(container.user, User { user: 1000, group: 1000, groups: vec![] });
    }

    #[test]
    fn a_command_replaces_the_entrypoint_and_the_containers_context_the_pods() {
        let folder = folder();
        let pod = r#"{"securityContext": {"runAsUser": 70, "runAsGroup": 70, "fsGroup": 71,
                "supplementalGroups": [5], "runAsNonRoot": true},
            "containers": [{"name": "dump", "image": "postgres:16-alpine", "command": ["sh", "-c"],
                "args": ["true"], "workingDir": "/backup",
                "securityContext": {"runAsUser": 80, "readOnlyRootFilesystem": true}}]}"#;
        let container = resolved(pod, folder.path()).expect("resolves");
        assert_eq!(container.command, ["sh", "-c", "true"]);
        assert_eq!(container.user, User { user: 80, group: 70, groups: vec![5, 71] });
        assert!(container.read_only_root);
        assert_eq!(container.folder, "/backup");
    }

    #[test]
    fn who_must_not_be_root_and_would_be_is_refused() {
        let folder = folder();
        let pod = r#"{"securityContext": {"runAsNonRoot": true},
            "containers": [{"name": "dump", "image": "postgres:16-alpine"}]}"#;
        let error = resolved(pod, folder.path()).expect_err("the image's user is root").to_string();
        assert_eq!(error, "container dump: runAsNonRoot, and it would run as root");
    }

    #[test]
    fn mounts_are_ordered_and_a_part_of_a_volume_is_made() {
        let folder = folder();
        let pod = r#"{"containers": [{"name": "c", "image": "postgres:16-alpine", "volumeMounts": [
            {"name": "tmp", "mountPath": "/data/tmp"},
            {"name": "data", "mountPath": "/data", "subPath": "part", "readOnly": true}]}]}"#;
        let mounts = resolved(pod, folder.path()).expect("resolves").mounts;
        let part = folder.path().join("data/part");
        assert!(part.is_dir());
        assert_eq!(
            mounts,
            [
                Mount { source: part, target: "/data".to_owned(), read_only: true },
                Mount {
                    source: folder.path().join("tmp"),
                    target: "/data/tmp".to_owned(),
                    read_only: false
                },
            ]
        );
        let pod = r#"{"containers": [{"name": "c", "image": "postgres:16-alpine",
            "volumeMounts": [{"name": "gone", "mountPath": "/x"}]}]}"#;
        let error = resolved(pod, folder.path()).expect_err("no such volume").to_string();
        assert_eq!(error, "container c: mount /x: there is no volume gone");
    }
}
