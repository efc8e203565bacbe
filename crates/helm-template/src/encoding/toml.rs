//! TOML as BurntSushi's encoder writes it: what `toToml` gives.

use crate::go::type_name;
use crate::value::{Map, Native, Value};

const NO_KEY: &str = "toml: top-level values must be Go maps or structs";
const NIL_ELEMENT: &str = "toml: cannot encode array with nil element";
/// Deeper than any value that ends.
const MAX_DEPTH: usize = 1000;

/// The TOML of a value; what is wrong with it is the text, as Helm has it. Whether floats are written
/// with powers of ten, as `%v` writes them, depends on the version.
pub fn encode(value: &Value, powers: bool) -> String {
    let mut encoder = Encoder { text: String::new(), powers };
    match encoder.entry(&[], value) {
        Ok(()) => encoder.text,
        Err(message) => message,
    }
}

struct Encoder {
    text: String,
    powers: bool,
}

/// What BurntSushi tells apart.
#[derive(PartialEq, Eq)]
enum Shape {
    Nil,
    Plain,
    Table,
    Tables,
}

fn shape(value: &Value) -> Result<Shape, String> {
    Ok(match value {
        Value::Nil => Shape::Nil,
        Value::Map(_) => Shape::Table,
        Value::List(list) => {
            let mut all = !list.items.is_empty();
            for item in list.items.iter() {
                match shape(item)? {
                    Shape::Nil => return Err(NIL_ELEMENT.to_owned()),
                    Shape::Table => {}
                    _ => all = false,
                }
            }
            if all { Shape::Tables } else { Shape::Plain }
        }
        Value::Native(native) if native.json().is_some_and(|it| matches!(it, Value::Map(_))) => {
            Shape::Table
        }
        _ => Shape::Plain,
    })
}

impl Encoder {
    fn newline(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn indent(&mut self, key: &[String]) {
        self.text.push_str(&"  ".repeat(key.len().saturating_sub(1)));
    }

    fn entry(&mut self, key: &[String], value: &Value) -> Result<(), String> {
        if key.len() > MAX_DEPTH {
            return Err("toml: too deep".to_owned());
        }
        match shape(value)? {
            Shape::Nil => Ok(()),
            Shape::Table => {
                if key.len() == 1 {
                    self.newline();
                }
                if !key.is_empty() {
                    self.indent(key);
                    self.text.push_str(&format!("[{}]", key.join(".")));
                    self.newline();
                }
                self.table(key, value)
            }
            Shape::Tables => {
                if key.is_empty() {
                    return Err(NO_KEY.to_owned());
                }
                let Value::List(list) = value else { return Ok(()) };
                for item in list.items.iter() {
                    self.newline();
                    self.indent(key);
                    self.text.push_str(&format!("[[{}]]", key.join(".")));
                    self.newline();
                    self.table(key, item)?;
                }
                Ok(())
            }
            Shape::Plain => {
                let Some(last) = key.last() else { return self.element(value, 0) };
                self.indent(key);
                self.text.push_str(&format!("{last} = "));
                self.element(value, key.len())?;
                self.newline();
                Ok(())
            }
        }
    }

    /// What is no table comes first, each kind in the order of the names.
    fn table(&mut self, key: &[String], value: &Value) -> Result<(), String> {
        let (direct, tables) = parted(value)?;
        for (name, value) in direct.into_iter().chain(tables) {
            let below: Vec<String> = key.iter().cloned().chain([quoted_key(&name)]).collect();
            self.entry(&below, &value)?;
        }
        Ok(())
    }

    fn element(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        if depth > MAX_DEPTH {
            return Err("toml: too deep".to_owned());
        }
        match value {
            Value::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Value::Int(..) => {
                let shown = crate::go::print_bytes(value);
                self.text.push_str(&String::from_utf8_lossy(&shown));
            }
            Value::Number(digits) => match digits.text().parse::<i64>() {
                Ok(number) => self.text.push_str(&number.to_string()),
                Err(_) => {
                    let number = digits.text().parse().unwrap_or(0.0);
                    self.text.push_str(&float(number, self.powers));
                }
            },
            Value::Float(number) => self.text.push_str(&float(*number, self.powers)),
            Value::String(text) => self.text.push_str(&quoted(&text.text())),
            Value::List(list) => {
                self.text.push('[');
                for (index, item) in list.items.iter().enumerate() {
                    if index > 0 {
                        self.text.push_str(", ");
                    }
                    self.element(item, depth + 1)?;
                }
                self.text.push(']');
            }
            Value::Nil => return Err(NIL_ELEMENT.to_owned()),
            Value::Native(native) if matches!(native.json(), Some(Value::String(_))) => {
                self.text.push_str(&time(&**native));
            }
            Value::Map(_) | Value::Native(_) => {
                let (direct, tables) = parted(value)?;
                self.text.push('{');
                let all: Vec<_> = direct.into_iter().chain(tables).collect();
                for (index, (name, value)) in all.iter().enumerate() {
                    if index > 0 {
                        self.text.push_str(", ");
                    }
                    self.text.push_str(&format!("{} = ", quoted_key(name)));
                    self.element(value, depth + 1)?;
                }
                self.text.push('}');
            }
        }
        Ok(())
    }
}

type Entries = Vec<(String, Value)>;

/// The entries that are there, those that are tables apart.
fn parted(value: &Value) -> Result<(Entries, Entries), String> {
    let map = match value {
        Value::Map(map) => map.clone(),
        Value::Native(native) => match native.json() {
            Some(Value::Map(map)) => map,
            _ => Map::new(),
        },
        other => return Err(format!("unsupported type for key '': {}", type_name(other))),
    };
    let (mut direct, mut tables) = (Vec::new(), Vec::new());
    for (key, value) in map.entries() {
        let entry = (key.text().into_owned(), value);
        match shape(&entry.1)? {
            Shape::Nil => {}
            Shape::Plain => direct.push(entry),
            Shape::Table | Shape::Tables => tables.push(entry),
        }
    }
    Ok((direct, tables))
}

/// A time as TOML has it: without what it was read without.
fn time(time: &dyn Native) -> String {
    let Some(Value::String(text)) = time.json() else { return String::new() };
    let (text, shown) = (text.text().into_owned(), time.print());
    let plain = text.trim_end_matches('Z');
    let (date, clock) = plain.split_once('T').unwrap_or((plain, ""));
    match shown.rsplit(' ').next() {
        Some("datetime-local") => plain.to_owned(),
        Some("date-local") => date.to_owned(),
        Some("time-local") => clock.to_owned(),
        _ => text,
    }
}

fn float(number: f64, powers: bool) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let format = if powers { b'g' } else { b'f' };
    let text = crate::go::float(number, format, None);
    if text.contains(['.', 'e']) { text } else { format!("{text}.0") }
}

fn quoted_key(key: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { quoted(key) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..='\u{1f}' | '\u{7f}' => out.push_str(&format!("\\u{:04x}", letter as u32)),
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}
