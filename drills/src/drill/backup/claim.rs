//! A claim, and nothing goes wrong.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail, ensure};

use super::shelf::Shelf;
use super::{back_up, set_up, start};
use crate::cluster::Cluster;
use crate::drill::data::{self, DATABASE, PATIENCE};
use crate::drill::restore::name_of_dump;
use crate::running::until;
use crate::service::postgres::Postgres;
use crate::stage::Stage;

/// The user of Alpine's PostgreSQL images, whom the chart names.
const USER: u32 = 70;
/// How often two runs may be tried to begin within one second.
const TRIES: usize = 20;
/// Dumps that wait for a table.
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity \
                       WHERE application_name = 'pg_dump' AND wait_event_type = 'Lock'";

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let (cluster, postgres) = set_up(stage, &["backup.enabled=true"], &[], 1)?;
    let shelf = Shelf::of(stage, &cluster)?;
    stage.measure("a dump is written, whole, under its name, and for its user alone", || {
        let ended = back_up(&cluster)?.well()?;
        let name = name_of_dump(&ended.log)?;
        ensure!(shelf.dumps()? == [name.clone()], "the claim holds {:?}", shelf.dumps()?);
        ensure!(shelf.others()?.is_empty(), "there is more on the claim: {:?}", shelf.others()?);
        shelf.whole(&name)?;
        shelf.private(&name, USER)?;
        Ok(((), ended.log.trim().to_owned()))
    })?;
    stage.prove(
        "the dump is compressed, and grants nothing to roles that may not be there",
        || {
            let name = shelf.dumps()?.pop().context("there is a dump")?;
            let listed = shelf.list(&name)?;
            ensure!(listed.contains("Format: CUSTOM"), "it is of another format:\n{listed}");
            let grants = listed.lines().find(|line| line.contains(" ACL "));
            ensure!(grants.is_none(), "it holds grants: {grants:?}");
            Ok(())
        },
    )?;
    stage.prove(
        "two runs at once both end well, and leave whole dumps and nothing else",
        || {
            together(&cluster, &postgres, &shelf)?;
            ensure!(
                shelf.others()?.is_empty(),
                "there is more on the claim: {:?}",
                shelf.others()?
            );
            shelf.dumps()?.iter().try_for_each(|name| shelf.whole(name))
        },
    )?;
    stage.prove("what a run that was killed has left goes, what another one writes stays", || {
        let left = "certctl-20260101T020000Z.dump.certctl-backup-1.tmp";
        let written = "certctl-20260101T020000Z.dump.certctl-backup-2.tmp";
        for name in [left, written] {
            shelf.put(name, b"part of a dump")?;
        }
        shelf.age(left, Duration::from_secs(7200 + 120))?;
        shelf.age(written, Duration::from_secs(7200 - 60))?;
        back_up(&cluster)?.well()?;
        let others = shelf.others()?;
        ensure!(others == [written], "{others:?} is left of {left} (old) and {written} (new)");
        Ok(())
    })
}

/// Two runs at once that name their dumps after the same second.
fn together(cluster: &Cluster, postgres: &Postgres, shelf: &Shelf) -> Result<()> {
    for _ in 0..TRIES {
        if overlap(cluster, postgres, shelf)?.len() == 1 {
            return Ok(());
        }
    }
    bail!("in {TRIES} tries no two runs began in one second")
}

/// Two runs that end well, of which the second begins when the first has begun to write, and the
/// first goes on when the second has, too; the names that they give their dumps.
fn overlap(cluster: &Cluster, postgres: &Postgres, shelf: &Shelf) -> Result<BTreeSet<String>> {
    let held = data::hold(cluster, postgres, "LOCK TABLE jobs")?;
    at_the_next_second();
    let mut first = start(cluster)?;
    until(PATIENCE, "the first run begins to write", || {
        Ok(!shelf.others()?.is_empty() || !first.is_running())
    })?;
    let mut second = start(cluster)?;
    until(PATIENCE, "both runs wait for a table", || {
        let waiting = postgres.sql(cluster, DATABASE, WAITING)? == "2";
        Ok(waiting || !first.is_running() || !second.is_running())
    })?;
    let partial = shelf.others()?;
    held.kill();
    for run in [first, second] {
        run.wait()?.well()?;
    }
    Ok(partial.iter().filter_map(|name| name.split('.').next()).map(str::to_owned).collect())
}

/// So that the whole of a second is ahead.
fn at_the_next_second() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    thread::sleep(Duration::from_secs(1) - Duration::from_nanos(now.subsec_nanos().into()));
}
