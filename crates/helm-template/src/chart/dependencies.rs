//! Which subcharts take part and under which names, and what the chart above imports from them.

use std::sync::Arc;

use super::coalesce::{Nulls, Rules, Warnings, chart_values, coalesce_values, merge_below};
use super::error::ChartError;
use super::metadata::{Dependency, Metadata};
use super::{Chart, paths};
use crate::data::{Data, Table, map_of, table_of};
use crate::semver;
use crate::value::{Map, Value};
use crate::version::Version;

/// Applies aliases, tags, conditions and imports to a chart and all below it.
///
/// # Errors
/// Where values for a subchart are no table.
pub fn process_dependencies(
    chart: &mut Chart,
    values: &Table,
    helm: Version,
    warnings: &mut Warnings,
) -> Result<(), ChartError> {
    enable(chart, values, "", helm, warnings)?;
    import(chart, helm, warnings)
}

fn enable(
    chart: &mut Chart,
    values: &Table,
    path: &str,
    helm: Version,
    warnings: &mut Warnings,
) -> Result<(), ChartError> {
    if chart.metadata.dependencies.is_empty() {
        return Ok(());
    }
    let mut metadata = Metadata::clone(&chart.metadata);
    chart.dependencies = named(&chart.dependencies, &mut metadata.dependencies, helm);
    let values = table_of(&coalesce_values(chart, values, helm, warnings)?);
    tags(&mut metadata.dependencies, &values, warnings);
    conditions(&mut metadata.dependencies, &values, path, warnings);
    let off: Vec<String> = metadata
        .dependencies
        .iter()
        .filter(|dependency| !dependency.enabled)
        .map(|dependency| dependency.name.clone())
        .collect();
    chart.dependencies.retain(|subchart| !off.iter().any(|name| name == subchart.name()));
    metadata.dependencies.retain(|dependency| !off.contains(&dependency.name));
    chart.metadata = Arc::new(metadata);
    for subchart in &mut chart.dependencies {
        let below = format!("{path}{}.", subchart.name());
        enable(subchart, &values, &below, helm, warnings)?;
    }
    Ok(())
}

/// The subcharts that Chart.yaml does not name, then those that it names, under their aliases.
fn named(charts: &[Chart], dependencies: &mut [Dependency], helm: Version) -> Vec<Chart> {
    let fits = |chart: &Chart, dependency: &Dependency| {
        chart.name() == dependency.name
            && semver::is_in_range(&dependency.version, &chart.metadata.version, helm)
    };
    let mut found: Vec<Chart> = charts
        .iter()
        .filter(|chart| !dependencies.iter().any(|dependency| fits(chart, dependency)))
        .cloned()
        .collect();
    for dependency in dependencies {
        if let Some(chart) = charts.iter().find(|chart| fits(chart, dependency)) {
            let mut chart = chart.clone();
            if !dependency.alias.is_empty() {
                Arc::make_mut(&mut chart.metadata).name.clone_from(&dependency.alias);
            }
            found.push(chart);
        }
        if !dependency.alias.is_empty() {
            dependency.name.clone_from(&dependency.alias);
        }
        dependency.enabled = true;
    }
    found
}

fn tags(dependencies: &mut [Dependency], values: &Table, warnings: &mut Warnings) {
    let Ok(tags) = paths::table(values, "tags") else { return };
    for dependency in dependencies {
        let (mut some_on, mut some_off) = (false, false);
        for tag in &dependency.tags {
            match tags.get(tag) {
                None => {}
                Some(Data::Bool(true)) => some_on = true,
                Some(Data::Bool(false)) => some_off = true,
                Some(_) => warnings.push(format!(
                    "Warning: Tag '{tag}' for chart {} returned non-bool value",
                    dependency.name
                )),
            }
        }
        dependency.enabled = some_on || !some_off;
    }
}

fn conditions(
    dependencies: &mut [Dependency],
    values: &Table,
    path: &str,
    warnings: &mut Warnings,
) {
    for dependency in dependencies {
        for condition in dependency.condition.trim().split(',').filter(|it| !it.is_empty()) {
            match paths::value(values, &format!("{path}{condition}")) {
                None => {}
                Some(Data::Bool(on)) => {
                    dependency.enabled = *on;
                    break;
                }
                Some(_) => warnings.push(format!(
                    "Warning: Condition path '{condition}' for chart {} returned non-bool value",
                    dependency.name
                )),
            }
        }
    }
}

fn import(chart: &mut Chart, helm: Version, warnings: &mut Warnings) -> Result<(), ChartError> {
    for subchart in &mut chart.dependencies {
        import(subchart, helm, warnings)?;
    }
    if chart.metadata.dependencies.is_empty() {
        return Ok(());
    }
    // Tables that are imported twice are shared, so that merging one changes the other's source.
    let shared = chart_values(chart, Map::new(), Rules { nulls: Nulls::Keep, helm }, warnings)?;
    let imported = Map::new();
    let mut metadata = Metadata::clone(&chart.metadata);
    for dependency in &mut metadata.dependencies {
        import_from(dependency, &shared, &imported, warnings);
    }
    // What the chart says itself wins over what it imports.
    let values = map_of(&table_of(&shared));
    merge_below(&values, &imported, "", Nulls::Keep, warnings);
    chart.values = Arc::new(table_of(&values));
    chart.metadata = Arc::new(metadata);
    Ok(())
}

fn import_from(dependency: &mut Dependency, values: &Map, imported: &Map, warnings: &mut Warnings) {
    let mut resolved = Vec::new();
    for wish in &dependency.import_values {
        let Some((child, parent, named)) = wished(wish) else { continue };
        resolved.push(Data::Table(Table::from([
            ("child".to_owned(), Data::Text(child.clone())),
            ("parent".to_owned(), Data::Text(parent.clone())),
        ])));
        match map_at(values, &format!("{}.{child}", dependency.name)) {
            Ok(map) => merge_below(imported, &nest(&parent, map), "", Nulls::Keep, warnings),
            Err(error) if named => warnings.push(format!(
                "Warning: ImportValues missing table from chart {}: {error}",
                dependency.name
            )),
            Err(error) => warnings.push(format!("Warning: ImportValues missing table: {error}")),
        }
    }
    dependency.import_values = resolved;
}

/// The map at a path of keys; the error is Helm's.
fn map_at(values: &Map, path: &str) -> Result<Map, String> {
    path.split('.').try_fold(values.clone(), |map, key| match map.get(key.as_bytes()) {
        Some(Value::Map(inner)) => Ok(inner),
        _ => Err(format!("{key:?} is not a table")),
    })
}

/// Maps inside of each other along a path; the path `.` is the map itself.
fn nest(path: &str, inner: Map) -> Map {
    if path == "." {
        return inner;
    }
    path.rsplit('.').fold(inner, |inner, key| {
        let outer = Map::new();
        outer.set(key, Value::Map(inner));
        outer
    })
}

/// The child's path, the parent's path, and whether both are named.
fn wished(wish: &Data) -> Option<(String, String, bool)> {
    match wish {
        Data::Text(name) => Some((format!("exports.{name}"), ".".to_owned(), false)),
        Data::Table(table) => {
            let path = |key: &str| table.get(key).and_then(Data::text).map(str::to_owned);
            Some((path("child")?, path("parent")?, true))
        }
        _ => None,
    }
}
