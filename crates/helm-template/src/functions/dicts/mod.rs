//! Functions on maps. `set`, `unset` and the merging functions change a map for everyone who shares it.

mod copy;
mod merge;

use super::arguments::{any, bytes, map, string};
use super::convert::to_str;
use super::{fixed, variadic};
use crate::function::Function;
use crate::function::Parameter::{Any, Map as Dict, String as Text};
use crate::go::type_name;
use crate::value::{Map, MapType, Str, Value};

pub(super) static FUNCTIONS: &[Function] = &[
    variadic("dict", &[], Any, |a| {
        let made = Map::new();
        for pair in a.chunks(2) {
            made.set(to_str(any(pair, 0)), pair.get(1).cloned().unwrap_or(Value::string("")));
        }
        Ok(Value::Map(made))
    }),
    fixed("get", &[Dict, Text], |a| {
        Ok(map(a, 0).get(bytes(a, 1)).unwrap_or_else(|| Value::string("")))
    }),
    fixed("set", &[Dict, Text, Any], |a| {
        let changed = map(a, 0);
        if changed.map_type() == MapType::Nil {
            return Err("assignment to entry in nil map".to_owned());
        }
        changed.set(string(a, 1), any(a, 2).clone());
        Ok(any(a, 0).clone())
    }),
    fixed("unset", &[Dict, Text], |a| {
        map(a, 0).remove(bytes(a, 1));
        Ok(any(a, 0).clone())
    }),
    fixed("hasKey", &[Dict, Text], |a| Ok(Value::Bool(map(a, 0).get(bytes(a, 1)).is_some()))),
    variadic("pluck", &[Text], Dict, |a| {
        let found = (1..a.len()).filter_map(|index| map(a, index).get(bytes(a, 0)));
        Ok(Value::list(found.collect::<Vec<_>>()))
    }),
    variadic("keys", &[], Dict, |a| {
        let all = (0..a.len()).flat_map(|index| map(a, index).entries());
        Ok(Value::strings(all.map(|(key, _)| key).collect::<Vec<Str>>()))
    }),
    fixed("values", &[Dict], |a| {
        let values = map(a, 0).entries().into_iter().map(|(_, value)| value);
        Ok(Value::list(values.collect::<Vec<_>>()))
    }),
    variadic("pick", &[Dict], Text, |a| {
        let picked = Map::new();
        for index in 1..a.len() {
            if let Some(value) = map(a, 0).get(bytes(a, index)) {
                picked.set(string(a, index), value);
            }
        }
        Ok(Value::Map(picked))
    }),
    variadic("omit", &[Dict], Text, |a| {
        let kept = Map::new();
        map(a, 0).entries().into_iter().for_each(|(key, value)| kept.set(key, value));
        for index in 1..a.len() {
            kept.remove(bytes(a, index));
        }
        Ok(Value::Map(kept))
    }),
    variadic("merge", &[Dict], Dict, |a| merge::all(a, false)),
    variadic("mustMerge", &[Dict], Dict, |a| merge::all(a, false)),
    variadic("mergeOverwrite", &[Dict], Dict, |a| merge::all(a, true)),
    variadic("mustMergeOverwrite", &[Dict], Dict, |a| merge::all(a, true)),
    fixed("deepCopy", &[Any], |a| copy::deep_copy(any(a, 0))),
    fixed("mustDeepCopy", &[Any], |a| copy::deep_copy(any(a, 0))),
    variadic("dig", &[], Any, dig),
];

fn unlike(value: &Value, wanted: &str) -> String {
    let name = if matches!(value, Value::Nil) { "nil" } else { type_name(value) };
    format!("interface conversion: interface {{}} is {name}, not {wanted}")
}

fn dictionary(value: &Value) -> Result<Map, String> {
    match value {
        Value::Map(map) if matches!(map.map_type(), MapType::Plain | MapType::Nil) => {
            Ok(map.clone())
        }
        other => Err(unlike(other, "map[string]interface {}")),
    }
}

/// Walks down a map along keys; the last two arguments are what is given where a key is missing, and
/// the map.
fn dig(arguments: &[Value]) -> Result<Value, String> {
    let [keys @ .., otherwise, start] = arguments else {
        return Err("dig needs at least three arguments".to_owned());
    };
    if keys.is_empty() {
        return Err("dig needs at least three arguments".to_owned());
    }
    let mut found = start.clone();
    dictionary(&found)?;
    if let Some(key) = keys.iter().find(|key| !matches!(key, Value::String(_))) {
        return Err(unlike(key, "string"));
    }
    for index in 0..keys.len() {
        match dictionary(&found)?.get(bytes(keys, index)) {
            Some(value) => found = value,
            None => return Ok(otherwise.clone()),
        }
    }
    Ok(found)
}
