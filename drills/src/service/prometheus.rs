//! Prometheus itself, and Alertmanager.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use xtask::render::drill_tools::DrillTools;

use super::http;
use crate::monitoring::scale;
use crate::process::{self, CommandLine};
use crate::running::until;

/// How long either takes to start on a busy machine, at most.
const START: Duration = Duration::from_secs(180);
/// How far back Prometheus looks for a sample, by default.
const LOOKBACK: &str = "5m";
/// The time between two evaluations of the rules, as the operator sets it.
const EVALUATION: &str = "30s";

/// A server of the Prometheus project. It ends when it is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    log: PathBuf,
    address: SocketAddr,
}

/// What Prometheus is configured with, but for what it scrapes.
///
/// # Errors
/// Never: the spans of time are our own.
pub fn configuration(rules: &Path, alertmanager: SocketAddr, scrape: &[Value]) -> Result<Value> {
    let evaluation = scale::shown(scale::scaled(EVALUATION)?);
    Ok(serde_json::json!({
        "global": {
            "scrape_interval": evaluation,
            "scrape_timeout": evaluation,
            "evaluation_interval": evaluation,
        },
        "rule_files": [rules],
        "alerting": {"alertmanagers": [
            {"static_configs": [{"targets": [alertmanager.to_string()]}]},
        ]},
        "scrape_configs": scrape,
    }))
}

impl Server {
    /// Starts Prometheus with the configuration in a file. What it keeps lies in `folder`.
    ///
    /// # Errors
    /// When it does not start: the end of its log.
    pub fn prometheus(
        tools: &DrillTools,
        folder: &Path,
        config: &Path,
        address: SocketAddr,
    ) -> Result<Self> {
        let lookback = scale::shown(scale::scaled(LOOKBACK)?);
        let line = CommandLine::new(&tools.prometheus).with([
            format!("--config.file={}", config.display()),
            format!("--storage.tsdb.path={}", folder.join("series").display()),
            format!("--web.listen-address={address}"),
            "--web.enable-lifecycle".to_owned(),
            format!("--query.lookback-delta={lookback}"),
            "--scrape.discovery-reload-interval=50ms".to_owned(),
            "--rules.alert.resend-delay=1s".to_owned(),
        ]);
        Server::start(&line, folder.join("prometheus.log"), address)
    }

    /// Starts Alertmanager, whose one receiver tells nobody.
    ///
    /// # Errors
    /// When it does not start: the end of its log.
    pub fn alertmanager(tools: &DrillTools, folder: &Path, address: SocketAddr) -> Result<Self> {
        let config = folder.join("alertmanager.json");
        fs::write(
            &config,
            r#"{"route": {"receiver": "nobody"}, "receivers": [{"name": "nobody"}]}"#,
        )?;
        let line = with_its_templates(tools).with([
            format!("--config.file={}", config.display()),
            format!("--storage.path={}", folder.join("alerts").display()),
            format!("--web.listen-address={address}"),
            "--cluster.listen-address=".to_owned(),
        ]);
        Server::start(&line, folder.join("alertmanager.log"), address)
    }

    fn start(line: &CommandLine, log: PathBuf, address: SocketAddr) -> Result<Self> {
        let child = process::spawn(line, &log)?;
        let mut server = Server { child, log, address };
        until(START, &format!("`{}` to be ready", line.shown()), || {
            let ended = server.child.try_wait()?.is_some();
            ensure!(!ended, "it has ended: {}", process::tail(&server.log(), 5));
            Ok(http::ask(address, "GET", "/-/ready").is_ok_and(|(status, _)| status == 200))
        })?;
        Ok(server)
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The JSON at a path.
    ///
    /// # Errors
    /// When there is none.
    pub fn get(&self, path: &str) -> Result<Value> {
        let (status, body) = http::ask(self.address, "GET", path)?;
        ensure!(status == 200, "{path}: {status} {body}");
        serde_json::from_str(&body).with_context(|| path.to_owned())
    }

    /// Has Prometheus read its configuration again.
    ///
    /// # Errors
    /// When it refuses it, with its reasons.
    pub fn reload(&self) -> Result<()> {
        let (status, body) = http::ask(self.address, "POST", "/-/reload")?;
        if status != 200 {
            bail!("Prometheus refuses its configuration: {body} {}", process::tail(&self.log(), 3));
        }
        Ok(())
    }

    /// What a query of Prometheus results in.
    ///
    /// # Errors
    /// When the query is wrong.
    pub fn query(&self, query: &str) -> Result<Vec<Value>> {
        let mut answer = self.get(&format!("/api/v1/query?query={}", http::escaped(query)))?;
        match answer["data"]["result"].take() {
            Value::Array(results) => Ok(results),
            other => bail!("{query}: {other}"),
        }
    }
}

/// Alertmanager. Debian's finds its templates only where its package puts them, which is made to be so
/// for one that was unpacked.
fn with_its_templates(tools: &DrillTools) -> CommandLine {
    const TEMPLATES: &str = "/usr/share/prometheus";
    let program = &tools.alertmanager;
    let unpacked = program.ancestors().nth(2).map(|usr| usr.join("share/prometheus"));
    let Some(templates) = unpacked.filter(|of| of.is_dir() && of != Path::new(TEMPLATES)) else {
        return CommandLine::new(program);
    };
    let mut line = CommandLine::new(&tools.bubblewrap.path)
        .with(["--die-with-parent", "--dev-bind", "/", "/", "--tmpfs", "/usr/share", "--ro-bind"])
        .with([templates.as_path(), Path::new(TEMPLATES), program]);
    if let Some(libraries) = tools.bubblewrap.library_path() {
        line.environment.push(("LD_LIBRARY_PATH".into(), libraries));
    }
    line
}

impl Drop for Server {
    fn drop(&mut self) {
        process::kill_tree(&mut self.child);
    }
}
