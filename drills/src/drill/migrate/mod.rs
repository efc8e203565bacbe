//! `migrate`: the hook's Job as rendered, and the server that waits for it or migrates itself.

mod faults;
mod hook;
mod job;
mod killed;
mod load;
mod together;

use anyhow::{Context as _, Result};

use super::data::{self, PATIENCE, POSTGRES, hold};
use super::{Drill, Part};
use crate::chart::Release;
use crate::cluster::Cluster;
use crate::running::{self, Ended, Running};
use crate::service::postgres::Postgres;
use crate::stage::Stage;

/// The Job of the hook.
const JOB: &str = "certctl-migrate";

/// The drill.
pub(super) const DRILL: Drill = Drill {
    name: "migrate",
    about: "the migration Job and the server around it, on empty, half-made and busy databases",
    parts: &[
        Part { name: "job", run: job::run },
        Part { name: "together", run: together::run },
        Part { name: "killed", run: killed::run },
        Part { name: "hook", run: hook::run },
        Part { name: "load", run: load::run },
    ],
    faults: faults::FAULTS,
    long_adds: "migrate is killed at every statement instead of some, three times ten Jobs at once \
                instead of one, and three migrations under load instead of one",
};

/// How long the server waits for the database.
const CONNECT_TIMEOUT: &str = "30s";

/// A namespace with an empty database and the Job. What a Service's links would set, what a server
/// alone needs and what nobody knows is set for the Job as well.
fn set_up(stage: &Stage<'_>) -> Result<(Cluster, Postgres)> {
    let set = [
        "migrations.viaHook=true".to_owned(),
        format!("server.config.CERTCTL_DATABASE_CONNECT_TIMEOUT={CONNECT_TIMEOUT}"),
        "server.config.CERTCTL_UNKNOWN_SETTING=1".to_owned(),
    ];
    let release = Release { set: set.to_vec(), is_upgrade: true };
    let cluster = stage.install(&release, &[])?;
    let postgres = Postgres::start(&cluster, POSTGRES)?;
    Ok((cluster, postgres))
}

/// Runs the Job's pod once.
fn migrate(cluster: &Cluster) -> Result<Ended> {
    running::run(cluster, &cluster.pod("Job", JOB)?)
}

/// Starts the Job's pod.
fn start(cluster: &Cluster) -> Result<Running> {
    let pod = cluster.pod("Job", JOB)?;
    running::start(cluster, &pod, pod.containers.first().context("a Job has a container")?)
}
