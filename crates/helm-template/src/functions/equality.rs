//! Equality as reflect.DeepEqual has it: types matter, NaN is not equal to itself.

use crate::go::{stack, type_name};
use crate::value::{IntKind, Value};

/// Deeper values are taken to differ: maps can contain themselves.
const MAX_DEPTH: usize = 10_000;

/// Whether two values are the same inside.
pub(super) fn deep_equal(one: &Value, other: &Value) -> bool {
    equal(one, other, 0)
}

fn equal(one: &Value, other: &Value, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match (one, other) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Int(one, kind), Value::Int(other, other_kind)) => {
            one == other && kind == other_kind
        }
        (Value::Float(one), Value::Float(other)) => one == other,
        (Value::String(one), Value::String(other)) | (Value::Number(one), Value::Number(other)) => {
            one == other
        }
        (Value::List(one), Value::List(other)) => {
            one.element == other.element
                && one.items.len() == other.items.len()
                && one
                    .items
                    .iter()
                    .zip(other.items.iter())
                    .all(|(one, other)| stack::grown(|| equal(one, other, depth + 1)))
        }
        (Value::Map(one), Value::Map(other)) => {
            let alike = one.type_name() == other.type_name() && one.is_nil() == other.is_nil();
            alike && one.is(other)
                || alike
                    && one.len() == other.len()
                    && one.entries().iter().all(|(key, value)| {
                        let found = other.get(key.as_bytes());
                        found.is_some_and(|found| stack::grown(|| equal(value, &found, depth + 1)))
                    })
        }
        (Value::Native(one), Value::Native(other)) => {
            std::rc::Rc::ptr_eq(one, other)
                || one.type_name() == other.type_name() && one.print() == other.print()
        }
        _ => false,
    }
}

/// Whether a value counts as empty for `default`, `empty`, `coalesce` and their like.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Nil => true,
        Value::Bool(truth) => !truth,
        Value::Int(number, _) => *number == 0,
        Value::Float(number) => *number == 0.0,
        Value::String(text) | Value::Number(text) => text.as_bytes().is_empty(),
        Value::List(list) => list.items.is_empty(),
        Value::Map(map) => map.is_empty(),
        Value::Native(native) => native.entries().is_some_and(|entries| entries.is_empty()),
    }
}

/// What package reflect calls the kind of a value.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Nil => "invalid",
        Value::Bool(_) => "bool",
        Value::Int(_, IntKind::Int) => "int",
        Value::Int(_, IntKind::Int64) => "int64",
        Value::Int(_, IntKind::Int32) => "int32",
        Value::Int(_, IntKind::Uint64) => "uint64",
        Value::Float(_) => "float64",
        Value::String(_) | Value::Number(_) => "string",
        Value::List(_) => "slice",
        Value::Map(_) => "map",
        Value::Native(_) => match type_name(value) {
            name if name.starts_with('*') => "ptr",
            name if name.starts_with("map[") => "map",
            name if name.starts_with("[]") => "slice",
            "time.Duration" => "int64",
            "time.Month" | "time.Weekday" => "int",
            "chartutil.Values" | "chart.Values" | "engine.files" | "common.Values" => "map",
            "chartutil.VersionSet" | "common.VersionSet" => "slice",
            _ => "struct",
        },
    }
}
