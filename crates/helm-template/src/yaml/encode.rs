//! From values to YAML, by way of what JSON makes of them, as `sigs.k8s.io/yaml` goes.

use std::borrow::Cow;

use super::emitter::{Emitter, is_simple_key};
use super::keys;
use super::readable::is_allowed;
use crate::encoding::json;
use crate::number;
use crate::value::{Element, IntKind, List, Map, Value};

/// Deeper than any value that ends; Go's JSON encoder finds cycles at this depth as well.
const MAX_DEPTH: usize = 1000;
/// go-yaml reads the JSON again, and knows a key by its colon on the same line within so many
/// characters.
const LONGEST_KEY: usize = 1024;

/// The YAML of a value, with a line end behind it.
///
/// # Errors
/// Go's text where the value has no JSON, or JSON that go-yaml does not read.
pub fn encode(value: &Value) -> Result<String, String> {
    let mut emitter = Emitter::new();
    emitter.value(value, Place::Root, 0)?;
    emitter.write_indent();
    Ok(emitter.text)
}

/// The YAML that go-yaml itself makes of a value, with the items of lists in mappings indented.
///
/// # Errors
/// As [`encode`].
pub fn encode_pretty(value: &Value) -> Result<String, String> {
    let mut emitter = Emitter::pretty();
    emitter.value(value, Place::Root, 0)?;
    emitter.write_indent();
    Ok(emitter.text)
}

/// What a node stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Item,
    Entry,
}

impl Emitter {
    fn value(&mut self, value: &Value, place: Place, depth: usize) -> Result<(), String> {
        if depth > MAX_DEPTH {
            let kind = "map[string]interface {}";
            return Err(format!("json: unsupported value: encountered a cycle via {kind}"));
        }
        match value {
            Value::Float(_) | Value::Number(_) | Value::Native(_) | Value::List(_)
                if self.pretty && self.own(value, place, depth)? => {}
            Value::Nil => self.word("null"),
            Value::Bool(true) => self.word("true"),
            Value::Bool(false) => self.word("false"),
            Value::Int(number, IntKind::Uint64) => self.word(&(*number as u64).to_string()),
            Value::Int(number, _) => self.word(&number.to_string()),
            Value::Float(number) => self.word(&float(*number)?),
            Value::Number(digits) => self.word(&digits_read(&digits.text())?),
            Value::String(text) => {
                let text = text.text();
                self.string(&through_json(&text)?, false);
            }
            Value::List(List { items, element: Element::Byte }) => {
                let text = json::base64_of(items);
                self.string(&text, false);
            }
            Value::List(list) if list.is_nil() => self.word("null"),
            Value::List(list) => self.list(&list.items, place, depth)?,
            Value::Map(map) if map.is_nil() => self.word("null"),
            Value::Map(map) => self.map(map, depth)?,
            Value::Native(native) => match native.json() {
                Some(value) => return self.value(&value, place, depth + 1),
                None => self.word("{}"),
            },
        }
        Ok(())
    }

    /// Writes what has another YAML where it does not go by way of JSON; false for all else.
    fn own(&mut self, value: &Value, place: Place, depth: usize) -> Result<bool, String> {
        match value {
            Value::Float(number) => {
                let text = number::general(*number);
                self.word(match text.as_str() {
                    "NaN" => ".nan",
                    "+Inf" => ".inf",
                    "-Inf" => "-.inf",
                    finite => finite,
                });
            }
            // To go-yaml it is a string, and one that has to be told from a number.
            Value::Number(digits) => self.string(&digits.text(), false),
            Value::List(list) if list.element == Element::Byte || list.items.is_empty() => {
                self.list(&list.items, place, depth)?;
            }
            Value::Native(native) if native.type_name() == "time.Time" => {
                let Some(Value::String(text)) = native.json() else { return Ok(false) };
                self.word(&text.text());
            }
            Value::Native(native) => {
                let Some(structure) = native.structure() else { return Ok(false) };
                // The one struct of Helm's that says how its fields are called in YAML, and when.
                let fields: Vec<_> = match (native.type_name(), native.json()) {
                    ("*chart.Dependency", Some(Value::Map(map))) => native
                        .json_fields()
                        .into_iter()
                        .filter_map(|name| map.get(name.as_bytes()).map(|value| (name, value)))
                        .collect(),
                    _ => structure.fields,
                };
                self.fields(&fields, depth)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The fields of a struct under their names in small letters; nothing of those that Go hides.
    fn fields(&mut self, fields: &[(&str, Value)], depth: usize) -> Result<(), String> {
        let outer = self.indent;
        self.indent = if outer < 0 { 0 } else { outer + 2 };
        let is_hidden = |name: &str| name == "normalizedVersion";
        for (name, value) in fields.iter().filter(|(name, _)| !is_hidden(name)) {
            self.write_indent();
            self.string(&name.to_lowercase(), true);
            self.indicator(":", false, false, false);
            self.value(value, Place::Entry, depth + 1)?;
        }
        self.indent = outer;
        Ok(())
    }

    fn list(&mut self, items: &[Value], place: Place, depth: usize) -> Result<(), String> {
        if items.is_empty() {
            self.indicator("[", true, true, false);
            self.indicator("]", false, false, false);
            return Ok(());
        }
        let outer = self.indent;
        let indentless = place == Place::Entry && !self.indention && !self.pretty;
        if outer < 0 {
            self.indent = 0;
        } else if !indentless {
            self.indent += 2;
        }
        for item in items {
            self.write_indent();
            self.indicator("-", true, false, true);
            self.value(item, Place::Item, depth + 1)?;
        }
        self.indent = outer;
        Ok(())
    }

    fn map(&mut self, map: &Map, depth: usize) -> Result<(), String> {
        if map.is_empty() {
            self.indicator("{", true, true, false);
            self.indicator("}", false, false, false);
            return Ok(());
        }
        let entries = map.entries();
        let mut named = Vec::with_capacity(entries.len());
        for (key, value) in &entries {
            let text = key.text();
            if text.len() > LONGEST_KEY || text.contains('\u{85}') {
                return Err("yaml: could not find expected ':'".to_owned());
            }
            named.push((through_json_owned(text)?, value));
        }
        // Keys come in the order of their bytes, which is go-yaml's where they are letters.
        let named = keys::sort(named, |(key, _)| key);
        let outer = self.indent;
        self.indent = if outer < 0 { 0 } else { outer + 2 };
        for (key, value) in named {
            self.write_indent();
            if is_simple_key(&key) {
                self.string(&key, true);
                self.indicator(":", false, false, false);
            } else {
                self.indicator("?", true, false, true);
                self.string(&key, false);
                self.write_indent();
                self.indicator(":", true, false, true);
            }
            self.value(value, Place::Entry, depth + 1)?;
        }
        self.indent = outer;
        Ok(())
    }
}

/// A number as JSON writes it and go-yaml reads it: whole ones that fit stay whole.
fn float(value: f64) -> Result<String, String> {
    let Some(text) = number::json(value) else {
        return Err(format!("json: unsupported value: {}", number::general(value)));
    };
    if value.fract() != 0.0 || text.contains('e') {
        return Ok(number::general(value));
    }
    let fits = text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok();
    if value == 0.0 {
        return Ok("0".to_owned());
    }
    Ok(if fits { text } else { number::general(value) })
}

/// The digits of a number as go-yaml reads them.
fn digits_read(digits: &str) -> Result<String, String> {
    let is_whole = digits.parse::<i64>().is_ok() || digits.parse::<u64>().is_ok();
    match digits.parse() {
        Ok(number) if !is_whole => float(number),
        _ => Ok(digits.to_owned()),
    }
}

fn through_json_owned(text: Cow<'_, str>) -> Result<Cow<'_, str>, String> {
    match text {
        Cow::Borrowed(text) => through_json(text),
        Cow::Owned(text) => Ok(Cow::Owned(through_json(&text)?.into_owned())),
    }
}

/// What is left of a string when go-yaml reads the JSON of it: some characters it refuses, and U+0085
/// it takes for the end of a line.
fn through_json(text: &str) -> Result<Cow<'_, str>, String> {
    if text.bytes().all(|byte| byte < 0x7f) {
        return Ok(Cow::Borrowed(text));
    }
    if text.chars().any(|letter| letter >= ' ' && !is_allowed(letter)) {
        return Err(
            "error converting JSON to YAML: yaml: control characters are not allowed".to_owned()
        );
    }
    if !text.contains('\u{85}') {
        return Ok(Cow::Borrowed(text));
    }
    let mut folded = String::with_capacity(text.len());
    let mut pieces = text.split('\u{85}').peekable();
    let mut empty_lines = 0;
    let mut first = true;
    while let Some(piece) = pieces.next() {
        let piece = if first { piece } else { piece.trim_start_matches(' ') };
        let last = pieces.peek().is_none();
        let piece = if last { piece } else { piece.trim_end_matches(' ') };
        if !first {
            if piece.is_empty() && !last {
                empty_lines += 1;
                continue;
            }
            match empty_lines {
                0 => folded.push(' '),
                lines => folded.extend(std::iter::repeat_n('\n', lines)),
            }
            empty_lines = 0;
        }
        folded.push_str(piece);
        first = false;
    }
    Ok(Cow::Owned(folded))
}
