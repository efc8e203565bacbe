//! Where a database stands, as this release sees it.
//!
//! This module must not change anything.

use std::fmt;

use anyhow::Result;
use tokio_postgres::GenericClient;

use super::tracking::{self, Applied};
use super::{Class, Migration};

/// The difference between the steps of this release and those that a database has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Steps of this release that the database does not have.
    pub pending: Vec<String>,
    /// Steps that this release does not know and can work with.
    pub newer: Vec<String>,
    /// Steps that this release does not know and cannot work with.
    pub unsuitable: Vec<String>,
    /// Steps whose file is not the one that was run.
    pub edited: Vec<String>,
}

impl Standing {
    /// Whether this release works on the database as it is.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.pending.is_empty() && self.refusal().is_none()
    }

    /// Why this release must not touch the schema, if it must not.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        if !self.edited.is_empty() {
            let names = self.edited.join(", ");
            return Some(format!(
                "{names} is not the file that was run on this database: its checksum differs. A migration that was run \
                 is never edited; put the change into a new one, and the file back as it was"
            ));
        }
        if !self.unsuitable.is_empty() {
            let names = self.unsuitable.join(", ");
            return Some(format!(
                "the schema is newer than this release and {names} does not suit it: start the newer release, or revert \
                 with its --migrate-down (docs/operator/runbooks/rollback.md)"
            ));
        }
        None
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(refusal) = self.refusal() {
            return formatter.write_str(&refusal);
        }
        match self.pending.as_slice() {
            [] => formatter.write_str("the schema is at head"),
            [one] => write!(formatter, "the schema lacks {one}"),
            [first, .., last] => {
                let count = self.pending.len();
                write!(formatter, "the schema lacks {count} migrations, {first} to {last}")
            }
        }
    }
}

/// Compares the database with `steps`. One without a record has none of them.
///
/// # Errors
/// Where the database does not answer.
pub async fn standing(client: &impl GenericClient, steps: &[Migration]) -> Result<Standing> {
    if !tracking::exists(client).await? {
        return Ok(compare(steps, &[]));
    }
    Ok(compare(steps, &tracking::applied(client).await?))
}

/// The comparison itself.
pub(super) fn compare(steps: &[Migration], applied: &[Applied]) -> Standing {
    let mut standing = Standing::default();
    for step in steps {
        match applied.iter().find(|applied| applied.version == step.version) {
            None => standing.pending.push(step.name.clone()),
            Some(applied) if applied.checksum != step.checksum() => {
                standing.edited.push(step.name.clone());
            }
            Some(_) => {}
        }
    }
    for applied in applied.iter().filter(|a| steps.iter().all(|step| step.version != a.version)) {
        let suits = applied.class.is_some_and(Class::suits_older_releases);
        let class = applied.class.map_or("of an unknown class".to_owned(), |class| {
            format!("class {}, {class}", class.letter())
        });
        let list = if suits { &mut standing.newer } else { &mut standing.unsuitable };
        list.push(format!("{} ({class})", applied.name));
    }
    standing
}
