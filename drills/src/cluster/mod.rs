//! A namespace of a cluster, as far as the drills need one: objects, Services' addresses, claims and
//! pods, all of it in one folder, so that another process can open it.
//!
//! It must not know which chart was rendered, nor what a drill wants to see.

pub mod container;
pub mod environment;
pub mod expansion;
pub mod image;
pub mod objects;
pub mod pod;
pub mod volumes;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde::{Deserialize, Serialize};

use image::Images;
use objects::Objects;
pub use pod::Pod;

/// A namespace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cluster {
    /// Where everything of it lies.
    pub folder: PathBuf,
    /// The namespace's name.
    pub namespace: String,
    /// Its objects.
    pub objects: Objects,
    /// What stands in for images.
    pub images: Images,
    /// The line that bubblewrap is called by, without what differs from container to container.
    pub sandbox: crate::process::CommandLine,
    /// A Python with which probes ask.
    pub python: PathBuf,
    /// What it was rendered from.
    pub chart: Option<ChartSource>,
    /// Kinds and names of what was rendered last.
    rendered: Vec<(String, String)>,
    /// Names of hosts and their addresses.
    addresses: BTreeMap<String, String>,
}

/// Where the objects of a namespace come from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChartSource {
    /// The chart, a copy of its own.
    pub folder: PathBuf,
    /// The helm that renders it.
    pub helm: PathBuf,
}

impl Cluster {
    /// An empty namespace in a folder.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(
        folder: &Path,
        namespace: &str,
        images: Images,
        (sandbox, python): (crate::process::CommandLine, PathBuf),
    ) -> Result<Self> {
        fs::create_dir_all(folder.join("pods"))?;
        fs::create_dir_all(volumes::claims(folder))?;
        Ok(Cluster {
            folder: folder.to_owned(),
            namespace: namespace.to_owned(),
            objects: Objects::default(),
            images,
            sandbox,
            python,
            chart: None,
            rendered: Vec::new(),
            addresses: BTreeMap::new(),
        })
    }

    /// Opens the namespace that was saved in a folder.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(folder: &Path) -> Result<Self> {
        let file = folder.join("cluster.json");
        let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(serde_json::from_slice(&text)?)
    }

    /// Takes over what other processes, such as a runbook's command lines, have made of it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn refresh(&mut self) -> Result<()> {
        *self = Cluster::open(&self.folder)?;
        Ok(())
    }

    /// Saves it for other processes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self) -> Result<()> {
        let file = self.folder.join("cluster.json");
        Ok(fs::write(file, serde_json::to_vec(self)?)?)
    }

    /// Takes the objects of a render, replacing all that were rendered before, and makes the claims
    /// that they hold. Objects that something else added stay.
    ///
    /// # Errors
    /// When a claim's folder cannot be made.
    pub fn apply(&mut self, rendered: Objects) -> Result<()> {
        let identity = |object: &serde_json::Value| {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            (text(&object["kind"]), text(&object["metadata"]["name"]))
        };
        for (kind, name) in std::mem::take(&mut self.rendered) {
            self.objects.delete(&kind, &name);
        }
        for object in rendered.all() {
            self.rendered.push(identity(object));
            self.objects.apply(object.clone());
        }
        for claim in rendered.of_kind("PersistentVolumeClaim") {
            if let Some(name) = claim["metadata"]["name"].as_str() {
                fs::create_dir_all(self.claim(name))?;
            }
        }
        self.save()
    }

    /// The folder of a claim.
    pub fn claim(&self, name: &str) -> PathBuf {
        volumes::claims(&self.folder).join(name)
    }

    /// Makes a pod of a workload, without running it.
    ///
    /// # Errors
    /// When something that it refers to is not there, or when a kubelet would refuse it.
    pub fn pod(&self, kind: &str, owner: &str) -> Result<Pod> {
        let pod = pod::make(self, kind, owner)?;
        fs::write(pod.folder.join("pod.json"), serde_json::to_vec(&pod)?)?;
        Ok(pod)
    }

    /// The pods that were made, in the order of their names.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn made_pods(&self) -> Result<Vec<Pod>> {
        let mut files: Vec<PathBuf> = fs::read_dir(self.pods())?
            .filter_map(|entry| Some(entry.ok()?.path().join("pod.json")))
            .filter(|file| file.is_file())
            .collect();
        files.sort();
        files.iter().map(|file| pod::read(file)).collect()
    }

    fn pods(&self) -> PathBuf {
        self.folder.join("pods")
    }

    /// A name of its own for each pod of a Job or a Deployment; a StatefulSet's first pod is 0.
    fn next_name(&self, kind: &str, owner: &str) -> Result<String> {
        match kind {
            "StatefulSet" => return Ok(format!("{owner}-0")),
            "Pod" => return Ok(owner.to_owned()),
            _ => {}
        }
        // Names are taken by making their folders, so that several threads never get the same.
        for number in 1.. {
            let name = format!("{owner}-{number:05}");
            match fs::create_dir(self.pods().join(&name)) {
                Ok(()) => return Ok(name),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
        unreachable!("numbers do not end")
    }

    /// Names that have no address yet: of the Services and, besides them, `further`.
    pub fn without_address(&self, further: &[&str]) -> Vec<String> {
        let services = self.objects.services();
        let names = services.into_iter().filter_map(|service| service.metadata.name);
        let names = names.chain(further.iter().map(|name| (*name).to_owned()));
        names.filter(|name| !self.addresses.contains_key(name)).collect()
    }

    /// Gives a host name an address.
    pub fn set_address(&mut self, name: &str, address: &str) {
        self.addresses.insert(name.to_owned(), address.to_owned());
    }

    /// The address of a host name.
    ///
    /// # Errors
    /// When it has none.
    pub fn address(&self, name: &str) -> Result<&str> {
        let address = self.addresses.get(name).map(String::as_str);
        address.with_context(|| format!("no Service and no host is called {name}"))
    }

    /// How many names have an address.
    pub fn address_count(&self) -> usize {
        self.addresses.len()
    }

    fn hosts(&self, pod: &Pod) -> String {
        let mut hosts = format!("127.0.0.1 localhost\n{} {}\n", pod.address, pod.name);
        for (name, address) in &self.addresses {
            let inside = format!("{name}.{}", self.namespace);
            hosts.push_str(&format!(
                "{address} {name} {inside} {inside}.svc {inside}.svc.cluster.local\n"
            ));
        }
        hosts
    }

    /// The variables that Kubernetes injects for each Service that has an address of its own.
    fn service_links(&self) -> BTreeMap<String, String> {
        let mut links = BTreeMap::new();
        for service in self.objects.services() {
            let (Some(name), Some(spec)) = (service.metadata.name, service.spec) else { continue };
            let Some(address) = self.addresses.get(&name) else { continue };
            if spec.cluster_ip.as_deref() == Some("None") {
                continue;
            }
            let prefix = name.to_uppercase().replace('-', "_");
            let ports = spec.ports.unwrap_or_default();
            let Some(first) = ports.first() else { continue };
            links.insert(format!("{prefix}_SERVICE_HOST"), address.clone());
            links.insert(format!("{prefix}_SERVICE_PORT"), first.port.to_string());
            links.insert(format!("{prefix}_PORT"), format!("tcp://{address}:{}", first.port));
        }
        links
    }

    /// Where a Service leads: its port and the port of the container behind it, as both are one
    /// machine here. A named target port is looked up in `container_ports`.
    ///
    /// # Errors
    /// When the Service has no such port.
    pub fn service_port(&self, service: &str, port: &str) -> Result<(u16, IntOrString)> {
        let services = self.objects.services();
        let found = services
            .into_iter()
            .find(|known| known.metadata.name.as_deref() == Some(service))
            .and_then(|known| known.spec?.ports)
            .unwrap_or_default()
            .into_iter()
            .find(|known| known.name.as_deref() == Some(port))
            .with_context(|| format!("Service {service} has no port {port}"))?;
        let number = u16::try_from(found.port)?;
        Ok((number, found.target_port.unwrap_or(IntOrString::Int(found.port))))
    }
}
