//! The schema, as the numbered steps that lead to it.
//!
//! Each step is a pair of files in `migrations/`. The first line of the up file is its class, by the rules of
//! docs/operator/runbooks/rollback.md; the first lines of the down file name the rows that it would destroy. Files are
//! embedded: a binary without its files cannot exist, and a file without its binary is never run.
//!
//! This module must not know the environment, nor how a connection came about.

use std::fmt;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

pub use self::adopt::adopt;
pub use self::apply::apply;
pub use self::revert::{Wish, revert};
pub use self::seed::plant;
pub use self::standing::{Standing, standing};

mod adopt;
mod apply;
mod embedded;
mod lock;
mod revert;
mod seed;
mod standing;
mod tracking;

/// What a step does to a release that does not know it; the classes A to D of the rollback runbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A: new tables, columns with defaults. Older releases work on it.
    Additive,
    /// B: a constraint, a foreign key, a trigger. Older releases work on it, with limits.
    Tightening,
    /// C: something renamed, dropped or changed in type. Older releases do not work on it.
    Renaming,
    /// D: the beginning. There are no older releases.
    Base,
}

impl Class {
    /// Each class with its name.
    pub const ALL: [(&'static str, Self); 4] = [
        ("additive", Self::Additive),
        ("tightening", Self::Tightening),
        ("renaming", Self::Renaming),
        ("base", Self::Base),
    ];

    /// The class of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, class)| *class)
    }

    /// Its letter in the runbook.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Additive => 'A',
            Self::Tightening => 'B',
            Self::Renaming => 'C',
            Self::Base => 'D',
        }
    }

    /// Whether a release that does not know the step works on a schema that has it.
    #[must_use]
    pub fn suits_older_releases(self) -> bool {
        matches!(self, Self::Additive | Self::Tightening)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Self::ALL.iter().find(|(_, class)| class == self);
        formatter.write_str(named.map_or("", |(name, _)| name))
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the order, from 1.
    pub version: i64,
    /// Its number and name, `000017_db_coupling_cleanup`.
    pub name: String,
    /// What it does to older releases.
    pub class: Class,
    /// What is run forwards.
    pub up: String,
    /// What is run backwards.
    pub down: String,
}

impl Migration {
    /// Reads a step from the name and the content of its files.
    ///
    /// # Errors
    /// Where the name has no number, or the up file no class.
    pub fn read(name: &str, up: &str, down: &str) -> Result<Self> {
        let version = name.split_once('_').and_then(|(number, _)| number.parse().ok());
        let version = version.filter(|version| *version > 0);
        let version = version.with_context(|| format!("{name}: begins with no number"))?;
        let class = up.lines().next().and_then(|line| line.strip_prefix("-- class: "));
        let class = class.and_then(Class::named);
        let class =
            class.with_context(|| format!("{name}.up.sql: names no class in its first line"))?;
        Ok(Self { version, name: name.to_owned(), class, up: up.to_owned(), down: down.to_owned() })
    }

    /// What identifies the up file: SHA-256, hexadecimal.
    #[must_use]
    pub fn checksum(&self) -> String {
        Sha256::digest(self.up.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The rows that going back would destroy: tables, each with the condition that its rows must meet.
    #[must_use]
    pub fn losses(&self) -> Vec<Loss<'_>> {
        let lines = self.down.lines().map_while(|line| line.strip_prefix("-- loses: "));
        lines.map(Loss::read).collect()
    }
}

/// Rows of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss<'a> {
    /// The table.
    pub table: &'a str,
    /// An SQL condition, `true` where it is every row.
    pub condition: &'a str,
}

impl<'a> Loss<'a> {
    fn read(line: &'a str) -> Self {
        let (table, condition) = line.split_once(" WHERE ").unwrap_or((line, "true"));
        Self { table, condition }
    }
}

/// The steps of this release, in order.
///
/// # Errors
/// Where a file is not as it must be, which a test excludes.
pub fn of_this_release() -> Result<Vec<Migration>> {
    let files = embedded::FILES.iter();
    let steps = files.map(|(name, up, down)| Migration::read(name, up, down));
    let steps: Vec<Migration> = steps.collect::<Result<_>>()?;
    if let Some(pair) = steps.windows(2).find(|pair| pair[0].version >= pair[1].version) {
        bail!("{} comes before {}", pair[0].name, pair[1].name);
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_embedded_and_well_formed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut on_disk: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        on_disk.sort();
        let steps = of_this_release().unwrap();
        let expected = steps
            .iter()
            .flat_map(|step| [".down.sql", ".up.sql"].map(|end| step.name.clone() + end));
        let mut expected: Vec<String> = expected.chain(["seed.sql".to_owned()]).collect();
        expected.sort();
        assert_eq!(on_disk, expected);
        let versions: Vec<i64> = steps.iter().map(|step| step.version).collect();
        assert_eq!(versions, (1..=28).collect::<Vec<_>>());
    }

    #[test]
    fn losses_are_read_up_to_the_first_other_line() {
        let step = Migration::read(
            "000002_x",
            "-- class: renaming\n",
            "-- loses: a\n-- loses: b WHERE c > 1\n\n-- loses: d\n",
        );
        let step = step.unwrap();
        let expected =
            [Loss { table: "a", condition: "true" }, Loss { table: "b", condition: "c > 1" }];
        assert_eq!(step.losses(), expected);
        assert_eq!((step.version, step.class), (2, Class::Renaming));
    }

    #[test]
    fn a_file_without_class_or_number_is_refused() {
        assert!(Migration::read("000002_x", "CREATE TABLE x ();", "").is_err());
        assert!(Migration::read("x", "-- class: base\n", "").is_err());
    }
}
