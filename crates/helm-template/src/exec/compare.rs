//! text/template's comparisons.

use std::cmp::Ordering;

use crate::go::{sprintf, type_name};
use crate::value::{IntKind, Native, Value};

/// What Go says of types that cannot be compared; later versions say which.
pub(super) const INCOMPATIBLE: &str = "incompatible types for comparison";
const INVALID: &str = "invalid type for comparison";

/// What can be compared with each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bool,
    Int,
    Uint,
    Float,
    String,
    Other,
}

fn kind(value: &Value) -> Kind {
    match value {
        Value::Bool(_) => Kind::Bool,
        Value::Int(_, IntKind::Uint64) => Kind::Uint,
        Value::Int(..) => Kind::Int,
        Value::Float(_) => Kind::Float,
        Value::String(_) | Value::Number(_) => Kind::String,
        _ => Kind::Other,
    }
}

fn wide(value: &Value) -> i128 {
    match value {
        Value::Int(number, IntKind::Uint64) => i128::from(*number as u64),
        Value::Int(number, _) => i128::from(*number),
        _ => 0,
    }
}

fn incompatible(one: &Value, other: &Value) -> String {
    format!("{INCOMPATIBLE}: {} and {}", type_name(one), type_name(other))
}

fn are_whole(one: Kind, other: Kind) -> bool {
    matches!(one, Kind::Int | Kind::Uint) && matches!(other, Kind::Int | Kind::Uint)
}

/// Whether a value equals one of the others.
pub(super) fn equal(first: &Value, others: &[Value]) -> Result<bool, String> {
    if others.is_empty() {
        return Err("missing argument for comparison".to_owned());
    }
    for other in others {
        if equal_one(first, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn equal_one(one: &Value, other: &Value) -> Result<bool, String> {
    let (first, second) = (kind(one), kind(other));
    if are_whole(first, second) {
        return Ok(wide(one) == wide(other));
    }
    if first != second {
        let both = !matches!(one, Value::Nil) && !matches!(other, Value::Nil);
        return if both { Err(incompatible(one, other)) } else { Ok(false) };
    }
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => Ok(one == other),
        (Value::Float(one), Value::Float(other)) => Ok(one == other),
        (Value::String(one) | Value::Number(one), Value::String(other) | Value::Number(other)) => {
            Ok(one == other)
        }
        _ => equal_others(one, other),
    }
}

fn equal_others(one: &Value, other: &Value) -> Result<bool, String> {
    let is_nil = |value: &Value| matches!(value, Value::Nil);
    if is_nil(one) || is_nil(other) {
        return Ok(is_nil(one) && is_nil(other));
    }
    let shape = |value: &Value| std::mem::discriminant(value);
    if shape(one) != shape(other) {
        let shown = |value: &Value, verb: &[u8]| {
            String::from_utf8_lossy(&sprintf(verb, std::slice::from_ref(value))).into_owned()
        };
        return Err(format!(
            "non-comparable types {}: {}, {}: {}",
            shown(one, b"%s"),
            type_name(one),
            type_name(other),
            shown(other, b"%v"),
        ));
    }
    match (one, other) {
        (Value::Native(one), Value::Native(other)) if is_comparable(&**one) => {
            let is_time = one.type_name() == "time.Time" && other.type_name() == "time.Time";
            Ok(std::rc::Rc::ptr_eq(one, other) || (is_time && one.print() == other.print()))
        }
        _ => {
            let shown = sprintf(b"%s", std::slice::from_ref(other));
            let shown = String::from_utf8_lossy(&shown);
            Err(format!("non-comparable type {shown}: {}", type_name(other)))
        }
    }
}

/// Whether a type is no map, and not the struct that holds one: what is in Chart.yaml.
fn is_comparable(native: &dyn Native) -> bool {
    let name = native.type_name();
    let holds_map = name.contains("chart.Metadata") && !name.starts_with('*');
    !holds_map && native.entries().is_none()
}

fn order(one: &Value, other: &Value) -> Result<Option<Ordering>, String> {
    let (first, second) = (kind(one), kind(other));
    if first == Kind::Other || second == Kind::Other {
        return Err(INVALID.to_owned());
    }
    if are_whole(first, second) {
        return Ok(Some(wide(one).cmp(&wide(other))));
    }
    if first != second {
        return Err(incompatible(one, other));
    }
    match (one, other) {
        (Value::Float(one), Value::Float(other)) => Ok(one.partial_cmp(other)),
        (Value::String(one) | Value::Number(one), Value::String(other) | Value::Number(other)) => {
            Ok(Some(one.cmp(other)))
        }
        _ => Err(INVALID.to_owned()),
    }
}

/// Whether the first is less than the second.
pub(super) fn less(one: &Value, other: &Value) -> Result<bool, String> {
    Ok(order(one, other)? == Some(Ordering::Less))
}

/// Whether the first is less than the second, or equal to it.
pub(super) fn less_or_equal(one: &Value, other: &Value) -> Result<bool, String> {
    Ok(matches!(order(one, other)?, Some(Ordering::Less | Ordering::Equal)))
}
