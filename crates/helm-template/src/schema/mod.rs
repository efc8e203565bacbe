//! Values against values.schema.json, of a chart and of those below it.
//!
//! The words are those of Helm 3.16 and before; later versions use another validator with other words.

mod check;
mod format;
mod formats;
mod leaf;
mod types;

use serde_json::Value as Json;

use crate::chart::{Chart, ChartError};
use crate::data::{Data, Table};
use crate::encoding::json_words;

/// Whether the chart or one below it has a schema.
pub fn is_needed(chart: &Chart) -> bool {
    chart.schema.is_some() || chart.dependencies.iter().any(is_needed)
}

/// Validates the values of a chart and of all below it.
///
/// # Errors
/// In Helm's words, all that is wrong.
pub fn validate(chart: &Chart, values: &Table) -> Result<(), ChartError> {
    let mut wrong = String::new();
    descend(chart, &Data::Table(values.clone()), &mut wrong);
    if wrong.is_empty() {
        return Ok(());
    }
    Err(ChartError::Schema(format!(
        "values don't meet the specifications of the schema(s) in the following chart(s):\n{wrong}"
    )))
}

fn descend(chart: &Chart, values: &Data, wrong: &mut String) {
    if let Some(schema) = &chart.schema
        && let Err(message) = single(schema, values)
    {
        wrong.push_str(chart.name());
        wrong.push_str(":\n");
        wrong.push_str(&message);
    }
    let none = Data::Table(Table::new());
    for subchart in &chart.dependencies {
        descend(subchart, values.get(subchart.name()).unwrap_or(&none), wrong);
    }
}

/// Validates values against one schema.
///
/// # Errors
/// A line for each thing that is wrong.
pub fn single(schema: &[u8], values: &Data) -> Result<(), String> {
    let schema: Json = serde_json::from_slice(schema).map_err(|error| {
        let text = String::from_utf8_lossy(schema);
        match json_words::complaint(&text) {
            Some(_) if text.trim().is_empty() => "EOF".to_owned(),
            Some(words) if words == "unexpected end of JSON input" => "unexpected EOF".to_owned(),
            Some(words) => words,
            None => error.to_string(),
        }
    })?;
    types::check(&schema, 0)?;
    let errors = check::errors(&schema, values);
    if errors.is_empty() {
        return Ok(());
    }
    Err(errors.iter().map(|error| format!("- {error}\n")).collect())
}
