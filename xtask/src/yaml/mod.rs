//! YAML with positions: text in, nodes that know their line and column out.
//!
//! Manifests and values are read as Kubernetes and Helm read them ([`Dialect::GoYaml`]), workflows
//! as YAML 1.2 ([`Dialect::Core`]). This room must not know what the documents mean.

mod load;
mod scalars;
mod typed;

use std::fmt;

pub use load::{parse_all, parse_one};
pub use typed::{Mismatch, Typed, read};

/// How plain scalars and tags turn into values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// What `sigs.k8s.io/yaml` (and so Helm and the Kubernetes API) makes of a plain scalar:
    /// YAML 1.1 booleans, octal `0400`, `1_000`.
    GoYaml,
    /// The YAML 1.2 core schema, in which `on` and `yes` are strings.
    Core,
}

/// Where a node stands in its text. Lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its place; of an alias, the place of the alias.
    pub span: Span,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Null, `~` or nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the text, merge keys resolved, the last of a duplicate kept.
    Mapping(Vec<Entry>),
}

/// One key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as JSON would spell it: `on` read as a boolean is `true`.
    pub key: String,
    /// The place of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// A key that stands twice in one mapping. Kubernetes refuses such a document when it is strict.
#[derive(Clone, Debug, PartialEq)]
pub struct DuplicateKey {
    /// The key.
    pub key: String,
    /// Where it stood first.
    pub first: Span,
    /// Where it stands again.
    pub second: Span,
}

/// One document of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its root.
    pub root: Node,
    /// Keys that stand twice, in order.
    pub duplicates: Vec<DuplicateKey>,
}

/// Why a text is no YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What the parser says.
    pub message: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at line {} column {}", self.message, self.line, self.column)
    }
}

impl std::error::Error for SyntaxError {}

impl Node {
    /// The value under `key`, where this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry under `key`, where this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The node at a path of keys and indices.
    pub fn at(&self, path: &[Step]) -> Option<&Node> {
        path.iter().try_fold(self, |node, step| match step {
            Step::Key(key) => node.get(key),
            Step::Index(index) => node.items().get(*index),
        })
    }

    /// Where the reader should look for `path`: the key of its last step, the item itself in a
    /// list, or the place of the nearest ancestor that exists.
    pub fn locate(&self, path: &[Step]) -> Span {
        let mut node = self;
        let mut span = self.span;
        for step in path {
            match step {
                Step::Key(key) => match node.entry(key) {
                    Some(entry) => (node, span) = (&entry.value, entry.key_span),
                    None => return span,
                },
                Step::Index(index) => match node.items().get(*index) {
                    Some(item) => (node, span) = (item, item.span),
                    None => return span,
                },
            }
        }
        span
    }

    /// The text, where this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, where this is a list; otherwise none.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The entries, where this is a mapping; otherwise none.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The same value as JSON, without places.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Integer(value) => i64::try_from(*value)
                .map(Json::from)
                .or_else(|_| u64::try_from(*value).map(Json::from))
                .unwrap_or_else(|_| Json::from(*value as f64)),
            Value::Float(value) => Json::from(*value),
            Value::String(text) => Json::String(text.clone()),
            Value::Sequence(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Mapping(entries) => Json::Object(
                entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect(),
            ),
        }
    }
}

/// One step of a path into a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into a mapping.
    Key(String),
    /// Into a list.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Step::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Step::Index(index)
    }
}

/// A path as people write it: `spec.containers[0].image`, with odd keys in brackets.
pub fn dotted(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Key(key) if is_plain(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Step::Key(key) => text.push_str(&format!("[{key:?}]")),
        }
    }
    text
}

fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locates_the_key_and_falls_back_to_the_nearest_ancestor() {
        let document = parse_one("a:\n  b: 1\n  c: [x, y]\n", Dialect::Core).expect("parses");
        let place = |path: &[Step]| {
            let span = document.root.locate(path);
            (span.line, span.column)
        };
        assert_eq!(place(&["a".into(), "b".into()]), (2, 3));
        assert_eq!(place(&["a".into(), "c".into(), 1.into()]), (3, 10));
        assert_eq!(place(&["a".into(), "missing".into()]), (1, 1));
    }

    #[test]
    fn writes_paths_as_people_do() {
        let path: Vec<Step> =
            vec!["metadata".into(), "annotations".into(), "helm.sh/hook".into(), 2.into()];
        assert_eq!(dotted(&path), r#"metadata.annotations["helm.sh/hook"][2]"#);
    }
}
