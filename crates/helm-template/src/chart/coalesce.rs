//! How a chart's values and those given to it become one table, for it and for the charts below.
//!
//! What is given wins; null takes a key away; globals go down to every subchart.

use super::Chart;
use super::error::ChartError;
use crate::data::{Data, Table};
use crate::number;
use crate::version::Version;

const GLOBAL: &str = "global";

/// What Helm logs on the way.
pub type Warnings = Vec<String>;

/// Whether a null takes its key away or stays, to do so later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nulls {
    Delete,
    Keep,
}

/// How tables become one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) nulls: Nulls,
    pub(super) helm: Version,
}

/// The values for a chart and all below it.
///
/// # Errors
/// Where a subchart is given something else than a table.
pub fn coalesce_values(
    chart: &Chart,
    values: &Table,
    helm: Version,
    warnings: &mut Warnings,
) -> Result<Table, ChartError> {
    chart_values(chart, values.clone(), Rules { nulls: Nulls::Delete, helm }, warnings)
}

/// As [`coalesce_values`], nulls kept or not.
pub(super) fn chart_values(
    chart: &Chart,
    mut values: Table,
    rules: Rules,
    warnings: &mut Warnings,
) -> Result<Table, ChartError> {
    descend(chart, &mut values, "", rules, warnings)?;
    Ok(values)
}

fn joined(prefix: &str, key: &str) -> String {
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}

fn descend(
    chart: &Chart,
    values: &mut Table,
    prefix: &str,
    rules: Rules,
    warnings: &mut Warnings,
) -> Result<(), ChartError> {
    let prefix = joined(prefix, chart.name());
    defaults(chart, values, &prefix, rules, warnings);
    for subchart in &chart.dependencies {
        let globals = values.get(GLOBAL).cloned();
        let below = values.entry(subchart.name().to_owned()).or_insert_with(|| Table::new().into());
        let Data::Table(below) = below else {
            let shown = as_boolean(below);
            return Err(ChartError::TypeMismatch { chart: subchart.name().to_owned(), shown });
        };
        pass_globals(below, globals, &prefix, warnings);
        descend(subchart, below, &prefix, rules, warnings)?;
    }
    Ok(())
}

/// Fills in the chart's own values where nothing is given.
fn defaults(
    chart: &Chart,
    values: &mut Table,
    prefix: &str,
    rules: Rules,
    warnings: &mut Warnings,
) {
    for (key, own) in chart.values.iter() {
        match values.get_mut(key) {
            None => {
                values.insert(key.clone(), own.clone());
            }
            Some(Data::Null) if rules.nulls == Nulls::Delete => {
                values.remove(key);
            }
            Some(Data::Table(given)) => match own {
                Data::Table(own) => {
                    // Since Helm 3.17 a subchart sees the nulls that are for it.
                    let keeps = rules.helm >= Version::V3_18
                        && chart.dependencies.iter().any(|it| it.name() == key);
                    let nulls = if keeps { Nulls::Keep } else { rules.nulls };
                    let source = own.clone();
                    merge_below(given, source, &joined(prefix, key), nulls, warnings);
                }
                Data::Null => {}
                _ => warnings
                    .push(format!("warning: skipped value for {prefix}.{key}: Not a table.")),
            },
            Some(_) => {}
        }
    }
}

/// Merges a table into another; what is in the destination wins.
pub fn coalesce_tables(destination: &mut Table, source: Table, warnings: &mut Warnings) {
    merge_below(destination, source, "", Nulls::Delete, warnings);
}

/// As [`coalesce_tables`], nulls kept.
pub(super) fn merge_tables(destination: &mut Table, source: Table, warnings: &mut Warnings) {
    merge_below(destination, source, "", Nulls::Keep, warnings);
}

fn merge_below(
    destination: &mut Table,
    source: Table,
    prefix: &str,
    nulls: Nulls,
    warnings: &mut Warnings,
) {
    for (key, value) in source {
        let Some(given) = destination.get_mut(&key) else {
            destination.insert(key, value);
            continue;
        };
        match (given, value) {
            (Data::Null, _) if nulls == Nulls::Delete => {
                destination.remove(&key);
            }
            (Data::Table(given), Data::Table(value)) => {
                merge_below(given, value, &joined(prefix, &key), nulls, warnings);
            }
            (Data::Table(_), Data::Null) => {}
            (Data::Table(_), value) => warnings.push(format!(
                "warning: destination for {} is a table. Ignoring non-table value ({})",
                joined(prefix, &key),
                shown(&value)
            )),
            (_, value @ Data::Table(_)) => warnings.push(format!(
                "warning: cannot overwrite table with non table for {} ({})",
                joined(prefix, &key),
                shown(&value)
            )),
            _ => {}
        }
    }
}

fn pass_globals(below: &mut Table, globals: Option<Data>, prefix: &str, warnings: &mut Warnings) {
    let skipped =
        |end: &str| format!("warning: skipping globals because {end} {GLOBAL} is not a table.");
    if below.get(GLOBAL).is_some_and(|own| own.table().is_none()) {
        return warnings.push(skipped("destination"));
    }
    let source = match globals {
        None => Table::new(),
        Some(Data::Table(table)) => table,
        Some(_) => return warnings.push(skipped("source")),
    };
    let own = below.entry(GLOBAL.to_owned()).or_insert_with(|| Table::new().into());
    let Data::Table(own) = own else { return };
    for (key, value) in source {
        match (own.get_mut(&key), value) {
            (Some(Data::Table(given)), Data::Table(mut value)) => {
                // The order is turned round: what comes from above wins.
                let given = std::mem::take(given);
                merge_below(&mut value, given, &joined(prefix, &key), Nulls::Keep, warnings);
                own.insert(key, Data::Table(value));
            }
            (Some(Data::Table(_)), _) => warnings.push(format!("key {key} is table. Skipping")),
            (Some(_), Data::Table(_)) => warnings
                .push(format!("Conflict: cannot merge map onto non-map for {key:?}. Skipping.")),
            (_, value) => {
                own.insert(key, value);
            }
        }
    }
}

/// A value as Go's `%v` shows it.
pub(super) fn shown(value: &Data) -> String {
    match value {
        Data::Null => "<nil>".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number::general_until(*number, 21),
        Data::Text(text) => text.clone(),
        Data::List(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(" "))
        }
        Data::Table(table) => {
            let entries: Vec<String> =
                table.iter().map(|(key, value)| format!("{key}:{}", shown(value))).collect();
            format!("map[{}]", entries.join(" "))
        }
    }
}

/// A value as Go's `%t` shows it.
fn as_boolean(value: &Data) -> String {
    match value {
        Data::Null => "%!t(<nil>)".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => format!("%!t(int64={number})"),
        Data::Float(number) => format!("%!t(float64={})", number::general_until(*number, 21)),
        Data::Text(text) => format!("%!t(string={text})"),
        Data::List(items) => {
            let items: Vec<String> = items.iter().map(as_boolean).collect();
            format!("[{}]", items.join(" "))
        }
        Data::Table(table) => {
            let entries: Vec<String> = table
                .iter()
                .map(|(key, value)| format!("%!t(string={key}):{}", as_boolean(value)))
                .collect();
            format!("map[{}]", entries.join(" "))
        }
    }
}
