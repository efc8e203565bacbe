//! From parser events to values: anchors, merge keys, duplicate keys, as go-yaml v2 has them.

use std::collections::{HashMap, HashSet};

use super::DecodeError;
use super::aliases::{Excessive, NodeCount};
use super::message::{alone, go_syntax, syntax};
use super::parser::{Event, EventKind, Parser};
use super::readable::{Readable, readable};
use super::scalars::{self, Scalar};
use crate::data::{Data, Table};
use crate::encoding::base64;
use crate::number;
use crate::value::Str;

/// Deeper nesting than any chart has; it keeps recursion over values within the stack.
const MAX_DEPTH: usize = 500;

/// The first document of a text, with numbers as JSON has them; null where there is none.
///
/// # Errors
/// The first place at which the text stops being YAML.
pub fn decode(text: impl AsRef<[u8]>) -> Result<Data, DecodeError> {
    load(text.as_ref(), Numbers::Floats)
}

/// As [`decode`], with whole numbers kept whole, for what is read into a Go struct.
///
/// # Errors
/// As [`decode`].
pub fn decode_whole(text: impl AsRef<[u8]>) -> Result<Data, DecodeError> {
    load(text.as_ref(), Numbers::Whole)
}

/// As [`decode`], with numbers as they are wanted.
///
/// # Errors
/// As [`decode`].
pub fn decode_numbers(text: impl AsRef<[u8]>, numbers: Numbers) -> Result<Data, DecodeError> {
    load(text.as_ref(), numbers)
}

/// What numbers become.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Numbers {
    /// [`Data::Float`]
    #[default]
    Floats,
    /// [`Data::Int`] where they are whole and fit.
    Whole,
    /// [`Data::Number`]
    Digits,
}

fn load(bytes: &[u8], numbers: Numbers) -> Result<Data, DecodeError> {
    let Readable { text, refusal } = readable(bytes);
    let mut parser = Parser::new(&text);
    let loaded = load_document(&mut parser, numbers);
    match refusal {
        Some(problem) if parser.is_near_end() => {
            Err(DecodeError { message: format!("yaml: {problem}"), line: 0 })
        }
        _ => loaded,
    }
}

fn load_document(parser: &mut Parser<'_>, numbers: Numbers) -> Result<Data, DecodeError> {
    let mut loader = Loader { numbers, ..Loader::default() };
    let mut refusal = None;
    loop {
        let event = parser.next().map_err(|error| syntax(&error))?;
        // go-yaml looks no further than the end of the first document.
        if matches!(event.kind, EventKind::DocumentEnd | EventKind::StreamEnd) {
            break;
        }
        // It parses that whole before it looks at values.
        match &refusal {
            None => match loader.take(event) {
                Ok(()) => {}
                Err(Failure::Parser(error)) => return Err(error),
                Err(Failure::Value(error)) => refusal = Some(error),
            },
            Some(_) => loader.look_at_anchors(event)?,
        }
    }
    match (refusal, loader.unsupported) {
        (Some(error), _) => Err(error),
        (None, Some(message)) => Err(DecodeError { message: message.to_owned(), line: 0 }),
        (None, None) => Ok(loader.root),
    }
}

/// Why a text is refused.
enum Failure {
    /// go-yaml notices it while it parses.
    Parser(DecodeError),
    /// It notices it when it makes values.
    Value(DecodeError),
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        Failure::Value(error)
    }
}

enum Key {
    Name(String),
    Merge,
    /// No key for JSON, which the value's error says.
    Null,
}

/// Where a value begins.
#[derive(Default)]
struct Start {
    anchor: Option<String>,
    /// The nodes before it.
    nodes: usize,
}

/// A collection that is still open.
enum Open {
    Sequence { items: Vec<Data>, start: Start },
    Mapping { table: Table, key: Option<Key>, start: Start },
}

#[derive(Default)]
struct Loader {
    open: Vec<Open>,
    /// What each anchor stands for; nothing while that is still open.
    anchors: HashMap<String, Option<Anchored>>,
    root: Data,
    /// What JSON cannot say, which shows last of all.
    unsupported: Option<&'static str>,
    numbers: Numbers,
    count: NodeCount,
}

/// What an anchor stands for, and how many nodes that is.
struct Anchored {
    value: Data,
    nodes: usize,
}

impl Loader {
    fn take(&mut self, event: Event) -> Result<(), Failure> {
        let line = event.start.line + 1;
        if counts(&event.kind) {
            self.count.node()?;
        }
        match event.kind {
            EventKind::StreamEnd | EventKind::DocumentStart | EventKind::DocumentEnd => {}
            EventKind::Alias(name) => match self.anchors.get(&name) {
                None => return Err(Failure::Parser(unknown_anchor(&name))),
                Some(None) => {
                    let message = format!("yaml: anchor '{name}' value contains itself");
                    return Err(Failure::Value(DecodeError { message, line }));
                }
                Some(Some(target)) => {
                    self.count.alias(target.nodes)?;
                    let value = target.value.clone();
                    self.place(value, Start::default(), line)?;
                }
            },
            EventKind::Scalar { text, plain, tag, anchor } => {
                // The text decides the type where nothing else does; a lone `!` makes it a text.
                let plain = plain && tag.is_none();
                let tag = tag.filter(|tag| tag != "!");
                self.scalar(text, plain, anchor, tag.as_deref(), line)?;
            }
            EventKind::SequenceStart { anchor } => {
                self.declare(anchor.as_ref());
                let start = self.start(anchor);
                self.push(Open::Sequence { items: Vec::new(), start }, line)?;
            }
            EventKind::MappingStart { anchor } => {
                self.declare(anchor.as_ref());
                let start = self.start(anchor);
                self.push(Open::Mapping { table: Table::new(), key: None, start }, line)?;
            }
            EventKind::SequenceEnd | EventKind::MappingEnd => match self.open.pop() {
                Some(Open::Sequence { items, start }) => {
                    self.place(Data::List(items), start, line)?;
                }
                Some(Open::Mapping { table, start, .. }) => {
                    self.place(Data::Table(table), start, line)?;
                }
                None => {}
            },
        }
        Ok(())
    }

    /// The node that was counted last begins a value.
    fn start(&self, anchor: Option<String>) -> Start {
        Start { anchor, nodes: self.count.all().saturating_sub(1) }
    }

    fn declare(&mut self, anchor: Option<&String>) {
        if let Some(name) = anchor {
            self.anchors.insert(name.clone(), None);
        }
    }

    /// What still matters of an event behind a refused value: that aliases have anchors.
    fn look_at_anchors(&mut self, event: Event) -> Result<(), DecodeError> {
        match event.kind {
            EventKind::Alias(name) if !self.anchors.contains_key(&name) => {
                Err(unknown_anchor(&name))
            }
            EventKind::Scalar { anchor, .. }
            | EventKind::SequenceStart { anchor }
            | EventKind::MappingStart { anchor } => {
                self.declare(anchor.as_ref());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: String,
        plain: bool,
        anchor: Option<String>,
        tag: Option<&str>,
        line: usize,
    ) -> Result<(), DecodeError> {
        let tag = tag.map(tag_name);
        let scalar =
            scalars::resolve(&text, plain, tag).map_err(|message| DecodeError { message, line })?;
        if tag == Some("binary") {
            let Some(bytes) = base64::decode(&text) else {
                let message = "yaml: !!binary value contains invalid base64 data".to_owned();
                return Err(DecodeError { message, line: 0 });
            };
            // JSON has one replacement for each byte that is no UTF-8.
            let text = Str::from(bytes).text().into_owned();
            return self.place(Data::Text(text), self.start(anchor), line);
        }
        if matches!(self.open.last(), Some(Open::Mapping { key: None, .. })) {
            let merges = text == "<<" && (plain && tag.is_none() || tag == Some("merge"));
            if let Some(name) = anchor {
                let value = scalar.data(text.clone());
                self.anchors.insert(name, Some(Anchored { value, nodes: 1 }));
            }
            let key = if merges { Key::Merge } else { key_name(scalar, text) };
            if let Some(Open::Mapping { key: slot, .. }) = self.open.last_mut() {
                *slot = Some(key);
            }
            return Ok(());
        }
        if matches!(scalar, Scalar::Float(number) if !number.is_finite()) {
            let message = match scalar {
                Scalar::Float(number) if number.is_nan() => "json: unsupported value: NaN",
                Scalar::Float(number) if number < 0.0 => "json: unsupported value: -Inf",
                _ => "json: unsupported value: +Inf",
            };
            self.unsupported.get_or_insert(message);
        }
        let value = match (self.numbers, scalar) {
            (Numbers::Whole, Scalar::Integer(number)) => match i64::try_from(number) {
                Ok(number) => Data::Int(number),
                Err(_) => scalar.data(text),
            },
            (Numbers::Digits, Scalar::Integer(number)) => Data::Number(number.to_string()),
            (Numbers::Digits, Scalar::Float(number)) => {
                Data::Number(number::json(number).unwrap_or_default())
            }
            _ => scalar.data(text),
        };
        self.place(value, self.start(anchor), line)
    }

    fn push(&mut self, open: Open, line: usize) -> Result<(), DecodeError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(failure(format!("exceeded max depth of {MAX_DEPTH}"), line));
        }
        self.open.push(open);
        Ok(())
    }

    fn place(&mut self, value: Data, start: Start, line: usize) -> Result<(), DecodeError> {
        if let Some(name) = start.anchor {
            let nodes = self.count.all() - start.nodes;
            self.anchors.insert(name, Some(Anchored { value: value.clone(), nodes }));
        }
        match self.open.last_mut() {
            None => self.root = value,
            Some(Open::Sequence { items, .. }) => items.push(value),
            Some(Open::Mapping { table, key, .. }) => match key.take() {
                None => {
                    let name = alias_key(value, line)?;
                    *key = Some(Key::Name(name));
                }
                Some(Key::Name(name)) => {
                    table.insert(name, value);
                }
                Some(Key::Merge) => merge(table, value)?,
                Some(Key::Null) => {
                    let value = alone(&value);
                    let message = format!(
                        "unsupported map key of type: %!s(<nil>), key: <nil>, value: {value}"
                    );
                    return Err(DecodeError { message, line });
                }
            },
        }
        Ok(())
    }
}

/// A merge key takes effect where it stands, so that it overrides what stands before it. Of several
/// merged mappings the earlier one wins.
fn merge(table: &mut Table, value: Data) -> Result<(), DecodeError> {
    let refusal = || DecodeError {
        message: "yaml: map merge requires map or sequence of maps as the value".to_owned(),
        line: 0,
    };
    match value {
        Data::Table(from) => table.extend(from),
        Data::List(items) => {
            let mut known = HashSet::new();
            for item in items {
                let Data::Table(from) = item else { return Err(refusal()) };
                for (key, value) in from {
                    if known.insert(key.clone()) {
                        table.insert(key, value);
                    }
                }
            }
        }
        _ => return Err(refusal()),
    }
    Ok(())
}

/// The key as JSON spells it, after the key conversion of `sigs.k8s.io/yaml`.
fn key_name(scalar: Scalar, text: String) -> Key {
    Key::Name(match scalar {
        Scalar::Null => return Key::Null,
        Scalar::Bool(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Float(value) => scalars::float_key(value),
        Scalar::Text => text,
    })
}

/// The name of a key that is an alias or a collection.
fn alias_key(value: Data, line: usize) -> Result<String, DecodeError> {
    match value {
        Data::Text(text) | Data::Number(text) => Ok(text),
        Data::Bool(value) => Ok(value.to_string()),
        Data::Float(value) => Ok(value.to_string()),
        Data::Int(value) => Ok(value.to_string()),
        value @ (Data::Null | Data::Bytes(_) | Data::List(_) | Data::Table(_)) => {
            let key = go_syntax(&value);
            Err(DecodeError { message: format!("yaml: invalid map key: {key}"), line })
        }
    }
}

/// The name of a tag of YAML's own such as `str`, and `!` for any other.
fn tag_name(tag: &str) -> &str {
    tag.strip_prefix("tag:yaml.org,2002:").unwrap_or("!")
}

fn unknown_anchor(name: &str) -> DecodeError {
    DecodeError { message: format!("yaml: unknown anchor '{name}' referenced"), line: 0 }
}

impl From<Excessive> for DecodeError {
    fn from(_: Excessive) -> Self {
        failure("document contains excessive aliasing".to_owned(), 0)
    }
}

impl From<Excessive> for Failure {
    fn from(excessive: Excessive) -> Self {
        Failure::Value(excessive.into())
    }
}

/// Whether go-yaml counts what an event begins: a document, a value or a key.
fn counts(event: &EventKind) -> bool {
    use EventKind::{Alias, DocumentStart, MappingStart, Scalar, SequenceStart};
    matches!(
        event,
        DocumentStart | Alias(_) | Scalar { .. } | SequenceStart { .. } | MappingStart { .. }
    )
}

fn failure(message: String, line: usize) -> DecodeError {
    let message = match line {
        0 => format!("yaml: {message}"),
        _ => format!("yaml: line {line}: {message}"),
    };
    DecodeError { message, line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        crate::encoding::json::encode(&(&decode(text).expect("parses")).into()).expect("JSON")
    }

    #[test]
    fn merges_where_the_merge_key_stands() {
        let text = "base: &b {x: 1, v: 2}\nmore: &m {v: 3, z: 4}\nuse:\n  <<: [*b, *m]\n  x: 9\n";
        let Data::Table(table) = decode(text).expect("parses") else { panic!("a table") };
        let used = crate::encoding::json::encode(&(&table["use"]).into()).expect("JSON");
        assert_eq!(used, r#"{"v":2,"x":9,"z":4}"#);
        assert_eq!(json("a: &a {x: 1}\nb: {x: 2, <<: *a}\n"), r#"{"a":{"x":1},"b":{"x":1}}"#);
    }

    #[test]
    fn keeps_the_last_of_equal_keys_and_the_first_document() {
        assert_eq!(json("a: 1\na: 2\n---\na: 3\n"), r#"{"a":2}"#);
    }

    #[test]
    fn refuses_an_alias_bomb() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..9 {
            let below = level - 1;
            let aliases = vec![format!("*a{below}"); 10].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        }
        let error = decode(&text).expect_err("too many nodes");
        assert!(error.message.contains("excessive aliasing"), "{error}");
    }

    #[test]
    fn an_empty_text_is_null_and_a_comment_too() {
        assert_eq!(json(""), "null");
        assert_eq!(json("# nothing\n"), "null");
    }
}
