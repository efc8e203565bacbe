//! `helm`, as far as the runbooks use it: the chart is rendered by the real helm, and what it renders
//! is taken into the namespace of a drill.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::arguments::Arguments;
use super::kubectl::run_job;
use super::rollout;
use crate::chart::{self, Release};
use crate::cluster::Cluster;
use crate::cluster::objects::Objects;
use crate::report::say;
use crate::workload;

/// A revision of the release.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Revision {
    /// `--set` arguments, in the order in which they were given.
    pub set: Vec<String>,
    /// What was rendered.
    pub objects: Objects,
    /// How it came about.
    pub description: String,
}

/// Runs a command line; its exit status.
pub(super) fn run(cluster: &mut Cluster, line: &[String]) -> Result<u8> {
    let arguments = Arguments::parse(line);
    match (arguments.word(0), arguments.word(1)) {
        (Some("upgrade"), Some(chart::NAME)) => upgrade(cluster, &arguments)?,
        (Some("rollback"), Some(chart::NAME)) => rollback(cluster, &arguments)?,
        (Some("history"), Some(chart::NAME)) => {
            let revisions = revisions(cluster)?;
            for (number, revision) in (1..).zip(&revisions) {
                let status = if number == revisions.len() { "deployed" } else { "superseded" };
                say(&format!("{number}\t{status}\t{}", revision.description));
            }
        }
        _ => bail!("the drills' helm has no `{}`", line.join(" ")),
    }
    Ok(0)
}

/// Records a revision.
///
/// # Errors
/// When it cannot be written.
pub fn record(cluster: &Cluster, revision: &Revision) -> Result<()> {
    let folder = cluster.folder.join("revisions");
    fs::create_dir_all(&folder)?;
    let number = fs::read_dir(&folder)?.count() + 1;
    Ok(fs::write(folder.join(format!("{number:04}")), serde_json::to_vec(revision)?)?)
}

/// The revisions, the oldest first.
///
/// # Errors
/// When one cannot be read.
pub fn revisions(cluster: &Cluster) -> Result<Vec<Revision>> {
    let Ok(entries) = fs::read_dir(cluster.folder.join("revisions")) else { return Ok(Vec::new()) };
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files.iter().map(|file| Ok(serde_json::from_slice(&fs::read(file)?)?)).collect()
}

fn upgrade(cluster: &mut Cluster, arguments: &Arguments) -> Result<()> {
    let kept = arguments.has("--reset-then-reuse-values") || arguments.has("--reuse-values");
    let mut set = match revisions(cluster)?.pop() {
        Some(last) if kept => last.set,
        _ => Vec::new(),
    };
    set.extend(arguments.all(&["--set", "--set-string"]).into_iter().map(str::to_owned));
    let release = Release { set: set.clone(), is_upgrade: true };
    let source = cluster.chart.clone().context("this namespace has no chart")?;
    let mut objects = chart::render(&source.helm, Path::new("/"), &source.folder, &release)?;
    // What the chart makes once it looks up on a cluster, which a render without one cannot.
    objects.keep_made_of(&cluster.objects);
    let description = "Upgrade complete".to_owned();
    record(cluster, &Revision { set, objects: objects.clone(), description })?;
    run_hooks(cluster, &objects, "pre-upgrade")?;
    if cluster.images.servers_can_share() {
        let changed = changed_deployments(&cluster.objects, &objects);
        cluster.apply(objects)?;
        for name in &changed {
            rollout::roll(cluster, name)?;
        }
    } else {
        roll_out(cluster, objects)?;
    }
    say("Release \"certctl\" has been upgraded. Happy Helming!");
    Ok(())
}

/// Runs the Jobs of a hook before anything else of the release is changed, as helm does.
fn run_hooks(cluster: &mut Cluster, objects: &Objects, hook: &str) -> Result<()> {
    let of_hook = |object: &&Value| {
        let hooks = object["metadata"]["annotations"]["helm.sh/hook"].as_str();
        hooks.is_some_and(|hooks| hooks.split(',').any(|known| known == hook))
    };
    let (jobs, others): (Vec<&Value>, Vec<&Value>) =
        objects.all().filter(of_hook).partition(|object| object["kind"] == "Job");
    for object in others {
        cluster.objects.apply(object.clone());
    }
    for job in jobs {
        let well = run_job(cluster, job.clone())?;
        ensure!(
            well,
            "UPGRADE FAILED: {hook} hooks failed: 1 error occurred: BackoffLimitExceeded"
        );
    }
    Ok(())
}

/// Takes the objects, and gives Deployments that have been started pods of their new templates. The
/// old pods end first: all of them are one machine here, where a port is there once.
fn roll_out(cluster: &mut Cluster, objects: Objects) -> Result<()> {
    let before = cluster.objects.clone();
    cluster.apply(objects.clone())?;
    for deployment in objects.of_kind("Deployment") {
        let name = deployment["metadata"]["name"].as_str().context("a Deployment has a name")?;
        let made = cluster.made_pods()?;
        if !made.iter().any(|pod| pod.owner == ("Deployment".to_owned(), name.to_owned())) {
            continue;
        }
        let template =
            |of: &Objects| of.get("Deployment", name).map(|of| of["spec"]["template"].clone());
        let replicas = deployment["spec"]["replicas"].as_u64().unwrap_or(1);
        if template(&before) != template(&objects) {
            workload::scale(cluster, name, 0)?;
        }
        workload::scale(cluster, name, usize::try_from(replicas)?)?;
        wait_for(cluster, name)?;
    }
    Ok(())
}

/// Waits until a Deployment's pods are ready. One that has ended would be started again and end again.
fn wait_for(cluster: &Cluster, name: &str) -> Result<()> {
    let end = Instant::now() + workload::READY;
    loop {
        let pods = workload::pods(cluster, "Deployment", name)?;
        let wanted =
            cluster.objects.typed::<Value>("Deployment", name)?["spec"]["replicas"].as_u64();
        let running = pods.len() as u64 >= wanted.unwrap_or(1);
        let mut ready = running;
        for pod in &pods {
            ready &= workload::is_ready(cluster, pod)?;
        }
        if ready {
            return Ok(());
        }
        ensure!(running && Instant::now() < end, "timed out waiting for the condition");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Deployments whose pods are made otherwise than before.
fn changed_deployments(before: &Objects, after: &Objects) -> Vec<String> {
    let name = |object: &serde_json::Value| object["metadata"]["name"].as_str().map(str::to_owned);
    let changed = |object: &&serde_json::Value| {
        let known = name(object).and_then(|name| before.get("Deployment", &name));
        known.is_some_and(|known| known["spec"]["template"] != object["spec"]["template"])
    };
    after.of_kind("Deployment").filter(changed).filter_map(name).collect()
}

fn rollback(cluster: &mut Cluster, arguments: &Arguments) -> Result<()> {
    let number: usize = arguments.word(2).context("a revision is required")?.parse()?;
    let revisions = revisions(cluster)?;
    ensure!((1..=revisions.len()).contains(&number), "release: not found");
    let mut revision = revisions[number - 1].clone();
    revision.description = format!("Rollback to {number}");
    record(cluster, &revision)?;
    // It runs no upgrade hooks, and the chart has none for rollbacks.
    roll_out(cluster, revision.objects)?;
    say("Rollback was a success! Happy Helming!");
    Ok(())
}
