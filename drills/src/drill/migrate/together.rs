//! Ten Jobs at once on an empty database.

use anyhow::{Context as _, Result, ensure};

use super::{PATIENCE, data, hold, set_up, start};
use crate::drill::schema::{self, Reference};
use crate::running::{Ended, until};
use crate::stage::Stage;

/// How many.
const JOBS: usize = 10;
/// How many wait for the advisory lock, and how many for a table.
const WAITING: &str = "SELECT count(*) FILTER (WHERE wait_event = 'advisory'), \
                       count(*) FILTER (WHERE wait_event <> 'advisory') FROM pg_stat_activity \
                       WHERE application_name = 'certctl-server' AND wait_event_type = 'Lock'";

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let (cluster, postgres) = set_up(stage)?;
    let reference = Reference::new(stage, &cluster, &postgres)?;
    let migrations = schema::steps(stage)?.len();
    for _ in 0..stage.by_form(1, 3) {
        schema::wipe(&cluster, &postgres)?;
        stage.measure("ten at once all end well, and each migration is run once", || {
            // What the first of them is about to make: it goes on when all the others are there.
            let held = hold(&cluster, &postgres, "CREATE TABLE teams ()")?;
            let jobs = (0..JOBS).map(|_| start(&cluster)).collect::<Result<Vec<_>>>()?;
            until(PATIENCE, "all ten have met", || {
                let waiting = postgres.sql(&cluster, data::DATABASE, WAITING)?;
                let (lock, table) = waiting.split_once('\t').context("two numbers")?;
                // Without a lock they meet at the table.
                Ok(lock.parse() == Ok(JOBS - 1) || table.parse::<usize>()? > 1)
            })?;
            held.kill();
            let ended: Vec<Ended> =
                jobs.into_iter().map(|job| job.wait()?.well()).collect::<Result<_>>()?;
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
