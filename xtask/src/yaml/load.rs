//! From parser events to nodes: anchors, aliases, merge keys and duplicate keys.

use std::collections::{HashMap, HashSet};

use helm_template::yaml::{Event, EventKind, Events, Mark, first_unreadable};

use super::{Dialect, Document, DuplicateKey, Entry, Node, Span, SyntaxError, Value, scalars};

/// Aliases multiply: a text of a few hundred bytes can stand for billions of nodes.
const MAX_NODES: usize = 1_000_000;
/// Deeper nesting than any manifest has; it keeps recursion over nodes within the stack.
const MAX_DEPTH: usize = 200;

/// All documents of a stream; an empty document is a null.
///
/// # Errors
/// The first place at which the text stops being YAML.
pub fn parse_all(text: &str, dialect: Dialect) -> Result<Vec<Document>, SyntaxError> {
    // A byte order mark at the start is no content; go-yaml skips it as well.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let events = match dialect {
        Dialect::GoYaml => {
            refuse_control_characters(text)?;
            Events::new(text)
        }
        Dialect::Core => Events::newer(text),
    };
    let mut loader = Loader { dialect, ..Loader::default() };
    for event in events {
        loader.take(event.map_err(|error| SyntaxError {
            message: error.problem,
            line: error.at.line as u32 + 1,
            column: error.at.column as u32 + 1,
        })?)?;
    }
    Ok(loader.documents)
}

/// The single document of a text; null where the text has none.
///
/// # Errors
/// As [`parse_all`], and when there is a second document.
pub fn parse_one(text: &str, dialect: Dialect) -> Result<Document, SyntaxError> {
    let mut documents = parse_all(text, dialect)?;
    if let Some(second) = documents.get(1) {
        let Span { line, column, .. } = second.root.span;
        let message = "a second document, where one is expected".to_owned();
        return Err(SyntaxError { message, line, column });
    }
    Ok(documents.pop().unwrap_or(Document {
        root: Node {
            value: Value::Null,
            span: Span { line: 1, column: 1, end_line: 1, end_column: 1 },
        },
        duplicates: Vec::new(),
    }))
}

fn span(start: Mark, end: Mark) -> Span {
    Span {
        line: start.line as u32 + 1,
        column: start.column as u32 + 1,
        end_line: end.line as u32 + 1,
        end_column: end.column as u32 + 1,
    }
}

/// A collection that is still open.
enum Open {
    Sequence { items: Vec<Node>, anchor: Option<String>, span: Span },
    Mapping { entries: Vec<(Node, Node)>, key: Option<Node>, anchor: Option<String>, span: Span },
}

struct Loader {
    dialect: Dialect,
    documents: Vec<Document>,
    open: Vec<Open>,
    anchors: HashMap<String, Node>,
    duplicates: Vec<DuplicateKey>,
    root: Option<Node>,
    nodes: usize,
    /// Where the plain keys `<<` of go-yaml begin; quoted ones merge nothing.
    merge_keys: HashSet<(u32, u32)>,
}

impl Default for Loader {
    fn default() -> Self {
        Loader {
            dialect: Dialect::GoYaml,
            documents: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            duplicates: Vec::new(),
            root: None,
            nodes: 0,
            merge_keys: HashSet::new(),
        }
    }
}

impl Loader {
    fn take(&mut self, event: Event) -> Result<(), SyntaxError> {
        let span = span(event.start, event.end);
        match event.kind {
            EventKind::StreamEnd => {}
            EventKind::DocumentStart => {
                self.anchors.clear();
                self.root = Some(Node { value: Value::Null, span });
            }
            EventKind::DocumentEnd => {
                self.merge_keys.clear();
                let root = self.root.take().unwrap_or(Node { value: Value::Null, span });
                let duplicates = std::mem::take(&mut self.duplicates);
                self.documents.push(Document { root, duplicates });
            }
            EventKind::Alias(anchor) => {
                let known = self.anchors.get(&anchor).cloned();
                let target = known.ok_or_else(|| failure("an alias of an unknown anchor", span))?;
                self.nodes += size(&target);
                self.place(Node { value: target.value, span }, None)?;
            }
            EventKind::Scalar { text, plain, tag, anchor } => {
                let tag = tag.as_deref().map(tag_name);
                if text == "<<" && (plain && tag.is_none() || tag == Some("merge")) {
                    self.merge_keys.insert((span.line, span.column));
                }
                let value = scalars::resolve(text, plain, tag, self.dialect)
                    .map_err(|message| failure(&message, span))?;
                self.place(Node { value, span }, anchor)?;
            }
            EventKind::SequenceStart { anchor } => {
                self.push(Open::Sequence { items: Vec::new(), anchor, span }, span)?;
            }
            EventKind::MappingStart { anchor } => {
                self.push(Open::Mapping { entries: Vec::new(), key: None, anchor, span }, span)?;
            }
            EventKind::SequenceEnd | EventKind::MappingEnd => match self.open.pop() {
                Some(Open::Sequence { items, anchor, span: start }) => {
                    let span = join(start, span);
                    self.place(Node { value: Value::Sequence(items), span }, anchor)?;
                }
                Some(Open::Mapping { entries, anchor, span: start, .. }) => {
                    let span = join(start, span);
                    let entries = self.close(entries)?;
                    self.place(Node { value: Value::Mapping(entries), span }, anchor)?;
                }
                None => {}
            },
        }
        Ok(())
    }

    fn push(&mut self, open: Open, span: Span) -> Result<(), SyntaxError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(failure("nesting deeper than 200 levels", span));
        }
        self.open.push(open);
        Ok(())
    }

    fn place(&mut self, node: Node, anchor: Option<String>) -> Result<(), SyntaxError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(failure("more than a million nodes once aliases are expanded", node.span));
        }
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, node.clone());
        }
        let is_key = matches!(self.open.last(), Some(Open::Mapping { key: None, .. }));
        if self.dialect == Dialect::GoYaml
            && !is_key
            && matches!(node.value, Value::Float(value) if !value.is_finite())
        {
            return Err(failure("infinity and NaN, which JSON does not have", node.span));
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence { items, .. }) => items.push(node),
            Some(Open::Mapping { entries, key, .. }) => match key.take() {
                None => *key = Some(node),
                Some(first) => entries.push((first, node)),
            },
        }
        Ok(())
    }

    /// Names the keys, resolves merge keys and notes duplicates. go-yaml takes a merge key where it
    /// stands, so that it overrides what stands before it; in YAML 1.2 an explicit key always wins.
    /// Of several merged mappings the earlier one wins.
    fn close(&mut self, pairs: Vec<(Node, Node)>) -> Result<Vec<Entry>, SyntaxError> {
        let mut known = Known::with_capacity(pairs.len());
        let mut merged_last: Vec<Entry> = Vec::new();
        for (key, value) in pairs {
            let span = key.span;
            let name = key_name(key, self.dialect).map_err(|message| failure(message, span))?;
            if !self.merge_keys.is_empty() && self.merge_keys.contains(&(span.line, span.column)) {
                if merge_source(&value) {
                    let merged = merged(value);
                    match self.dialect {
                        Dialect::GoYaml => merged.into_iter().for_each(|entry| known.put(entry)),
                        Dialect::Core => merged_last.extend(merged),
                    }
                    continue;
                }
                if self.dialect == Dialect::GoYaml {
                    let message = "a merge key needs a mapping or a list of mappings";
                    return Err(failure(message, value.span));
                }
            }
            let entry = Entry { key: name, key_span: span, value };
            if let Some(duplicate) = known.write(entry) {
                self.duplicates.push(duplicate);
            }
        }
        merged_last.into_iter().for_each(|entry| known.put_behind(entry));
        Ok(known.entries)
    }
}

/// The entries of a mapping, each key once.
#[derive(Default)]
struct Known {
    entries: Vec<Entry>,
    /// Where each key was written first; nothing for one that was merged in.
    written: Vec<Option<Span>>,
    /// Where each key stands, once there are so many that looking through them takes longer.
    positions: HashMap<String, usize>,
}

impl Known {
    const MANY: usize = 24;

    fn with_capacity(entries: usize) -> Self {
        let (entries, written) = (Vec::with_capacity(entries), Vec::with_capacity(entries));
        Known { entries, written, positions: HashMap::new() }
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.entries.len() < Self::MANY {
            return self.entries.iter().position(|entry| entry.key == key);
        }
        self.positions.get(key).copied()
    }

    fn push(&mut self, entry: Entry, written: Option<Span>) {
        self.entries.push(entry);
        self.written.push(written);
        if self.entries.len() >= Self::MANY {
            let new = self.positions.len()..self.entries.len();
            let new = new.map(|position| (self.entries[position].key.clone(), position));
            self.positions.extend(new);
        }
    }

    /// An entry that the text has here; the later one of two counts.
    fn write(&mut self, entry: Entry) -> Option<DuplicateKey> {
        let second = entry.key_span;
        let Some(position) = self.position(&entry.key) else {
            self.push(entry, Some(second));
            return None;
        };
        let first = self.written[position].replace(second);
        let duplicate = first.map(|first| DuplicateKey { key: entry.key.clone(), first, second });
        self.written[position] = first.or(Some(second));
        self.entries[position] = entry;
        duplicate
    }

    /// An entry that a merge key brings and that overrides what stands before it.
    fn put(&mut self, entry: Entry) {
        match self.position(&entry.key) {
            Some(position) => self.entries[position] = entry,
            None => self.push(entry, None),
        }
    }

    /// An entry that a merge key brings and that overrides nothing.
    fn put_behind(&mut self, entry: Entry) {
        if self.position(&entry.key).is_none() {
            self.push(entry, None);
        }
    }
}

/// The entries of one mapping or of several, each key once, the earliest one's.
fn merged(value: Node) -> Vec<Entry> {
    let mappings = match value.value {
        Value::Mapping(entries) => vec![entries],
        Value::Sequence(items) => items.iter().map(|item| item.entries().to_vec()).collect(),
        _ => Vec::new(),
    };
    let mut known = HashSet::new();
    mappings.into_iter().flatten().filter(|entry| known.insert(entry.key.clone())).collect()
}

fn merge_source(value: &Node) -> bool {
    match &value.value {
        Value::Mapping(_) => true,
        Value::Sequence(items) => items.iter().all(|item| matches!(item.value, Value::Mapping(_))),
        _ => false,
    }
}

/// The key as JSON spells it, after the key conversion of `sigs.k8s.io/yaml`.
fn key_name(key: Node, dialect: Dialect) -> Result<String, &'static str> {
    match key.value {
        Value::Null if dialect == Dialect::GoYaml => Err("a mapping key that is null"),
        Value::Null => Ok("null".to_owned()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Integer(value) => Ok(value.to_string()),
        Value::Float(value) => Ok(scalars::float_key(value)),
        Value::String(text) => Ok(text),
        Value::Sequence(_) | Value::Mapping(_) => Err("a mapping key that is a list or a mapping"),
    }
}

/// The name of a tag of YAML's own such as `str`, and `!` for any other.
fn tag_name(tag: &str) -> &str {
    tag.strip_prefix("tag:yaml.org,2002:").unwrap_or("!")
}

/// Characters that go-yaml refuses wherever they stand.
fn refuse_control_characters(text: &str) -> Result<(), SyntaxError> {
    let Some(at) = first_unreadable(text) else { return Ok(()) };
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Err(SyntaxError {
        message: "a control character, which YAML does not allow".to_owned(),
        line: before.matches('\n').count() as u32 + 1,
        column: before[line_start..].chars().count() as u32 + 1,
    })
}

fn size(node: &Node) -> usize {
    1 + node.items().iter().map(size).sum::<usize>()
        + node.entries().iter().map(|entry| size(&entry.value)).sum::<usize>()
}

fn join(start: Span, end: Span) -> Span {
    Span { end_line: end.end_line, end_column: end.end_column, ..start }
}

fn failure(message: &str, span: Span) -> SyntaxError {
    SyntaxError { message: message.to_owned(), line: span.line, column: span.column }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> serde_json::Value {
        parse_one(text, Dialect::GoYaml).expect("parses").root.to_json()
    }

    #[test]
    fn merges_without_overriding() {
        let text = "base: &b {x: 1, v: 2}\nmore: &m {v: 3, z: 4}\nuse:\n  <<: [*b, *m]\n  x: 9\n";
        assert_eq!(json(text)["use"], serde_json::json!({"x": 9, "v": 2, "z": 4}));
    }

    #[test]
    fn reports_both_places_of_a_duplicate_key() {
        let document = parse_one("a: 1\nb:\n  c: 2\n  c: 3\n", Dialect::GoYaml).expect("parses");
        let [duplicate] = document.duplicates.as_slice() else { panic!("one duplicate") };
        assert_eq!(duplicate.key, "c");
        assert_eq!((duplicate.first.line, duplicate.second.line), (3, 4));
        assert_eq!(document.root.to_json()["b"]["c"], 3, "the last one is kept, as go-yaml does");
    }

    #[test]
    fn refuses_an_alias_bomb() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..9 {
            let below = level - 1;
            let aliases = vec![format!("*a{below}"); 10].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        }
        let error = parse_one(&text, Dialect::GoYaml).expect_err("too many nodes");
        assert!(error.message.contains("a million nodes"), "{error}");
    }

    #[test]
    fn refuses_nesting_without_end() {
        let error = parse_one(&"[".repeat(5000), Dialect::GoYaml).expect_err("too deep");
        assert!(
            error.message.contains("nesting") || error.message.contains("recursion"),
            "{error}"
        );
    }

    #[test]
    fn an_empty_text_is_null_and_a_comment_too() {
        assert_eq!(json(""), serde_json::Value::Null);
        assert_eq!(json("# nothing\n"), serde_json::Value::Null);
    }

    #[test]
    fn says_where_a_text_stops_being_yaml() {
        let error = parse_one("a: 1\nb: [\n", Dialect::GoYaml).expect_err("unclosed");
        assert!(error.line >= 2, "{error}");
    }
}
