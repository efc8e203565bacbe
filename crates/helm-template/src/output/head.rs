//! What Helm reads of a document before it prints it: its kind, its annotations.

use std::sync::{LazyLock, RwLock};

use crate::chart::{json_kind, scalar_text};
use crate::data::{Data, Table};
use crate::kept::{Shelf, kept};
use crate::yaml::{self, DecodeError};

/// The kind and the hook of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) kind: String,
    hook: Option<String>,
}

const EVENTS: &[&str] = &[
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
    "test-success",
];

impl Head {
    /// The head of a document, read once for all renders that write it alike.
    pub(super) fn of(text: &[u8]) -> Result<Head, DecodeError> {
        static HEADS: Shelf<Result<Head, DecodeError>> = LazyLock::new(RwLock::default);
        Result::clone(&kept(&HEADS, text, Head::read))
    }

    fn read(text: &[u8]) -> Result<Head, DecodeError> {
        let data = yaml::decode_whole(text).map_err(|error| DecodeError {
            message: format!("error converting YAML to JSON: {error}"),
            line: error.line,
        })?;
        let table = match &data {
            Data::Null => return Ok(Head::default()),
            Data::Table(table) => table,
            other => return Err(wrong(other, "Go value of type releaseutil.SimpleHead")),
        };
        string(table, "apiVersion", "SimpleHead.apiVersion")?;
        let kind = string(table, "kind", "SimpleHead.kind")?;
        let hook = match field(table, "metadata") {
            None => None,
            Some(Data::Table(metadata)) => {
                string(metadata, "name", ".metadata.name")?;
                annotations(metadata)?
            }
            Some(other) => {
                let wanted = "Go struct field SimpleHead.metadata of type struct { Name string \
                              \"json:\\\"name\\\"\"; Annotations map[string]string \
                              \"json:\\\"annotations\\\"\" }";
                return Err(wrong(other, wanted));
            }
        };
        Ok(Head { kind, hook })
    }

    /// Whether it is a hook: nothing where it is none, the annotation where an event is unknown.
    pub(super) fn hook_events(&self) -> Option<Result<(), &str>> {
        let hook = self.hook.as_deref()?;
        let known = |event: &str| EVENTS.contains(&event.trim().to_lowercase().as_str());
        Some(if hook.split(',').all(known) { Ok(()) } else { Err(hook) })
    }

    /// Whether one of its events is the test of a release.
    pub(super) fn is_test(&self) -> bool {
        let is_test =
            |event: &str| matches!(event.trim().to_lowercase().as_str(), "test" | "test-success");
        self.hook.as_deref().is_some_and(|hook| hook.split(',').any(is_test))
    }
}

fn wrong(value: &Data, wanted: &str) -> DecodeError {
    let kind = json_kind(value);
    let message = format!(
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into {wanted}"
    );
    DecodeError { message, line: 0 }
}

/// A field by its name, whatever the case of its letters, as Go's JSON decoder finds it.
fn field<'a>(table: &'a Table, name: &str) -> Option<&'a Data> {
    let exact = table.get(name);
    let found = exact.or_else(|| {
        table.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    });
    found.filter(|value| !value.is_null())
}

fn string(table: &Table, name: &str, shown: &str) -> Result<String, DecodeError> {
    let Some(value) = field(table, name) else { return Ok(String::new()) };
    let wanted = || wrong(value, &format!("Go struct field {shown} of type string"));
    scalar_text(value).ok_or_else(wanted)
}

fn annotations(metadata: &Table) -> Result<Option<String>, DecodeError> {
    let Some(value) = field(metadata, "annotations") else { return Ok(None) };
    let shown = "Go struct field .metadata.annotations of type";
    let Data::Table(table) = value else {
        return Err(wrong(value, &format!("{shown} map[string]string")));
    };
    for value in table.values() {
        if scalar_text(value).is_none() && !value.is_null() {
            return Err(wrong(value, &format!("{shown} string")));
        }
    }
    Ok(table.get("helm.sh/hook").map(|hook| scalar_text(hook).unwrap_or_default()))
}
