//! A pod: its containers, resolved, its volumes, its name and its deadline.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use k8s_openapi::api::core::v1::{PodSpec, PodTemplateSpec};
use serde::{Deserialize, Serialize};

use super::Cluster;
use super::container::{self, Container};
use super::environment::Facts;
use super::volumes;

/// A file in the folder of a pod that is ending.
const ENDING: &str = "ending";

/// A pod that can be run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pod {
    /// Its name, which is its host name.
    pub name: String,
    /// Its address on the loopback.
    pub address: String,
    /// Kind and name of the workload that it belongs to.
    pub owner: (String, String),
    /// Where everything of it lies.
    pub folder: PathBuf,
    /// Those that run before the others, one after the other.
    pub init_containers: Vec<Container>,
    /// Those that run at once.
    pub containers: Vec<Container>,
    /// How long it may run.
    pub deadline: Option<Duration>,
    /// How long it gets to end.
    pub grace: Duration,
}

impl Pod {
    /// A container by name.
    ///
    /// # Errors
    /// When the pod has none of this name.
    pub fn container(&self, name: &str) -> Result<&Container> {
        let mut all = self.init_containers.iter().chain(&self.containers);
        all.find(|container| container.name == name)
            .with_context(|| format!("pod {} has no container {name}", self.name))
    }

    /// Where a container's output goes.
    pub fn log(&self, container: &str) -> PathBuf {
        self.folder.join("logs").join(container)
    }

    /// Everything that its containers have said, in their order.
    pub fn logs(&self) -> String {
        let all = self.init_containers.iter().chain(&self.containers);
        all.filter_map(|container| fs::read(self.log(&container.name)).ok())
            .map(|log| String::from_utf8_lossy(&log).into_owned())
            .collect()
    }

    /// Marks it as ending: no Service leads to it any more.
    ///
    /// # Errors
    /// When its folder is gone.
    pub fn mark_ending(&self) -> Result<()> {
        Ok(fs::write(self.folder.join(ENDING), "")?)
    }

    /// Whether it is ending.
    pub fn is_ending(&self) -> bool {
        self.folder.join(ENDING).exists()
    }

    /// The file of what it knows of its network and users, as a sandbox sees it below /etc.
    pub fn settings(&self) -> PathBuf {
        self.folder.join("etc")
    }
}

/// Makes a pod of a workload: its folder, volumes and files.
pub(super) fn make(cluster: &Cluster, kind: &str, owner: &str) -> Result<Pod> {
    let (template, deadline) = cluster.objects.workload(kind, owner)?;
    let name = cluster.next_name(kind, owner)?;
    let what = || format!("{kind} {owner}");
    let spec = template.spec.as_ref().with_context(what)?;
    let spec = &with_claim_templates(spec, cluster, kind, owner, &name);
    let folder = cluster.pods().join(&name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("logs"))?;
    let made = volumes::make(spec, &folder.join("volumes"), &cluster.folder, &cluster.objects);
    let volumes = made.with_context(what)?;
    let address = address(&name);
    let facts = facts(cluster, (&name, &address), spec, &template);
    let surroundings = container::Surroundings {
        spec,
        facts: &facts,
        objects: &cluster.objects,
        volumes: &volumes,
        images: &cluster.images,
    };
    let resolve = |containers: &[k8s_openapi::api::core::v1::Container]| -> Result<Vec<Container>> {
        containers.iter().map(|each| container::resolve(each, &surroundings)).collect()
    };
    let init_containers =
        resolve(spec.init_containers.as_deref().unwrap_or_default()).with_context(what)?;
    let containers = resolve(&spec.containers).with_context(what)?;
    let seconds = |number: i64| Duration::from_secs(u64::try_from(number).unwrap_or(0));
    let pod = Pod {
        name,
        address,
        owner: (kind.to_owned(), owner.to_owned()),
        folder,
        init_containers,
        containers,
        deadline: deadline.map(seconds),
        grace: seconds(spec.termination_grace_period_seconds.unwrap_or(30)),
    };
    write_settings(cluster, &pod)?;
    Ok(pod)
}

/// A StatefulSet's claims are named after their template and the pod.
fn with_claim_templates(
    spec: &PodSpec,
    cluster: &Cluster,
    kind: &str,
    owner: &str,
    pod: &str,
) -> PodSpec {
    let mut spec = spec.clone();
    let templates = cluster.objects.get(kind, owner).map(|of| &of["spec"]["volumeClaimTemplates"]);
    for template in templates.and_then(|list| list.as_array()).into_iter().flatten() {
        let Some(name) = template["metadata"]["name"].as_str() else { continue };
        let claim = format!("{name}-{pod}");
        // As the controller does, it makes the claim where there is none.
        let _ = fs::create_dir_all(volumes::claims(&cluster.folder).join(&claim));
        let volume = serde_json::json!(
            {"name": name, "persistentVolumeClaim": {"claimName": claim}}
        );
        spec.volumes.get_or_insert_default().extend(serde_json::from_value(volume).ok());
    }
    spec
}

/// An address of its own for each name. All of 127.0.0.0/8 is the loopback's, and only servers that
/// listen at their own addresses can share a port.
fn address(name: &str) -> String {
    let hash = name
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [_, high, middle, low] = hash.to_be_bytes();
    format!("127.{}.{middle}.{low}", 64 + high % 64)
}

fn facts(
    cluster: &Cluster,
    (name, address): (&str, &str),
    spec: &PodSpec,
    template: &PodTemplateSpec,
) -> Facts {
    let mut fields = BTreeMap::new();
    let mut set = |field: String, value: &str| fields.insert(field, value.to_owned());
    set("metadata.name".to_owned(), name);
    set("metadata.namespace".to_owned(), &cluster.namespace);
    set("spec.nodeName".to_owned(), "node");
    set(
        "spec.serviceAccountName".to_owned(),
        spec.service_account_name.as_deref().unwrap_or("default"),
    );
    set("status.podIP".to_owned(), address);
    set("status.hostIP".to_owned(), "127.0.0.1");
    if let Some(metadata) = &template.metadata {
        for (key, value) in metadata.labels.iter().flatten() {
            set(format!("metadata.labels['{key}']"), value);
        }
        for (key, value) in metadata.annotations.iter().flatten() {
            set(format!("metadata.annotations['{key}']"), value);
        }
    }
    let links = spec.enable_service_links.unwrap_or(true);
    let service_links = if links { cluster.service_links() } else { BTreeMap::new() };
    Facts { fields, service_links }
}

fn write_settings(cluster: &Cluster, pod: &Pod) -> Result<()> {
    let folder = pod.settings();
    fs::create_dir_all(&folder)?;
    let write =
        |name: &str, text: String| -> Result<()> { Ok(fs::write(folder.join(name), text)?) };
    write("hosts", cluster.hosts(pod))?;
    write("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n".to_owned())?;
    write("resolv.conf", String::new())?;
    let users =
        [(0, "root", "/root"), (70, "postgres", "/var/lib/postgresql"), (1000, "certctl", "/app")];
    let line = |(id, name, home)| format!("{name}:x:{id}:{id}::{home}:/bin/sh\n");
    write("passwd", users.into_iter().map(line).collect())?;
    write("group", users.into_iter().map(|(id, name, _)| format!("{name}:x:{id}:\n")).collect())
}

/// Reads a pod that was made before.
pub(super) fn read(file: &Path) -> Result<Pod> {
    let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(serde_json::from_slice(&text)?)
}
