//! A database that a release without tracking has made: what it has is recorded as its operator says, and nothing is run.

use anyhow::{Result, bail};
use tokio_postgres::Client;

use super::{Migration, tracking};

/// Records the steps up to `version`.
///
/// # Errors
/// Where there is no such step, a record already, or no schema at all.
pub async fn adopt(client: &mut Client, steps: &[Migration], version: i64) -> Result<()> {
    if steps.iter().all(|step| step.version != version) {
        bail!("--migrate-adopt {version}: this release has no migration of that number");
    }
    let there: Vec<Migration> =
        steps.iter().filter(|step| step.version <= version).cloned().collect();
    if !tracking::adopt(client, &there).await? {
        bail!("the database has a record of migrations already: there is nothing to adopt");
    }
    Ok(())
}
