//! Ten Jobs at once on an empty database.

use std::thread;

use anyhow::{Result, anyhow, ensure};

use super::{PATIENCE, data, hold, migrate, set_up};
use crate::drill::schema::{self, Reference};
use crate::running::{Ended, until};
use crate::stage::Stage;

/// How many.
const JOBS: usize = 10;
/// How many are connected.
const CONNECTED: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'certctl-server'";

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let (cluster, postgres) = set_up(stage)?;
    let reference = Reference::new(stage, &cluster, &postgres)?;
    let migrations = schema::steps(stage)?.len();
    for _ in 0..stage.by_form(1, 3) {
        schema::wipe(&cluster, &postgres)?;
        stage.measure("ten at once all end well, and each migration is run once", || {
            // What the first of them is about to make: it goes on when all the others are there.
            let held = hold(&cluster, &postgres, "CREATE TABLE teams ()", 60)?;
            let ended = thread::scope(|scope| {
                let jobs: Vec<_> = (0..JOBS).map(|_| scope.spawn(|| migrate(&cluster))).collect();
                until(PATIENCE, "all ten are connected", || {
                    Ok(postgres.sql(&cluster, data::DATABASE, CONNECTED)? == JOBS.to_string())
                })?;
                held.kill();
                let ended = jobs.into_iter().map(|job| job.join());
                ended.map(|job| job.map_err(|_| anyhow!("a thread"))?).collect::<Result<Vec<_>>>()
            })?;
            let ended: Vec<Ended> = ended.into_iter().map(Ended::well).collect::<Result<_>>()?;
            let count = |text: &str| ended.iter().map(|job| job.log.matches(text).count()).sum();
            let applied: usize = count("\"applied a migration\"");
            ensure!(applied == migrations, "{applied} migrations were run, of {migrations}");
            let waited: usize = count("waiting for it");
            ensure!(waited >= JOBS - 1, "they have not met: they waited {waited} times");
            Ok(((), format!("waited for one another {waited} times")))
        })?;
        stage
            .prove("record, schema and seed are what the files make", || reference.demand_head())?;
    }
    Ok(())
}
