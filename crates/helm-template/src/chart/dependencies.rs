//! Which subcharts take part and under which names, and what the chart above imports from them.

use std::sync::Arc;

use super::coalesce::{Nulls, Warnings, chart_values, coalesce_values, merge_tables};
use super::error::ChartError;
use super::metadata::{Dependency, Metadata};
use super::{Chart, paths};
use crate::data::{Data, Table};
use crate::semver;

/// Applies aliases, tags, conditions and imports to a chart and all below it.
///
/// # Errors
/// Where values for a subchart are no table.
pub fn process_dependencies(
    chart: &mut Chart,
    values: &Table,
    warnings: &mut Warnings,
) -> Result<(), ChartError> {
    enable(chart, values, "", warnings)?;
    import(chart, warnings)
}

fn enable(
    chart: &mut Chart,
    values: &Table,
    path: &str,
    warnings: &mut Warnings,
) -> Result<(), ChartError> {
    if chart.metadata.dependencies.is_empty() {
        return Ok(());
    }
    let mut metadata = Metadata::clone(&chart.metadata);
    chart.dependencies = named(&chart.dependencies, &mut metadata.dependencies);
    let values = coalesce_values(chart, values, warnings)?;
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
        enable(subchart, &values, &below, warnings)?;
    }
    Ok(())
}

/// The subcharts that Chart.yaml does not name, then those that it names, under their aliases.
fn named(charts: &[Chart], dependencies: &mut [Dependency]) -> Vec<Chart> {
    let fits = |chart: &Chart, dependency: &Dependency| {
        chart.name() == dependency.name
            && semver::is_in_range(&dependency.version, &chart.metadata.version)
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

fn import(chart: &mut Chart, warnings: &mut Warnings) -> Result<(), ChartError> {
    for subchart in &mut chart.dependencies {
        import(subchart, warnings)?;
    }
    if chart.metadata.dependencies.is_empty() {
        return Ok(());
    }
    let mut values = chart_values(chart, Table::new(), Nulls::Keep, warnings)?;
    let mut imported = Table::new();
    let mut metadata = Metadata::clone(&chart.metadata);
    for dependency in &mut metadata.dependencies {
        let mut resolved = Vec::new();
        for wish in &dependency.import_values {
            let Some((child, parent, named)) = wished(wish) else { continue };
            resolved.push(Data::Table(Table::from([
                ("child".to_owned(), Data::Text(child.clone())),
                ("parent".to_owned(), Data::Text(parent.clone())),
            ])));
            match paths::table(&values, &format!("{}.{child}", dependency.name)) {
                Ok(table) => {
                    let source = paths::nest(&parent, table.clone());
                    merge_tables(&mut imported, source, warnings);
                }
                Err(error) if named => warnings.push(format!(
                    "Warning: ImportValues missing table from chart {}: {error}",
                    dependency.name
                )),
                Err(error) => {
                    warnings.push(format!("Warning: ImportValues missing table: {error}"));
                }
            }
        }
        dependency.import_values = resolved;
    }
    // What the chart says itself wins over what it imports.
    merge_tables(&mut values, imported, warnings);
    chart.values = Arc::new(values);
    chart.metadata = Arc::new(metadata);
    Ok(())
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
