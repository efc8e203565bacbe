//! One at a time: the lock under which the schema changes, and patience with the locks of others.
//!
//! The advisory lock belongs to a transaction, not to a session: it ends with it, also when the process is killed, and
//! also behind a pooler. This module must not know what is done under it.

use std::time::Duration;

use tokio::time::Instant;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Error, Transaction};

use crate::log;

/// The letters `certctl` and a zero, as a number that no one else takes by chance.
const KEY: i64 = i64::from_be_bytes(*b"certctl\0");

/// A statement waits this long for a table. Whoever comes after it waits as well, so that it must be short; requests of
/// the server, which has 2 s for its readiness, are not to fail meanwhile.
const TABLE_PATIENCE: &str = "1500ms";
/// Tries go on for this long; the chart's hook has 270 s, its startup probe 300 s.
const PATIENCE: Duration = Duration::from_secs(180);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(500);

/// Takes the lock, and waits for it as long as it takes: who holds it is changing the schema.
pub(super) async fn take(transaction: &Transaction<'_>) -> Result<(), Error> {
    // A process that is killed takes its statement along, instead of leaving it to run for nobody.
    transaction.batch_execute("SET LOCAL client_connection_check_interval = '1s'").await?;
    let row = transaction.query_one("SELECT pg_try_advisory_xact_lock($1)", &[&KEY]).await?;
    if !row.get::<_, bool>(0) {
        log::info("another run changes the schema; waiting for it", &[]);
        transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&KEY]).await?;
    }
    let limit = format!("SET LOCAL lock_timeout = '{TABLE_PATIENCE}'");
    transaction.batch_execute(&limit).await
}

/// Tries that end because a table is in use, and whether there is time for another one.
pub(super) struct Tries {
    began: Instant,
    told: bool,
}

impl Tries {
    pub(super) fn begin() -> Self {
        Self { began: Instant::now(), told: false }
    }

    /// Waits where `error` is worth another try, or says that it is not.
    pub(super) async fn again(&mut self, error: &Error, name: &str) -> bool {
        let in_use = [SqlState::LOCK_NOT_AVAILABLE, SqlState::T_R_DEADLOCK_DETECTED];
        let worth_it = error.code().is_some_and(|code| in_use.contains(code));
        if !worth_it || self.began.elapsed() > PATIENCE {
            return false;
        }
        if !self.told {
            self.told = true;
            let fields = [("migration", name.into()), ("limit_seconds", PATIENCE.as_secs().into())];
            log::warn("a long transaction holds a table; trying again between others", &fields);
        }
        tokio::time::sleep(PAUSE).await;
        true
    }
}
