//! `backup`: the CronJob's containers, to a claim and to S3, when all is well and when it is not.

mod claim;
mod faults;
mod killed;
mod retention;
mod s3;
mod shelf;
mod trouble;

use anyhow::Result;

use super::data::{self, POSTGRES};
use super::{Drill, Part};
use crate::cluster::Cluster;
use crate::running::{self, Ended};
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
