//! JSON as Go's encoding/json writes and reads it.

use super::{base64, json_words};
use crate::data::{Data, Table};
use crate::number;
use crate::octets;
use crate::value::{Element, IntKind, List, Value};

/// Deeper than any value that ends.
const MAX_DEPTH: usize = 1000;

/// The JSON of a value, with `<`, `>` and `&` escaped.
///
/// # Errors
/// Go's text where a value has no JSON.
pub fn encode(value: &Value) -> Result<String, String> {
    encode_with(value, true, None)
}

/// As [`encode`], with or without the escapes for HTML, on one line or indented.
///
/// # Errors
/// As [`encode`].
pub fn encode_with(value: &Value, html: bool, indent: Option<&str>) -> Result<String, String> {
    let mut writer = Writer { text: String::with_capacity(128), html, indent };
    writer.value(value, 0)?;
    Ok(writer.text)
}

struct Writer<'a> {
    text: String,
    html: bool,
    indent: Option<&'a str>,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        if depth > MAX_DEPTH {
            let kind = "map[string]interface {}";
            return Err(format!("json: unsupported value: encountered a cycle via {kind}"));
        }
        match value {
            Value::Nil => self.text.push_str("null"),
            Value::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Value::Int(number, IntKind::Uint64) => {
                self.text.push_str(&(*number as u64).to_string());
            }
            Value::Int(number, _) => self.text.push_str(&number.to_string()),
            Value::Float(number) => {
                let Some(text) = number::json(*number) else {
                    let number = number::general(*number);
                    return Err(format!("json: unsupported value: {number}"));
                };
                self.text.push_str(&text);
            }
            Value::String(text) => self.bytes(text.as_bytes()),
            Value::Number(digits) => self.text.push_str(&digits.text()),
            Value::List(List { items, element: Element::Byte }) => {
                self.string(&base64_of(items));
            }
            Value::List(list) if list.is_nil() => self.text.push_str("null"),
            Value::List(list) => self.list(&list.items, depth)?,
            Value::Map(map) if map.is_nil() => self.text.push_str("null"),
            Value::Map(map) => {
                let entries = map.entries();
                self.open('{', entries.is_empty(), depth);
                for (index, (key, value)) in entries.iter().enumerate() {
                    self.next(index, depth);
                    self.bytes(key.as_bytes());
                    self.text.push_str(if self.indent.is_some() { ": " } else { ":" });
                    self.value(value, depth + 1)?;
                }
                self.close('}', entries.is_empty(), depth);
            }
            Value::Native(native) => match native.json() {
                Some(value) => self.native(&value, &native.json_fields(), depth)?,
                None => self.text.push_str("{}"),
            },
        }
        Ok(())
    }

    /// A struct's fields stand in the order of their declaration.
    fn native(&mut self, value: &Value, order: &[&str], depth: usize) -> Result<(), String> {
        let Value::Map(map) = value else { return self.value(value, depth + 1) };
        let fields: Vec<_> =
            order.iter().filter_map(|name| Some((name, map.get(name.as_bytes())?))).collect();
        if fields.len() != map.len() {
            return self.value(value, depth + 1);
        }
        self.open('{', fields.is_empty(), depth);
        for (index, (name, value)) in fields.iter().enumerate() {
            self.next(index, depth);
            self.string(name);
            self.text.push_str(if self.indent.is_some() { ": " } else { ":" });
            self.value(value, depth + 1)?;
        }
        self.close('}', fields.is_empty(), depth);
        Ok(())
    }

    fn list(&mut self, items: &[Value], depth: usize) -> Result<(), String> {
        self.open('[', items.is_empty(), depth);
        for (index, item) in items.iter().enumerate() {
            self.next(index, depth);
            self.value(item, depth + 1)?;
        }
        self.close(']', items.is_empty(), depth);
        Ok(())
    }

    fn open(&mut self, bracket: char, empty: bool, depth: usize) {
        self.text.push(bracket);
        if !empty {
            self.line(depth + 1);
        }
    }

    fn next(&mut self, index: usize, depth: usize) {
        if index > 0 {
            self.text.push(',');
            self.line(depth + 1);
        }
    }

    fn close(&mut self, bracket: char, empty: bool, depth: usize) {
        if !empty {
            self.line(depth);
        }
        self.text.push(bracket);
    }

    fn line(&mut self, depth: usize) {
        let Some(indent) = self.indent else { return };
        self.text.push('\n');
        for _ in 0..depth {
            self.text.push_str(indent);
        }
    }

    fn string(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// A string; what is no UTF-8 in it is escaped, byte by byte.
    fn bytes(&mut self, bytes: &[u8]) {
        self.text.push('"');
        for chunk in bytes.utf8_chunks() {
            self.escaped(chunk.valid());
            chunk.invalid().iter().for_each(|_| self.text.push_str("\\ufffd"));
        }
        self.text.push('"');
    }

    fn escaped(&mut self, text: &str) {
        let mut from = 0;
        for (at, letter) in text.char_indices() {
            let escape = match letter {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\u{8}' => "\\b",
                '\u{c}' => "\\f",
                '<' | '>' | '&' if !self.html => continue,
                '<' | '>' | '&' | '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => "",
                _ => continue,
            };
            self.text.push_str(&text[from..at]);
            from = at + letter.len_utf8();
            if escape.is_empty() {
                self.text.push_str(&format!("\\u{:04x}", letter as u32));
            } else {
                self.text.push_str(escape);
            }
        }
        self.text.push_str(&text[from..]);
    }
}

/// The standard base64 of a list of bytes, which is what JSON makes of them.
pub fn base64_of(items: &[Value]) -> String {
    let bytes: Vec<u8> = items
        .iter()
        .map(|item| match item {
            Value::Int(number, _) => *number as u8,
            _ => 0,
        })
        .collect();
    base64::encode(&bytes)
}

/// The value of a JSON text, numbers as `float64`.
///
/// # Errors
/// Where the text is no JSON.
pub fn decode(text: impl AsRef<[u8]>) -> Result<Data, String> {
    let bytes = text.as_ref();
    let value: serde_json::Value = serde_json::from_str(&octets::replaced_in(bytes))
        .map_err(|error| json_words::complaint(bytes).unwrap_or_else(|| error.to_string()))?;
    Ok(data(value))
}

/// A value that serde_json has read.
pub fn data(value: serde_json::Value) -> Data {
    match value {
        serde_json::Value::Null => Data::Null,
        serde_json::Value::Bool(value) => Data::Bool(value),
        serde_json::Value::Number(number) => Data::Float(number.as_f64().unwrap_or(f64::MAX)),
        serde_json::Value::String(text) => Data::Text(text),
        serde_json::Value::Array(items) => Data::List(items.into_iter().map(data).collect()),
        serde_json::Value::Object(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (key, data(value)));
            Data::Table(entries.collect::<Table>())
        }
    }
}
