//! Merges maps into the first one, as the library mergo does. What the first one lacks is not copied
//! but shared, so that a later merge changes it in both.

use crate::functions::arguments::map;
use crate::functions::equality::is_empty;
use crate::go::stack;
use crate::value::{Map, MapType, Native, Value};

/// Deeper nesting is left as it is: maps can contain themselves.
const MAX_DEPTH: usize = 10_000;

/// Merges all maps into the first one, from left to right.
pub(super) fn all(arguments: &[Value], overwrite: bool) -> Result<Value, String> {
    let target = match map(arguments, 0) {
        never_made if never_made.map_type() == MapType::Nil => Map::new(),
        target => target,
    };
    for index in 1..arguments.len() {
        merge(&target, &map(arguments, index), overwrite, 0)?;
    }
    Ok(Value::Map(target))
}

fn merge(target: &Map, source: &Map, overwrite: bool, depth: usize) -> Result<(), String> {
    if depth > MAX_DEPTH || target.is(source) {
        return Ok(());
    }
    for (key, new) in source.entries() {
        let old = target.get(key.as_bytes());
        match (&old, &new) {
            (_, Value::Nil) => {
                if overwrite {
                    target.set(key, new);
                }
                continue;
            }
            (Some(Value::Map(inner)), Value::Map(other)) if inner.map_type() != MapType::Nil => {
                stack::grown(|| merge(inner, other, overwrite, depth + 1))?;
                if !inner.is_empty() {
                    continue;
                }
            }
            (Some(Value::Native(native)), Value::Map(other)) => refuse(&**native, other)?,
            _ => {}
        }
        if overwrite || old.as_ref().is_none_or(is_empty) {
            target.set(key, new);
        }
    }
    Ok(())
}

/// What mergo says where a map meets a struct such as `.Chart`, or a map of bytes such as `.Files`.
fn refuse(target: &dyn Native, source: &Map) -> Result<(), String> {
    if target.structure().is_some_and(|structure| !structure.is_pointer) {
        return Err("reflect: call of reflect.Value.Field on map Value".to_owned());
    }
    if target.entries().is_some() && !source.is_empty() {
        return Err("reflect.Value.SetMapIndex: value of type interface {} is not assignable to \
                    type []uint8"
            .to_owned());
    }
    Ok(())
}
