//! The runbook's table of classes, as a reader would take it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use anyhow::{Context as _, Result, ensure};
use regex::Regex;

static MIGRATION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(0\d{5}) ([a-z0-9_]+)").expect("a valid pattern"));
/// The number of a migration.
pub(super) static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b0\d{5}\b").expect("a valid pattern"));

/// What the runbook says of migrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// Number and name of each, with the letter of its class.
    pub(super) classes: BTreeMap<String, char>,
    /// Numbers of additive ones whose rows nothing can bring back.
    pub(super) not_regenerable: Vec<u32>,
    /// Numbers of additive ones whose rows come back.
    pub(super) caches: Vec<u32>,
    /// Numbers of the tightening ones that have a row with their limits.
    pub(super) limits: Vec<u32>,
}

/// Reads the section.
pub(super) fn read(document: &str) -> Result<Table> {
    let from = document.find("\n## Migration classes\n").context("no section of classes")?;
    let section = &document[from + 1..];
    let section = section.find("\n### ").map_or(section, |to| &section[..to]);
    let mut table = Table::default();
    for line in section.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let class = cells[0].strip_prefix("**").and_then(|cell| cell.chars().next());
        if let Some(class) = class {
            read_class(&mut table, class, &cells)?;
        } else if let Some(number) = NUMBER.find(cells[0]) {
            table.limits.push(number.as_str().parse()?);
        }
    }
    ensure!(table.classes.len() > 1, "the table of classes names no migrations");
    ensure!(!table.not_regenerable.is_empty(), "the table no longer says what cannot come back");
    Ok(table)
}

fn read_class(table: &mut Table, class: char, cells: &[&str]) -> Result<()> {
    let [_, migrations, _, effect, ..] = cells else { anyhow::bail!("a class without its effect") };
    for found in MIGRATION.captures_iter(migrations) {
        let name = format!("{}_{}", &found[1], &found[2]);
        ensure!(table.classes.insert(name.clone(), class).is_none(), "{name} has two classes");
    }
    if let Some((_, rest)) = effect.split_once("Not regenerable:") {
        let (lost, caches) = rest.split_once('.').unwrap_or((rest, ""));
        let numbers = |text: &str| -> Result<Vec<u32>> {
            NUMBER.find_iter(text).map(|number| Ok(number.as_str().parse()?)).collect()
        };
        table.not_regenerable = numbers(lost)?;
        table.caches = numbers(caches)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_classes_and_what_is_lost() {
        let document = "\n## Migration classes\n\n| Class | Migrations | Old | Down | Safe |\n|---|---|---|---|---|\n\
            | **A** additive | 000002 a_b, 000003 c | Works | Drops. Not regenerable: 000003 c. Caches: 000002 | Yes |\n\
            | **C** renaming | 000004 d (`x` becomes `y`) | Fails | Renames 000009 e | No |\n\n\
            | Migration | Limit | Down |\n|---|---|---|\n| 000005 index | An image at 000004 | Safe |\n\n### Next\n| 000006 |\n";
        let table = read(document).expect("a table");
        let classes: Vec<_> =
            table.classes.iter().map(|(name, class)| format!("{class} {name}")).collect();
        assert_eq!(classes, ["A 000002_a_b", "A 000003_c", "C 000004_d"]);
        assert_eq!(
            (table.not_regenerable, table.caches, table.limits),
            (vec![3], vec![2], vec![5])
        );
    }
}
