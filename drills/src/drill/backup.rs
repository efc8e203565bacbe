//! `backup`: the CronJob's containers, to a claim and to S3.

use anyhow::Result;

use super::{Drill, Part};
use crate::chart::Release;
use crate::running;
use crate::service::postgres::Postgres;
use crate::stage::Stage;

/// The drill.
pub(super) const DRILL: Drill = Drill {
    name: "backup",
    about: "the CronJob's containers, to a claim and to S3",
    parts: &[Part { name: "pvc", run: pvc }],
    faults: &[],
    long_adds: "",
};

fn pvc(stage: &Stage<'_>) -> Result<()> {
    let release = Release { set: vec!["backup.enabled=true".to_owned()], ..Release::default() };
    let cluster = stage.install(&release, &[])?;
    let postgres = Postgres::start(&cluster, "certctl-postgres")?;
    postgres.sql(&cluster, "certctl", "CREATE TABLE t AS SELECT generate_series(1, 1000) AS n")?;
    stage.measure("the container of the CronJob writes a dump", || {
        let pod = cluster.pod("CronJob", "certctl-backup")?;
        let ended = running::run(&cluster, &pod)?.well()?;
        Ok(((), ended.log.trim().to_owned()))
    })
}
