//! Values at rest: what a chart's files and the command line hold, before templates see them.
//!
//! Unlike [`Value`] it may cross threads and is never shared, so that one loaded chart serves many
//! renders; each render turns it into values of its own. It must not know where it came from.

use std::collections::BTreeMap;

use crate::value::{Map, Str, Value};

/// Keys and values in the order of the keys' bytes.
pub type Table = BTreeMap<String, Data>;

/// A value of YAML or JSON as Go holds it in an `interface {}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Data {
    /// nil
    #[default]
    Null,
    /// `bool`
    Bool(bool),
    /// `int64`: only `--set` makes these, files hold `float64`.
    Int(i64),
    /// `float64`
    Float(f64),
    /// `json.Number`: the digits, as JSON writes them.
    Number(String),
    /// `string`
    Text(String),
    /// `string` whose bytes are no UTF-8: only `--set-file` makes these.
    Bytes(Vec<u8>),
    /// `[]interface {}`
    List(Vec<Data>),
    /// `map[string]interface {}`
    Table(Table),
}

impl Data {
    /// The table, where this is one.
    pub fn table(&self) -> Option<&Table> {
        match self {
            Data::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The items, where this is a list; otherwise none.
    pub fn items(&self) -> &[Data] {
        match self {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// The text, where this is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where this is one of any type.
    pub fn number(&self) -> Option<f64> {
        match self {
            Data::Int(number) => Some(*number as f64),
            Data::Float(number) => Some(*number),
            Data::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// The value under a key, where this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Data> {
        self.table().and_then(|table| table.get(key))
    }

    /// Whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Data::Null)
    }
}

impl From<&str> for Data {
    fn from(text: &str) -> Self {
        Data::Text(text.to_owned())
    }
}

impl From<Vec<u8>> for Data {
    fn from(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes).map_or_else(|it| Data::Bytes(it.into_bytes()), Data::Text)
    }
}

impl From<Table> for Data {
    fn from(table: Table) -> Self {
        Data::Table(table)
    }
}

impl From<&Data> for Value {
    fn from(data: &Data) -> Self {
        match data {
            Data::Null => Value::Nil,
            Data::Bool(value) => Value::Bool(*value),
            Data::Int(number) => Value::int64(*number),
            Data::Float(number) => Value::Float(*number),
            Data::Number(digits) => Value::Number(Str::from(digits.as_str())),
            Data::Text(text) => Value::String(Str::from(text.as_str())),
            Data::Bytes(bytes) => Value::String(Str::from(bytes.as_slice())),
            Data::List(items) => Value::list(items.iter().map(Value::from).collect::<Vec<_>>()),
            Data::Table(table) => Value::Map(map_of(table)),
        }
    }
}

impl From<&Value> for Data {
    /// What stays of a value at rest: structs become null.
    fn from(value: &Value) -> Self {
        at_rest(value, |text| Data::from(text.as_bytes().to_vec()))
    }
}

fn at_rest(value: &Value, text: fn(&Str) -> Data) -> Data {
    match value {
        Value::Nil | Value::Native(_) => Data::Null,
        Value::Bool(value) => Data::Bool(*value),
        Value::Int(number, _) => Data::Int(*number),
        Value::Float(number) => Data::Float(*number),
        Value::Number(digits) => Data::Number(digits.text().into_owned()),
        Value::String(bytes) => text(bytes),
        Value::List(list) => Data::List(list.items.iter().map(|it| at_rest(it, text)).collect()),
        Value::Map(map) => Data::Table(table_at_rest(map, text)),
    }
}

fn table_at_rest(map: &Map, text: fn(&Str) -> Data) -> Table {
    let entries = map.entries();
    entries.iter().map(|(key, value)| (key.text().into_owned(), at_rest(value, text))).collect()
}

/// The map of a table.
pub fn map_of(table: &Table) -> Map {
    let map = Map::new();
    for (key, value) in table {
        map.set(key.as_str(), Value::from(value));
    }
    map
}

/// The table of a map.
pub fn table_of(map: &Map) -> Table {
    table_at_rest(map, |text| Data::from(text.as_bytes().to_vec()))
}

/// The same as JSON has it: all texts are UTF-8.
pub fn json_table_of(map: &Map) -> Table {
    table_at_rest(map, |text| Data::Text(text.text().into_owned()))
}
