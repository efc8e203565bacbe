//! The values that are given to a chart: files and the options of the command line, in Helm's order.
//!
//! It must not know the chart they are for.

mod documents;
mod literal;
mod scanner;
mod set;

use crate::chart::json_kind;
use crate::data::{Data, Table};
use crate::version::Version;
use crate::yaml::Numbers;
use crate::{encoding, yaml};

/// Why values cannot be read, in Helm's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ValuesError(pub String);

/// What was given, by option; each list in the order it was given in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueOptions {
    /// `--values`: a name for messages, and what the file holds.
    pub files: Vec<(String, Vec<u8>)>,
    /// `--set-json`
    pub set_json: Vec<String>,
    /// `--set`
    pub set: Vec<String>,
    /// `--set-string`
    pub set_string: Vec<String>,
    /// `--set-file`
    pub set_file: Vec<String>,
    /// `--set-literal`
    pub set_literal: Vec<String>,
}

/// Reads a file for `--set-file`; the error is the text of Go's.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;

/// One table of all that was given; what comes later wins.
///
/// # Errors
/// In Helm's words, for the first option that cannot be read.
pub fn merge(
    options: &ValueOptions,
    read: ReadFile<'_>,
    helm: Version,
) -> Result<Table, ValuesError> {
    let mut values = Table::new();
    for (name, text) in &options.files {
        merge_maps(&mut values, parse_file(name, text, helm)?);
    }
    let failed = |option: &str, message: String| {
        ValuesError(format!("failed parsing --{option} data: {message}"))
    };
    for text in &options.set_json {
        if helm >= Version::V4_1 && text.trim_start().starts_with('{') {
            let refusal = |_| ValuesError(format!("failed parsing --set-json data JSON: {text}"));
            if let Data::Table(table) = encoding::json::decode(text).map_err(refusal)? {
                merge_maps(&mut values, table);
            }
            continue;
        }
        // Helm keeps the reason to itself.
        set::parse(text, set::Kind::Json, &mut values, helm)
            .map_err(|_| ValuesError(format!("failed parsing --set-json data {text}")))?;
    }
    for text in &options.set {
        set::parse(text, set::Kind::Typed, &mut values, helm).map_err(|it| failed("set", it))?;
    }
    for text in &options.set_string {
        set::parse(text, set::Kind::Text, &mut values, helm)
            .map_err(|it| failed("set-string", it))?;
    }
    for text in &options.set_file {
        set::parse(text, set::Kind::File(read), &mut values, helm)
            .map_err(|it| failed("set-file", it))?;
    }
    for text in &options.set_literal {
        literal::parse(text, &mut values, helm).map_err(|it| failed("set-literal", it))?;
    }
    Ok(values)
}

/// A values file: a table, or nothing at all.
///
/// # Errors
/// In Helm's words.
pub fn parse_file(name: &str, text: &[u8], helm: Version) -> Result<Table, ValuesError> {
    read(text, Numbers::Floats, helm)
        .map_err(|reason| ValuesError(format!("failed to parse {name}: {reason}")))
}

/// The values in a text: of its first document, or of all of them.
///
/// # Errors
/// In Helm's words.
pub(crate) fn read(text: &[u8], numbers: Numbers, helm: Version) -> Result<Table, String> {
    if !helm.reading().many_documents {
        return document(text, numbers);
    }
    let before = helm.words().values_file;
    let mut values = Table::new();
    for text in documents::split(text) {
        let text = text.map_err(|reason| format!("error reading yaml document: {reason}"))?;
        let table = document(&text, numbers).map_err(|reason| format!("{before}{reason}"))?;
        merge_maps(&mut values, table);
    }
    Ok(values)
}

fn document(text: &[u8], numbers: Numbers) -> Result<Table, String> {
    let data = yaml::decode_numbers(text, numbers)
        .map_err(|error| format!("error converting YAML to JSON: {error}"))?;
    match data {
        Data::Table(table) => Ok(table),
        Data::Null => Ok(Table::new()),
        other => Err(format!(
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {} into Go value \
             of type map[string]interface {{}}",
            json_kind(&other)
        )),
    }
}

/// Tables are merged, everything else is replaced.
pub fn merge_maps(values: &mut Table, above: Table) {
    for (key, value) in above {
        match (values.get_mut(&key), value) {
            (Some(Data::Table(values)), Data::Table(above)) => merge_maps(values, above),
            (_, value) => {
                values.insert(key, value);
            }
        }
    }
}
