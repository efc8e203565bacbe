//! `helm`, as far as the runbooks use it: the chart is rendered by the real helm, and what it renders
//! is taken into the namespace of a drill.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use super::arguments::Arguments;
use super::rollout;
use crate::chart::{self, Release};
use crate::cluster::Cluster;
use crate::cluster::objects::Objects;
use crate::report::say;

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
            for (number, revision) in revisions(cluster)?.iter().enumerate() {
                say(&format!("{}\t{}", number + 1, revision.description));
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
    set.extend(arguments.all(&["--set"]).into_iter().map(str::to_owned));
    let release = Release { set: set.clone(), is_upgrade: true };
    let source = cluster.chart.clone().context("this namespace has no chart")?;
    let mut objects = chart::render(&source.helm, Path::new("/"), &source.folder, &release)?;
    // What the chart makes once it looks up on a cluster, which a render without one cannot.
    objects.keep_made_of(&cluster.objects);
    let description = "Upgrade complete".to_owned();
    record(cluster, &Revision { set, objects: objects.clone(), description })?;
    let changed = changed_deployments(&cluster.objects, &objects);
    cluster.apply(objects)?;
    for name in changed.iter().filter(|_| cluster.images.servers_can_share()) {
        rollout::roll(cluster, name)?;
    }
    say("Release \"certctl\" has been upgraded. Happy Helming!");
    Ok(())
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
    cluster.apply(revision.objects)?;
    say("Rollback was a success! Happy Helming!");
    Ok(())
}
