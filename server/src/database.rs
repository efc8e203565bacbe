//! The way to the database: a pool, and the wait until somebody answers.
//!
//! This module must not know what is in the database.

use std::time::Duration;

use anyhow::Result;
use deadpool_postgres::{Manager, ManagerConfig, Pool, PoolError, RecyclingMethod};
use tokio::time::Instant;

use self::problem::Problem;
use crate::config::Database;
use crate::log;

pub mod problem;
mod tls;

/// Between two tries.
const PAUSE: Duration = Duration::from_secs(1);
/// A try that has been taken up, but not answered, is over after this.
const PATIENCE: Duration = Duration::from_secs(10);

/// Makes the pool and waits until the database takes a connection.
///
/// # Errors
/// Where it does not within `connect_timeout`, or at once where waiting cannot help: a wrong password, a database that
/// does not exist, a certificate that nobody vouches for.
pub async fn open(settings: &Database) -> Result<Pool> {
    let pool = pool(settings)?;
    let deadline = Instant::now() + settings.connect_timeout;
    let mut told = false;
    loop {
        let problem =
            match tokio::time::timeout_at(deadline.min(Instant::now() + PATIENCE), ping(&pool))
                .await
            {
                Ok(Ok(())) => return Ok(pool),
                Ok(Err(error)) => problem::of_pool(&error, &settings.target.role),
                Err(_) => Problem::passing("it took up the connection and did not answer"),
            };
        if !problem.passes {
            return Err(problem.after("failed to ping database").into());
        }
        if Instant::now() + PAUSE > deadline {
            let limit = settings.connect_timeout.as_secs();
            let what = format!(
                "failed to ping database, waited {limit} s (CERTCTL_DATABASE_CONNECT_TIMEOUT)"
            );
            return Err(problem.after(&what).into());
        }
        if !told {
            told = true;
            let limit = settings.connect_timeout.as_secs();
            let fields = [("reason", problem.text.into()), ("limit_seconds", limit.into())];
            log::warn("waiting for the database", &fields);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Asks the database for a sign of life.
///
/// # Errors
/// Where there is none.
pub async fn ping(pool: &Pool) -> Result<(), PoolError> {
    pool.get().await?.batch_execute("SELECT 1").await?;
    Ok(())
}

fn pool(settings: &Database) -> Result<Pool> {
    let manager = Manager::from_config(
        settings.target.connection.clone(),
        tls::connector(&settings.target)?,
        ManagerConfig { recycling_method: RecyclingMethod::Fast },
    );
    Ok(Pool::builder(manager).max_size(settings.max_connections).build()?)
}
