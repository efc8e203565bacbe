//! `kubectl rollout`, and what the controller of a Deployment does.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::arguments::Arguments;
use super::kubectl::{not_found, patience};
use super::objects::{pair, shown};
use crate::cluster::{Cluster, Pod};
use crate::process::{self, CommandLine};
use crate::report::say;
use crate::workload;

/// Ends a pod that has left the Services. No verb of kubectl's: what a Deployment's controller goes on
/// with when kubectl has returned.
pub(super) const RETIRE: &str = "drill-retire";

/// Prometheus takes new targets over every five seconds, and the chart's hook takes five: which of them
/// comes first would be chance, and counts for two hundred times as much where time is scaled. The rest
/// of the answer is [`workload::retire`]'s.
const HEAD_START: Duration = Duration::from_millis(500);

/// Ends a pod that has left the Services, once its leaving is known.
pub(super) fn retire(cluster: &Cluster, pod: &Pod) -> Result<()> {
    thread::sleep(HEAD_START);
    workload::retire(cluster, pod)
}

/// Waits until as many pods as are wanted are ready.
pub(super) fn status(cluster: &Cluster, arguments: &Arguments) -> Result<()> {
    let (of, name) = pair(arguments.word(2).context("required resource not specified")?)?;
    let object = cluster.objects.get(of, name).with_context(|| not_found(of, name))?;
    let wanted = object["spec"]["replicas"].as_u64().unwrap_or(1);
    let end = Instant::now() + patience(arguments)?;
    loop {
        let mut ready = 0;
        for pod in workload::pods(cluster, of, name)? {
            ready += u64::from(workload::is_ready(cluster, &pod)?);
        }
        if ready >= wanted {
            say(&format!("deployment {name:?} successfully rolled out"));
            return Ok(());
        }
        ensure!(Instant::now() < end, "timed out waiting for the condition");
        thread::sleep(Duration::from_millis(100));
    }
}

/// Replaces the pods of a Deployment.
pub(super) fn restart(cluster: &mut Cluster, arguments: &Arguments) -> Result<()> {
    let (of, name) = pair(arguments.word(2).context("required resource not specified")?)?;
    if cluster.images.servers_can_share() {
        roll(cluster, name)?;
    } else {
        let replicas = workload::pods(cluster, of, name)?.len();
        workload::scale(cluster, name, 0)?;
        workload::scale(cluster, name, replicas)?;
    }
    say(&format!("{} restarted", shown(of, name)));
    Ok(())
}

/// Rolls a Deployment. Whoever asked for it does not wait for the end of the old pods.
pub(super) fn roll(cluster: &Cluster, name: &str) -> Result<()> {
    for pod in workload::roll(cluster, name)? {
        let line = CommandLine::new("kubectl").with([RETIRE, &pod.name]);
        process::spawn(&line, &pod.log(RETIRE))?;
    }
    Ok(())
}
