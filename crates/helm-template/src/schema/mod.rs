//! Values against values.schema.json, of a chart and of those below it.
//!
//! Helm 4 has another validator than Helm 3, which knows later drafts and has other words.

mod check;
mod format;
mod formats;
mod leaf;
mod parse;
mod tree;

use std::sync::{Arc, OnceLock};

use serde_json::Value as Json;

use crate::chart::{Chart, ChartError};
use crate::data::{Data, Table};
use crate::encoding::json_words;
use crate::octets;
use crate::version::Version;
use parse::Parsed;
use tree::Compiled;

/// Whether the chart or one below it has a schema.
pub fn is_needed(chart: &Chart) -> bool {
    chart.schema.is_some() || chart.dependencies.iter().any(is_needed)
}

/// A values.schema.json: its text, and the same read once for all renders.
#[derive(Debug)]
pub struct Schema {
    text: Arc<[u8]>,
    read: OnceLock<Result<Json, String>>,
    /// What Helm 4 makes of it.
    compiled: OnceLock<Result<Compiled, String>>,
    /// What Helm 3 makes of it.
    parsed: OnceLock<Result<Parsed, String>>,
}

impl Schema {
    /// A schema from the bytes of its file, which are read when values are first held against it.
    pub fn new(text: Arc<[u8]>) -> Self {
        Schema { text, read: OnceLock::new(), compiled: OnceLock::new(), parsed: OnceLock::new() }
    }

    /// Reads it ahead; what is wrong with it shows when values are held against it.
    pub(crate) fn prepare(&self, helm: Version) {
        if helm >= Version::V4_1 {
            drop(self.compiled(helm));
        } else {
            drop(self.parsed(helm));
        }
    }

    fn parsed(&self, helm: Version) -> Result<&Parsed, String> {
        let parse = || self.json(helm).and_then(parse::parse);
        self.parsed.get_or_init(parse).as_ref().map_err(String::clone)
    }

    fn compiled(&self, helm: Version) -> Result<&Compiled, String> {
        let compile = || self.json(helm).and_then(tree::compile);
        self.compiled.get_or_init(compile).as_ref().map_err(String::clone)
    }

    fn json(&self, helm: Version) -> Result<&Json, String> {
        let read = || {
            let text = octets::replaced_in(&self.text);
            // Helm 3 reads the first value and looks at nothing behind it.
            let first = || serde_json::Deserializer::from_str(&text).into_iter().next();
            let whole = match helm {
                Version::V4_1 => None,
                Version::V3_16 | Version::V3_17 | Version::V3_18 => first().and_then(Result::ok),
            };
            let schema = whole.map_or_else(|| serde_json::from_str(&text), Ok);
            let schema =
                schema.map_err(|error| match json_words::complaint_of_stream(&*self.text) {
                    Some(_) if text.trim().is_empty() => "EOF".to_owned(),
                    Some(words) if words == "unexpected end of JSON input" => {
                        "unexpected EOF".to_owned()
                    }
                    Some(words) if words.ends_with(" after top-level value") => {
                        "invalid character after top-level value".to_owned()
                    }
                    Some(words) => words,
                    None => error.to_string(),
                })?;
            Ok(schema)
        };
        self.read.get_or_init(read).as_ref().map_err(String::clone)
    }
}

/// Validates the values of a chart and of all below it.
///
/// # Errors
/// In Helm's words, all that is wrong.
pub fn validate(chart: &Chart, values: &Data, helm: Version) -> Result<(), ChartError> {
    let mut wrong = String::new();
    descend(chart, values, helm, &mut wrong);
    if wrong.is_empty() {
        return Ok(());
    }
    Err(ChartError::Schema(format!(
        "values don't meet the specifications of the schema(s) in the following chart(s):\n{wrong}"
    )))
}

fn descend(chart: &Chart, values: &Data, helm: Version, wrong: &mut String) {
    if let Some(schema) = &chart.schema
        && let Err(message) = single(schema, values, helm)
    {
        wrong.push_str(chart.name());
        wrong.push_str(":\n");
        wrong.push_str(&message);
    }
    let none = Data::Table(Table::new());
    for subchart in &chart.dependencies {
        descend(subchart, values.get(subchart.name()).unwrap_or(&none), helm, wrong);
    }
}

/// Validates values against one schema.
///
/// # Errors
/// A line for each thing that is wrong.
pub fn single(schema: &Schema, values: &Data, helm: Version) -> Result<(), String> {
    if helm >= Version::V4_1 {
        let errors = tree::errors(schema.compiled(helm)?, values);
        return if errors.is_empty() { Ok(()) } else { Err(errors) };
    }
    let errors = check::errors(schema.parsed(helm)?, values);
    if errors.is_empty() {
        return Ok(());
    }
    Err(errors.iter().map(|error| format!("- {error}\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Helm fetches it, and refuses where it cannot; here nothing is ever fetched.
    #[test]
    fn what_would_have_to_be_fetched_is_refused_by_name() {
        let schema = r#"{"properties": {"a": {"$ref": "https://example.com/a.json#/b"}}}"#;
        let schema = Schema::new(schema.as_bytes().into());
        let values: Data = crate::yaml::decode("a: 1\n").expect("YAML");
        for helm in [Version::V3_16, Version::V4_1] {
            let refusal = single(&schema, &values, helm).expect_err("a refusal");
            assert!(refusal.contains("https://example.com/a.json"), "{refusal}");
        }
    }
}
