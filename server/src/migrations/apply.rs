//! Forwards: every step that a database does not have, in order, each in a transaction of its own.
//!
//! A step and its record are one transaction. Killed at any moment, the database has whole steps, and the next run goes
//! on with the first one that is missing.

use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use tokio_postgres::{Client, Error};

use super::lock::{self, Tries};
use super::{Migration, Standing, standing, tracking};
use crate::database::problem;
use crate::log;

/// Brings the database to the head of `steps`; gives how it stood before.
///
/// # Errors
/// Where a file was edited after it was run, where the schema is newer and does not suit this release, and where the
/// database refuses a step: that one has left nothing behind, and those before it stay.
pub async fn apply(client: &mut Client, steps: &[Migration]) -> Result<Standing> {
    tracking::prepare(client).await?;
    let before = standing(client, steps).await?;
    if let Some(refusal) = before.refusal() {
        bail!(refusal);
    }
    for newer in &before.newer {
        let fields = [("migration", newer.as_str().into())];
        log::warn("the schema is newer than this release, which works on it nevertheless", &fields);
    }
    for step in steps.iter().filter(|step| before.pending.contains(&step.name)) {
        apply_one(client, step).await?;
    }
    Ok(before)
}

async fn apply_one(client: &mut Client, step: &Migration) -> Result<()> {
    let mut tries = Tries::begin();
    let began = Instant::now();
    loop {
        match try_one(client, step).await {
            Ok(true) => break,
            // Another run has been faster; that its file is the same is for the next comparison to see.
            Ok(false) => return Ok(()),
            Err(error) if tries.again(&error, &step.name).await => {}
            Err(error) => return Err(failed(&error, step)),
        }
    }
    let spent = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let fields = [
        ("migration", step.name.as_str().into()),
        ("class", step.class.to_string().into()),
        ("milliseconds", spent.into()),
    ];
    log::info("applied a migration", &fields);
    Ok(())
}

async fn try_one(client: &mut Client, step: &Migration) -> Result<bool, Error> {
    let transaction = client.transaction().await?;
    lock::take(&transaction).await?;
    let applied = tracking::applied(&transaction).await?;
    if applied.iter().any(|applied| applied.version == step.version) {
        return Ok(false);
    }
    transaction.batch_execute(&step.up).await?;
    tracking::insert(&transaction, step).await?;
    transaction.commit().await?;
    Ok(true)
}

fn failed(error: &Error, step: &Migration) -> anyhow::Error {
    let line = problem::line(error, &step.up).map(|line| format!(":{line}")).unwrap_or_default();
    let (name, told) = (&step.name, problem::told(error));
    anyhow!(
        "{name}.up.sql{line}: {told}; it has left nothing behind, the migrations before it stay"
    )
}
