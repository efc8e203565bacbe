//! Backwards: down files, from the highest number to the lowest, all in one transaction or none.
//!
//! Rows that a down would destroy are counted under a lock on their table, so that none is written in between.

use anyhow::{Result, anyhow, bail};
use tokio_postgres::{Client, Error, Transaction};

use super::lock::{self, Tries};
use super::tracking::{self, Applied};
use super::{Class, Migration};
use crate::database::problem;
use crate::log;

/// Which steps are to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// All above this number; 0 is all there are.
    DownTo(i64),
    /// These, whatever stands above them.
    Only(Vec<i64>),
}

/// Why nothing was reverted.
enum Stop {
    /// The wish cannot be met.
    Wish(anyhow::Error),
    /// The database said so.
    Database(Error, Option<String>),
    /// Rows would be lost.
    Loss(Vec<String>),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Database(error, None)
    }
}

/// Takes steps back; gives their names, highest number first.
///
/// # Errors
/// Where this release does not know a step that is to go, where rows would be lost and `accept_loss` is false, and where
/// the database refuses a down. Nothing is changed then.
pub async fn revert(
    client: &mut Client,
    steps: &[Migration],
    wish: &Wish,
    accept_loss: bool,
) -> Result<Vec<String>> {
    if !tracking::exists(client).await? {
        bail!("the database has no record of migrations: there is nothing to revert");
    }
    let mut tries = Tries::begin();
    loop {
        match try_once(client, steps, wish, accept_loss).await {
            Ok(reverted) => return Ok(reverted),
            Err(Stop::Wish(error)) => return Err(error),
            Err(Stop::Database(error, _)) if tries.again(&error, "the down files").await => {}
            Err(Stop::Database(error, at)) => {
                let at = at.map(|at| format!("{at}: ")).unwrap_or_default();
                return Err(anyhow!("{at}{}; nothing was changed", problem::told(&error)));
            }
            Err(Stop::Loss(rows)) => bail!(
                "this would destroy {}; nothing was changed. Restore a backup instead \
                 (docs/operator/runbooks/postgres-backup.md), or repeat with --accept-data-loss",
                rows.join(", ")
            ),
        }
    }
}

fn choose<'a>(
    applied: &[Applied],
    steps: &'a [Migration],
    wish: &Wish,
) -> Result<Vec<&'a Migration>> {
    let known = |version: i64| steps.iter().find(|step| step.version == version);
    match wish {
        Wish::DownTo(version) if *version != 0 && known(*version).is_none() => {
            bail!("--migrate-down-to {version}: this release has no migration of that number");
        }
        Wish::Only(versions) => versions.iter().try_for_each(|version| alone(*version, steps))?,
        Wish::DownTo(_) => {}
    }
    let is_meant = |version: i64| match wish {
        Wish::DownTo(floor) => version > *floor,
        Wish::Only(versions) => versions.contains(&version),
    };
    let meant = applied.iter().rev().filter(|applied| is_meant(applied.version));
    let steps = meant.map(|applied| {
        known(applied.version).ok_or_else(|| {
            let name = &applied.name;
            anyhow!("{name} is of a newer release, and only that one can revert it")
        })
    });
    steps.collect()
}

/// Whether a step may go while those above it stay. They may build on what an additive one has made.
fn alone(version: i64, steps: &[Migration]) -> Result<()> {
    let Some(step) = steps.iter().find(|step| step.version == version) else {
        bail!("--migrate-down {version}: this release has no migration of that number");
    };
    if !matches!(step.class, Class::Tightening | Class::Renaming) {
        let (name, class, below) = (&step.name, step.class, version - 1);
        bail!(
            "--migrate-down {version}: {name} is {class}, and those above may build on it; leave it, for no older \
             release minds it, or take them along with --migrate-down-to {below}"
        );
    }
    Ok(())
}

async fn try_once(
    client: &mut Client,
    steps: &[Migration],
    wish: &Wish,
    accept_loss: bool,
) -> Result<Vec<String>, Stop> {
    let transaction = client.transaction().await?;
    lock::take(&transaction).await?;
    let applied = tracking::applied(&transaction).await?;
    let chosen = choose(&applied, steps, wish).map_err(Stop::Wish)?;
    let mut lost = Vec::new();
    for step in &chosen {
        lost.extend(losses(&transaction, step).await?);
    }
    if !lost.is_empty() && !accept_loss {
        return Err(Stop::Loss(lost));
    }
    for loss in lost {
        log::warn("destroying rows, as told", &[("rows", loss.into())]);
    }
    for step in &chosen {
        run_down(&transaction, step).await?;
    }
    transaction.commit().await?;
    Ok(chosen.iter().map(|step| step.name.clone()).collect())
}

async fn run_down(transaction: &Transaction<'_>, step: &Migration) -> Result<(), Stop> {
    transaction.batch_execute(&step.down).await.map_err(|error| {
        let line = problem::line(&error, &step.down).map(|line| format!(":{line}"));
        Stop::Database(error, Some(format!("{}.down.sql{}", step.name, line.unwrap_or_default())))
    })?;
    Ok(tracking::delete(transaction, step.version).await?)
}

async fn losses(transaction: &Transaction<'_>, step: &Migration) -> Result<Vec<String>, Stop> {
    let mut lost = Vec::new();
    for loss in step.losses() {
        let (table, condition) = (loss.table, loss.condition);
        let lock = format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
        transaction.batch_execute(&lock).await?;
        let count = format!("SELECT count(*) FROM {table} WHERE {condition}");
        let count: i64 = transaction.query_one(&count, &[]).await?.get(0);
        if count > 0 {
            let of = if condition == "true" { String::new() } else { format!(" with {condition}") };
            let rows = if count == 1 { "row" } else { "rows" };
            lost.push(format!("{count} {rows} of {table}{of} ({})", step.name));
        }
    }
    Ok(lost)
}
