//! What the database said, in words that help: SQLSTATE, reason, and what to do where that is known.
//!
//! No password is in what the database says. This module must not connect.

use std::error::Error as _;

use deadpool_postgres::PoolError;
use tokio_postgres::error::{DbError, ErrorPosition, SqlState};

/// Why something with the database went wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Problem {
    /// The reason in one line.
    pub text: String,
    /// What to do about it.
    pub advice: Option<String>,
    /// Whether it may be gone in a moment.
    pub passes: bool,
}

impl Problem {
    /// A problem that may be gone in a moment.
    #[must_use]
    pub fn passing(text: &str) -> Self {
        Self { text: text.to_owned(), advice: None, passes: true }
    }

    /// The problem, introduced by what it has spoilt.
    #[must_use]
    pub fn after(self, what: &str) -> Self {
        Self { text: format!("{what}: {}", self.text), ..self }
    }
}

/// Reads an error of the pool, whose connections belong to `role`.
#[must_use]
pub fn of_pool(error: &PoolError, role: &str) -> Problem {
    match error {
        PoolError::Backend(error) => of_connection(error, role),
        PoolError::Timeout(_) => Problem::passing("no connection became free"),
        other => Problem { text: other.to_string(), advice: None, passes: false },
    }
}

/// Reads an error of a connection that belongs to `role`.
#[must_use]
pub fn of_connection(error: &tokio_postgres::Error, role: &str) -> Problem {
    Problem { text: told(error), advice: advice(error, role), passes: passes(error) }
}

/// The error in one line, with its SQLSTATE where it has one.
#[must_use]
pub fn told(error: &tokio_postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        let detail = said.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
        let code = said.code().code();
        return format!("SQLSTATE {code}: {}{detail}", said.message()).replace('\n', " ");
    }
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text.replace('\n', " ")
}

/// The line of `sql`, counted from 1, that the error is about.
#[must_use]
pub fn line(error: &tokio_postgres::Error, sql: &str) -> Option<usize> {
    let position = match error.as_db_error().and_then(DbError::position)? {
        ErrorPosition::Original(position) => *position as usize,
        ErrorPosition::Internal { .. } => return None,
    };
    Some(sql.chars().take(position.saturating_sub(1)).filter(|letter| *letter == '\n').count() + 1)
}

fn passes(error: &tokio_postgres::Error) -> bool {
    if let Some(code) = error.code() {
        let starting = [
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::TOO_MANY_CONNECTIONS,
        ];
        return starting.contains(code) || code.code().starts_with("08");
    }
    // A network's failure passes; what TLS refuses it will refuse again.
    let network = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    let refused =
        network.and_then(std::io::Error::get_ref).is_some_and(|inner| inner.is::<rustls::Error>());
    error.is_closed() || network.is_some() && !refused
}

fn advice(error: &tokio_postgres::Error, role: &str) -> Option<String> {
    let code = error.code()?;
    if *code == SqlState::INVALID_PASSWORD {
        return Some(format!(
            "PostgreSQL takes the password that it is given only while its volume is empty; this volume keeps an older \
             one, or the URL has a wrong one. On Kubernetes: give the role {role} the password of the Secret (ALTER ROLE; \
             docs/operator/runbooks/rollback.md, Database password), or correct the Secret, and restart. With Docker \
             Compose: docker compose exec the database's service, ALTER ROLE {role} there, or correct POSTGRES_PASSWORD \
             and CERTCTL_DATABASE_URL; docker compose down --volumes makes a new volume and DELETES all data"
        ));
    }
    if *code == SqlState::INVALID_CATALOG_NAME {
        return Some("make the database, or correct the name at the end of the URL".to_owned());
    }
    if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION {
        return Some(format!(
            "the database lets {role} in neither this way nor from here: pg_hba.conf, and sslmode in the URL"
        ));
    }
    None
}
