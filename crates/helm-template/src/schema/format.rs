//! How values, types and numbers look in the messages.

use serde_json::Value as Json;

use crate::data::Data;
use crate::encoding::json;
use crate::number;
use crate::value::Value;

/// The type of a value, a whole number being an integer.
pub(super) fn type_of(value: &Data) -> &'static str {
    match value {
        Data::Null => "null",
        Data::Bool(_) => "boolean",
        Data::Int(_) => "integer",
        Data::Float(_) | Data::Number(_) => match value.number() {
            Some(number) if number.fract() == 0.0 => "integer",
            _ => "number",
        },
        Data::Text(_) | Data::Bytes(_) => "string",
        Data::List(_) => "array",
        Data::Table(_) => "object",
    }
}

/// The types that a schema asks for.
pub(super) fn expected(types: &[&str]) -> String {
    match types {
        [one] => (*one).to_owned(),
        many => format!("[{}]", many.join(",")),
    }
}

/// A value of the schema as JSON.
pub(super) fn shown(value: &Json) -> String {
    let value = Value::from(&json::data(value.clone()));
    json::encode(&value).unwrap_or_default()
}

/// A number of the schema.
pub(super) fn number(value: f64) -> String {
    number::general(value)
}

/// Whether a value is the one that a schema names.
pub(super) fn equal(value: &Data, named: &Json) -> bool {
    let plain = |value: &Data| json::encode(&Value::from(value)).unwrap_or_default();
    plain(value) == shown(named)
}
