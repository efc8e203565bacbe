//! `backup`: the CronJob's containers, to a claim and to S3, when all is well and when it is not.

mod claim;
mod faults;
mod killed;
mod retention;
mod s3;
mod shelf;
mod trouble;

use anyhow::{Result, ensure};

use super::data::{self, DATABASE, PATIENCE, POSTGRES};
use super::{Drill, Part};
use crate::cluster::Cluster;
use crate::running::{self, Ended, Running, until};
use crate::service::postgres::Postgres;
use crate::stage::Stage;

/// The CronJob.
const CRON_JOB: &str = "certctl-backup";
/// The claim on which it leaves dumps.
const CLAIM: &str = "certctl-backup";

/// The drill.
pub(super) const DRILL: Drill = Drill {
    name: "backup",
    about: "the CronJob's containers, to a claim and to S3, when all is well and when it is not",
    parts: &[
        Part { name: "claim", run: claim::run },
        Part { name: "trouble", run: trouble::run },
        Part { name: "retention", run: retention::run },
        Part { name: "s3", run: s3::run },
        Part { name: "killed", run: killed::run },
    ],
    faults: faults::FAULTS,
    long_adds: "backup is killed at 50 moments on a claim and at 12 on its way to S3",
};

/// A namespace with a database of about ten thousand rows for each unit of `scale`.
fn set_up(
    stage: &Stage<'_>,
    set: &[&str],
    hosts: &[&str],
    scale: u32,
) -> Result<(Cluster, Postgres)> {
    let cluster = stage.install(&data::release(set), hosts)?;
    let postgres = Postgres::start(&cluster, POSTGRES)?;
    data::load(&cluster, &postgres, scale)?;
    Ok((cluster, postgres))
}

/// Runs the CronJob's pod once.
fn back_up(cluster: &Cluster) -> Result<Ended> {
    running::run(cluster, &cluster.pod("CronJob", CRON_JOB)?)
}

/// Starts the container of the CronJob's pod that makes the dump.
fn start(cluster: &Cluster) -> Result<Running> {
    let pod = cluster.pod("CronJob", CRON_JOB)?;
    running::start(cluster, &pod, pod.container("dump")?)
}

/// As [`start`], and waits until the dump has been written in part: it waits for the large objects,
/// which come last, as long as the session that is returned as well goes on.
fn start_and_stop_in_the_middle(
    cluster: &Cluster,
    postgres: &Postgres,
) -> Result<(Running, Running)> {
    const WAITS: &str = "SELECT count(*) FROM pg_locks \
                         WHERE relation = 'pg_largeobject'::regclass AND NOT granted";
    let held = data::hold(cluster, postgres, "LOCK TABLE pg_largeobject")?;
    let mut run = start(cluster)?;
    until(PATIENCE, "a dump waits for large objects", || {
        ensure!(run.is_running(), "the run has ended:\n{}", run.log());
        Ok(postgres.sql(cluster, DATABASE, WAITS)? == "1")
    })?;
    Ok((run, held))
}
