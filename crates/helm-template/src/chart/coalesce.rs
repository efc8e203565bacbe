//! How a chart's values and those given to it become one table, for it and for the charts below.
//!
//! What is given wins; null takes a key away; globals go down to every subchart.

use super::Chart;
use super::error::ChartError;
use crate::data::{Data, Table, map_of};
use crate::go::stack;
use crate::number;
use crate::value::{Map, Value};
use crate::version::Version;

const GLOBAL: &str = "global";

/// What Helm logs on the way.
pub type Warnings = Vec<String>;

/// Whether a null takes its key away or stays, to do so later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nulls {
    Delete,
    /// As `Delete`, but null over null stays.
    DeleteValues,
    Keep,
}

/// How tables become one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) nulls: Nulls,
    pub(super) helm: Version,
}

/// The values for a chart and all below it. Tables inside of globals are shared between the charts, as
/// in Helm: what a subchart adds to one shows in the others.
///
/// # Errors
/// Where a subchart is given something else than a table.
pub fn coalesce_values(
    chart: &Chart,
    values: &Table,
    helm: Version,
    warnings: &mut Warnings,
) -> Result<Map, ChartError> {
    chart_values(chart, map_of(values), Rules { nulls: Nulls::Delete, helm }, warnings)
}

/// As [`coalesce_values`], nulls kept or not, from a map that nothing else shares.
pub(super) fn chart_values(
    chart: &Chart,
    values: Map,
    rules: Rules,
    warnings: &mut Warnings,
) -> Result<Map, ChartError> {
    descend(chart, &values, "", rules, warnings)?;
    Ok(values)
}

fn joined(prefix: &str, key: &str) -> String {
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}

fn descend(
    chart: &Chart,
    values: &Map,
    prefix: &str,
    rules: Rules,
    warnings: &mut Warnings,
) -> Result<(), ChartError> {
    let prefix = joined(prefix, chart.name());
    defaults(chart, values, &prefix, rules, warnings);
    for subchart in &chart.dependencies {
        let below = match values.get(subchart.name().as_bytes()) {
            Some(Value::Map(below)) => below,
            None => {
                let below = Map::new();
                values.set(subchart.name(), Value::Map(below.clone()));
                below
            }
            Some(other) => {
                let shown = as_boolean(&Data::from(&other));
                return Err(ChartError::TypeMismatch { chart: subchart.name().to_owned(), shown });
            }
        };
        pass_globals(&below, values, &prefix, warnings);
        descend(subchart, &below, &prefix, rules, warnings)?;
    }
    Ok(())
}

/// Fills in the chart's own values where nothing is given.
fn defaults(chart: &Chart, values: &Map, prefix: &str, rules: Rules, warnings: &mut Warnings) {
    for (key, own) in chart.values.iter() {
        match (values.get(key.as_bytes()), own) {
            (None, own) => values.set(key.as_str(), Value::from(own)),
            (Some(Value::Nil), _) if rules.nulls == Nulls::Delete => {
                values.remove(key.as_bytes());
            }
            (Some(Value::Map(given)), Data::Table(own)) => {
                // Since Helm 3.17 a subchart sees the nulls that are for it.
                let keeps = rules.helm >= Version::V3_17
                    && chart.dependencies.iter().any(|it| it.name() == key);
                let nulls = match rules.nulls {
                    _ if keeps => Nulls::Keep,
                    Nulls::Delete if rules.helm.reading().null_over_null_stays => {
                        Nulls::DeleteValues
                    }
                    nulls => nulls,
                };
                merge_below(&given, &map_of(own), &joined(prefix, key), nulls, warnings);
            }
            (Some(Value::Map(_)), Data::Null) => {}
            (Some(Value::Map(_)), _) => {
                warnings.push(format!("warning: skipped value for {prefix}.{key}: Not a table."))
            }
            (Some(_), _) => {}
        }
    }
}

/// Merges a map into another, in place; what is in the destination wins, and what it takes over is
/// shared.
pub(super) fn merge_below(
    destination: &Map,
    source: &Map,
    prefix: &str,
    nulls: Nulls,
    warnings: &mut Warnings,
) {
    for (key, value) in source.entries() {
        let path = || joined(prefix, &key.text());
        match (destination.get(key.as_bytes()), value) {
            (None, value) => destination.set(key.clone(), value),
            (Some(Value::Nil), Value::Nil) if nulls == Nulls::DeleteValues => {}
            (Some(Value::Nil), _) if nulls != Nulls::Keep => {
                destination.remove(key.as_bytes());
            }
            (Some(Value::Map(given)), Value::Map(value)) => {
                stack::grown(|| merge_below(&given, &value, &path(), nulls, warnings));
            }
            (Some(Value::Map(_)), Value::Nil) => {}
            (Some(Value::Map(_)), value) => warnings.push(format!(
                "warning: destination for {} is a table. Ignoring non-table value ({})",
                path(),
                shown(&Data::from(&value))
            )),
            (Some(_), value @ Value::Map(_)) => warnings.push(format!(
                "warning: cannot overwrite table with non table for {} ({})",
                path(),
                shown(&Data::from(&value))
            )),
            _ => {}
        }
    }
}

fn pass_globals(below: &Map, above: &Map, prefix: &str, warnings: &mut Warnings) {
    let skipped =
        |end: &str| format!("warning: skipping globals because {end} {GLOBAL} is not a table.");
    let own = match below.get(GLOBAL.as_bytes()) {
        None => Map::new(),
        Some(Value::Map(own)) => own,
        Some(_) => return warnings.push(skipped("destination")),
    };
    let source = match above.get(GLOBAL.as_bytes()) {
        None => Map::new(),
        Some(Value::Map(source)) => source,
        Some(_) => return warnings.push(skipped("source")),
    };
    for (key, value) in source.entries() {
        match (own.get(key.as_bytes()), value) {
            (None, Value::Map(value)) => own.set(key, Value::Map(value.shallow_copy())),
            (Some(Value::Map(given)), Value::Map(value)) => {
                // The order is turned round: what comes from above wins.
                let copy = value.shallow_copy();
                let path = joined(prefix, &key.text());
                merge_below(&copy, &given, &path, Nulls::Keep, warnings);
                own.set(key, Value::Map(copy));
            }
            (Some(_), Value::Map(_)) => warnings.push(format!(
                "Conflict: cannot merge map onto non-map for {:?}. Skipping.",
                key.text()
            )),
            (Some(Value::Map(_)), _) => {
                warnings.push(format!("key {} is table. Skipping", key.text()));
            }
            (_, value) => own.set(key, value),
        }
    }
    below.set(GLOBAL, Value::Map(own));
}

/// A value as Go's `%v` shows it.
pub(super) fn shown(value: &Data) -> String {
    match value {
        Data::Null => "<nil>".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number::general_until(*number, 21),
        Data::Number(text) | Data::Text(text) => text.clone(),
        Data::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
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
        Data::Number(digits) => format!("%!t(json.Number={digits})"),
        Data::Text(text) => format!("%!t(string={text})"),
        Data::Bytes(bytes) => format!("%!t(string={})", String::from_utf8_lossy(bytes)),
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
