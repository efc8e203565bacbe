//! The product with its monitoring, set up by the runbook.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use regex::Regex;
use serde_json::Value;
use xtask::render::process::on_path;

use super::fleet::Fleet;
use crate::chart::Release;
use crate::cluster::Cluster;
use crate::exporter;
use crate::monitoring::{Monitoring, Variants, is_selected};
use crate::operator::runbook::{self, Block};
use crate::operator::terminal::Terminal;
use crate::process::Background;
use crate::running::until;
use crate::stage::Stage;
use crate::surroundings::Surroundings;
use crate::workload;

/// The runbook.
pub(super) const RUNBOOK: &str = "docs/operator/runbooks/prometheus-bearer-token.md";
/// The Deployment.
pub(super) const SERVER: &str = "certctl-server";
/// Prometheus throttles what it hears of targets to one change in five seconds; the rest is for a busy machine.
pub(super) const DISCOVERY: Duration = Duration::from_secs(60);
/// A target that has been down for so long is not one that has ended and is still known.
const DOWN: Duration = Duration::from_secs(20);
const SET_IT_UP: &str = "Set it up";
/// Sentinels that the values allow for; network scanning brings one more.
const SENTINELS: u64 = 2;
const AGENTS: u64 = 12;

/// The product with its monitoring.
pub(super) struct Scene {
    pub(super) cluster: Cluster,
    pub(super) monitoring: Monitoring,
    pub(super) terminal: Terminal,
    pub(super) document: String,
    pub(super) exposition: PathBuf,
    /// The query of the runbook which shows that scraping works.
    pub(super) up: String,
}

impl Scene {
    /// Sets it up as the runbook does: a key, the ServiceMonitor, the test as Prometheus does it.
    pub(super) fn set_up(
        stage: &Stage<'_>,
        replicas: usize,
        variants: Variants,
    ) -> Result<(Self, Fleet)> {
        for program in ["curl", "openssl"] {
            let missing = || Surroundings(format!("the runbook needs {program} on PATH"));
            on_path(program).ok_or_else(missing)?;
        }
        let set = [
            "postgresql.enabled=false".to_owned(),
            "externalDatabase.host=db.example.com".to_owned(),
            "externalDatabase.password=secret".to_owned(),
            format!("server.replicas={replicas}"),
            "server.networkScan.enabled=true".to_owned(),
            format!("monitoring.prometheusRules.thresholds.agentOffline.sentinels={SENTINELS}"),
        ];
        let mut cluster = stage.install(&Release { set: set.into(), is_upgrade: false }, &[])?;
        let exposition = stage.folder.join("exposition");
        fs::create_dir_all(&exposition)?;
        let fleet = Fleet::healthy(AGENTS, SENTINELS + 1);
        fleet.publish(&exposition, None)?;
        let program = std::env::current_exe()?;
        cluster.images.stand_in_for_server(program, exposition.clone(), exporter::FOLDER);
        cluster.save()?;
        workload::scale(&mut cluster, SERVER, replicas)?;
        let document = stage.document(RUNBOOK)?;
        let mut scene = Scene {
            monitoring: Monitoring::start(stage, &cluster, variants)?,
            terminal: Terminal::open(stage, &cluster)?,
            up: query(&document)?,
            cluster,
            document,
            exposition,
        };
        stage.prove(
            "the runbook makes a key for Prometheus beside the one that is in use",
            || scene.follow(SET_IT_UP, |block| block.step == 1).map(drop),
        )?;
        stage.prove("the runbook switches ServiceMonitor and rules on", || {
            // The other block asks the operator's own objects for what they select.
            scene.follow(SET_IT_UP, |block| block.text.contains("helm upgrade")).map(drop)
        })?;
        scene.cluster.refresh()?;
        stage.prove("the runbook's request with key, CA and name is answered", || {
            scene.test_as_prometheus_does().map(drop)
        })?;
        Ok((scene, fleet))
    }

    /// Step 3 of the runbook's set-up. What it prints.
    pub(super) fn test_as_prometheus_does(&self) -> Result<String> {
        let _forward = self.forward()?;
        self.follow(SET_IT_UP, |block| block.step == 3 && !is_forward(block))
    }

    /// The port-forward of the runbook, in a terminal of its own.
    pub(super) fn forward(&self) -> Result<Background> {
        let blocks = runbook::section(&self.document, SET_IT_UP)?;
        let block = blocks.iter().find(|block| is_forward(block));
        let forward = self.terminal.start(block.context("the runbook forwards no port")?)?;
        until(DISCOVERY, "the runbook's port-forward", || {
            Ok(TcpStream::connect(("127.0.0.1", 8443)).is_ok())
        })?;
        Ok(forward)
    }

    /// Follows those blocks of a section that are wanted, as one, and returns what they print.
    pub(super) fn follow(&self, heading: &str, wanted: impl Fn(&Block) -> bool) -> Result<String> {
        let blocks = runbook::section(&self.document, heading)?;
        let chosen: Vec<&Block> = blocks.iter().filter(|block| wanted(block)).collect();
        ensure!(!chosen.is_empty(), "the runbook's section {heading:?} has changed its steps");
        Ok(self.terminal.run(&chosen)?.concat())
    }

    /// Runs the command lines that a row of the runbook's troubleshooting gives, and returns what they print.
    pub(super) fn follow_row(&self, word: &str) -> Result<String> {
        let blocks = runbook::commands_of_row(&self.document, word, &["kubectl", "openssl"])?;
        Ok(self.terminal.run(&blocks.iter().collect::<Vec<_>>())?.concat())
    }

    /// Waits until the runbook's query gives 1 for each server pod, and nothing of another one.
    pub(super) fn wait_until_up(&self) -> Result<()> {
        let pods = workload::pods(&self.cluster, "Deployment", SERVER)?;
        let wanted: BTreeSet<String> = pods.into_iter().map(|pod| pod.name).collect();
        let mut seen = BTreeSet::new();
        let mut all_up_at = Instant::now();
        let done = until(DISCOVERY, "a 1 for each pod", || {
            let up = self.monitoring.prometheus.query(&self.up)?;
            let all_up = up.iter().all(|sample| sample["value"][1] == "1");
            if all_up {
                all_up_at = Instant::now();
            }
            ensure!(all_up_at.elapsed() < DOWN, "for {} s not all are up", DOWN.as_secs());
            let pod = |sample: &Value| sample["metric"]["pod"].as_str().map(str::to_owned);
            seen = up.iter().filter_map(pod).collect();
            Ok(all_up && seen == wanted)
        });
        done.with_context(|| {
            format!("`{}` gives 1 for each of {wanted:?}: seen {seen:?}: {}", self.up, self.why())
        })
    }

    /// Why scraping does not work, as Prometheus says.
    pub(super) fn why(&self) -> String {
        if let Some(trouble) = self.monitoring.trouble() {
            return trouble;
        }
        let Ok(targets) = self.monitoring.prometheus.get("/api/v1/targets") else {
            return "Prometheus does not answer".to_owned();
        };
        let mut active = targets["data"]["activeTargets"].as_array().cloned().unwrap_or_default();
        let pool = |target: &Value| target["scrapePool"].as_str().unwrap_or_default().to_owned();
        active.retain(|target| pool(target).starts_with("serviceMonitor/"));
        if active.is_empty() {
            return self.why_none().to_owned();
        }
        let said = active.iter().map(|target| {
            let text = |field: &str| target[field].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", text("scrapeUrl"), text("health"), text("lastError"))
        });
        said.collect::<Vec<_>>().join("; ")
    }

    fn why_none(&self) -> &'static str {
        let mut monitors = self.cluster.objects.of_kind("ServiceMonitor");
        match monitors.any(is_selected) {
            true => "Prometheus has no target: the ServiceMonitor selects none",
            false => "Prometheus has no target: it does not select the ServiceMonitor",
        }
    }

    /// The alerts of Prometheus that are pending or firing, as its API gives them.
    pub(super) fn alerts(&self) -> Result<Vec<Value>> {
        let mut answer = self.monitoring.prometheus.get("/api/v1/alerts")?;
        Ok(answer["data"]["alerts"].as_array_mut().map(std::mem::take).unwrap_or_default())
    }
}

fn is_forward(block: &Block) -> bool {
    block.text.contains("port-forward")
}

fn query(document: &str) -> Result<String> {
    let pattern = Regex::new("```promql\\s+(up\\{[^}]*\\})\\s+```")?;
    let found = pattern.captures(document).context("the runbook has no query of `up`")?;
    Ok(found[1].to_owned())
}
