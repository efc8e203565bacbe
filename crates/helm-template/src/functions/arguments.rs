//! Takes arguments apart. The executor has checked them against the signature, so that what does not
//! fit is taken for a zero value and never happens.

use std::borrow::Cow;

use crate::octets;
use crate::value::{Map, Str, Value};

/// A `string`.
pub(super) fn string(arguments: &[Value], index: usize) -> Str {
    match arguments.get(index) {
        Some(Value::String(text)) => text.clone(),
        _ => Str::from(""),
    }
}

/// The text of a `string`; bytes that are no UTF-8 become U+FFFD.
pub(super) fn text(arguments: &[Value], index: usize) -> Cow<'_, str> {
    match arguments.get(index) {
        Some(Value::String(text)) => text.text(),
        _ => Cow::Borrowed(""),
    }
}

/// The text of a `string`, and how parts of it become strings again, bytes that are no UTF-8 as they were.
pub(super) fn exact(arguments: &[Value], index: usize) -> (Cow<'_, str>, fn(&str) -> Str) {
    match octets::text(bytes(arguments, index)) {
        (text, false) => (text, |part| Str::from(part)),
        (text, true) => (text, |part| Str::from(octets::bytes(part))),
    }
}

/// The bytes of a `string`.
pub(super) fn bytes(arguments: &[Value], index: usize) -> &[u8] {
    match arguments.get(index) {
        Some(Value::String(text)) => text.as_bytes(),
        _ => b"",
    }
}

/// An `int` or `int64`.
pub(super) fn int(arguments: &[Value], index: usize) -> i64 {
    match arguments.get(index) {
        Some(Value::Int(number, _)) => *number,
        _ => 0,
    }
}

/// A `bool`.
pub(super) fn truth(arguments: &[Value], index: usize) -> bool {
    matches!(arguments.get(index), Some(Value::Bool(true)))
}

/// A `map[string]interface {}`; the same map, not a copy.
pub(super) fn map(arguments: &[Value], index: usize) -> Map {
    match arguments.get(index) {
        Some(Value::Map(map)) => map.clone(),
        _ => Map::new(),
    }
}

/// Anything.
pub(super) fn any(arguments: &[Value], index: usize) -> &Value {
    arguments.get(index).unwrap_or(&Value::Nil)
}
