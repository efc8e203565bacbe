//! Prometheus, Alertmanager, and what the Prometheus operator does for them: it keeps Prometheus in
//! step with the ServiceMonitors, the PrometheusRules, the Secrets and the endpoints of a namespace.

pub mod endpoints;
pub mod rules;
pub mod scale;
pub mod scrape;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::cluster::Cluster;
use crate::service::prometheus::{Server, configuration};
use crate::stage::Stage;
use crate::workload;

/// The time between two looks at the namespace.
const LOOK: Duration = Duration::from_millis(50);
const PROMETHEUS: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9090);
const ALERTMANAGER: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9093);

/// Further scrape configurations, made from the one of the ServiceMonitor.
pub type Variants = Box<dyn Fn(&Value) -> Result<Vec<Value>> + Send>;

/// Everything that watches the product.
#[derive(Debug)]
pub struct Monitoring {
    /// Prometheus.
    pub prometheus: Arc<Server>,
    /// Alertmanager.
    pub alertmanager: Server,
    operator: Option<JoinHandle<()>>,
    ended: Arc<AtomicBool>,
    trouble: Arc<Mutex<Option<String>>>,
}

/// What the operator works with.
struct Operator {
    cluster: PathBuf,
    config: PathBuf,
    rules: PathBuf,
    targets: PathBuf,
    folder: PathBuf,
    prometheus: Arc<Server>,
    variants: Variants,
    known: Vec<String>,
    ready: Vec<String>,
}

impl Monitoring {
    /// Starts all of it on a namespace.
    ///
    /// # Errors
    /// When one does not start.
    pub fn start(stage: &Stage<'_>, cluster: &Cluster, variants: Variants) -> Result<Self> {
        let folder = stage.folder.join("monitoring");
        fs::create_dir_all(&folder)?;
        let [config, rules, targets] =
            ["prometheus.json", "rules.json", "targets.json"].map(|name| folder.join(name));
        put(&rules, br#"{"groups": []}"#)?;
        put(&targets, b"[]")?;
        put(&config, configuration(&rules, ALERTMANAGER, &[])?.to_string().as_bytes())?;
        let alertmanager = Server::alertmanager(stage.tools, &folder, ALERTMANAGER)?;
        let prometheus = Arc::new(Server::prometheus(stage.tools, &folder, &config, PROMETHEUS)?);
        let ended = Arc::new(AtomicBool::new(false));
        let trouble = Arc::new(Mutex::new(None));
        let mut operator = Operator {
            cluster: cluster.folder.clone(),
            config,
            rules,
            targets,
            folder,
            prometheus: Arc::clone(&prometheus),
            variants,
            known: Vec::new(),
            ready: Vec::new(),
        };
        let (end, said) = (Arc::clone(&ended), Arc::clone(&trouble));
        let thread = thread::spawn(move || {
            while !end.load(Ordering::Relaxed) {
                // Half a namespace may have been read; then the next look sees the whole.
                if let Ok(cluster) = Cluster::open(&operator.cluster) {
                    let error = operator.reconcile(&cluster).err();
                    *said.lock().unwrap_or_else(PoisonError::into_inner) =
                        error.map(|error| format!("{error:#}"));
                }
                thread::sleep(LOOK);
            }
        });
        Ok(Monitoring { prometheus, alertmanager, operator: Some(thread), ended, trouble })
    }

    /// Why the operator cannot do its work; none while it can.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Monitoring {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(operator) = self.operator.take() {
            let _ = operator.join();
        }
    }
}

impl Operator {
    fn reconcile(&mut self, cluster: &Cluster) -> Result<()> {
        let mut endpoints = endpoints::of(cluster)?;
        let mut ready = Vec::new();
        for endpoint in &endpoints {
            // A pod that was ready once is not asked again.
            if self.ready.contains(&endpoint.pod) || is_ready(cluster, &endpoint.pod)? {
                ready.push(endpoint.pod.clone());
            }
        }
        endpoints.retain(|endpoint| ready.contains(&endpoint.pod));
        self.ready = ready;
        let targets = endpoints::targets(&endpoints, &cluster.namespace).to_string();
        if fs::read_to_string(&self.targets)? != targets {
            put(&self.targets, targets.as_bytes())?;
        }
        self.configure(cluster)
    }

    fn configure(&mut self, cluster: &Cluster) -> Result<()> {
        let places = scrape::Places { folder: &self.folder, targets: &self.targets };
        let mut scraped = Vec::new();
        for monitor in cluster.objects.of_kind("ServiceMonitor").filter(|of| is_selected(of)) {
            let endpoints = monitor["spec"]["endpoints"].as_array().map_or(0, Vec::len);
            for endpoint in 0..endpoints {
                let translated = scrape::translate(monitor, endpoint, &cluster.objects, places)
                    .context("the Prometheus operator skips the ServiceMonitor")?;
                for (file, content) in translated.files {
                    put(&file, &content)?;
                }
                scraped.extend((self.variants)(&translated.config)?);
                scraped.push(translated.config);
            }
        }
        let mut groups = Vec::new();
        for rule in cluster.objects.of_kind("PrometheusRule").filter(|of| is_selected(of)) {
            let mut file = rules::translate(rule).context("the PrometheusRule")?;
            groups.extend(file["groups"].as_array_mut().map(std::mem::take).unwrap_or_default());
        }
        let rules = serde_json::json!({ "groups": groups }).to_string();
        let config = configuration(&self.rules, ALERTMANAGER, &scraped)?.to_string();
        let wanted = vec![rules, config];
        if self.known != wanted {
            put(&self.rules, wanted[0].as_bytes())?;
            put(&self.config, wanted[1].as_bytes())?;
            self.prometheus.reload()?;
            self.known = wanted;
        }
        Ok(())
    }
}

/// Whether the Prometheus object of kube-prometheus-stack selects a monitor or a rule: by the label
/// of its own release.
pub fn is_selected(object: &Value) -> bool {
    object["metadata"]["labels"]["release"] == "kube-prometheus-stack"
}

fn is_ready(cluster: &Cluster, name: &str) -> Result<bool> {
    let pods = cluster.made_pods()?;
    let pod = pods.iter().find(|pod| pod.name == name).context("the pod is gone")?;
    workload::is_ready(cluster, pod)
}

/// Nobody sees half a file.
fn put(file: &Path, content: &[u8]) -> Result<()> {
    let half = file.with_extension("half");
    fs::write(&half, content)?;
    fs::rename(&half, file).with_context(|| format!("cannot write {}", file.display()))
}
