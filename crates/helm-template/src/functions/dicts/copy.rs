//! Copies values with everything inside of them.

use crate::go::stack;
use crate::value::{List, Value};

/// Deeper nesting is refused: maps can contain themselves.
const MAX_DEPTH: usize = 10_000;

/// A copy that shares no map with the value.
pub(super) fn deep_copy(value: &Value) -> Result<Value, String> {
    if matches!(value, Value::Nil) {
        return Err("reflect: call of reflect.Value.Type on zero Value".to_owned());
    }
    copied(value, 0)
}

fn copied(value: &Value, depth: usize) -> Result<Value, String> {
    if depth > MAX_DEPTH {
        return Err("deepCopy error: value is nested too deeply".to_owned());
    }
    match value {
        Value::List(list) => {
            let items: Result<Vec<Value>, String> =
                list.items.iter().map(|item| stack::grown(|| copied(item, depth + 1))).collect();
            Ok(Value::List(List { items: items?.into(), element: list.element }))
        }
        Value::Map(map) => {
            let copy = map.empty_like();
            for (key, item) in map.entries() {
                copy.set(key, stack::grown(|| copied(&item, depth + 1))?);
            }
            Ok(Value::Map(copy))
        }
        other => Ok(other.clone()),
    }
}
