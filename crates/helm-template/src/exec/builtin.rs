//! The functions that text/template has by itself.

use super::compare;
use super::escape;
use super::state::Datum;
use super::walk::truth;
use crate::go::{print_bytes, sprint, sprintf, sprintln, type_name};
use crate::template::tree::Builtin;
use crate::value::{Element, List, Str, Value};

/// Runs a function; the arguments are checked against its signature already.
pub(super) fn run(builtin: Builtin, arguments: &[Value], boxed: bool) -> Result<Datum, String> {
    let value = match builtin {
        Builtin::Index => return index(arguments),
        // These need the executor: it evaluates their arguments, or names them in errors.
        Builtin::And | Builtin::Or | Builtin::Call => return Ok(Datum::none()),
        Builtin::Not => Value::Bool(!truth(&arguments[0])),
        Builtin::Len => length(&arguments[0], boxed)?,
        Builtin::Slice => slice(arguments)?,
        Builtin::Print => Value::string(sprint(arguments)),
        Builtin::Println => Value::string(sprintln(arguments)),
        Builtin::Printf => match arguments.split_first() {
            Some((Value::String(format), rest)) => Value::string(sprintf(format.as_bytes(), rest)),
            _ => Value::string(""),
        },
        Builtin::Html => Value::string(escape::html(&joined(arguments))),
        Builtin::Js => Value::string(escape::script(&joined(arguments))),
        Builtin::Urlquery => Value::string(escape::query(&joined(arguments))),
        Builtin::Eq => Value::Bool(compare::equal(&arguments[0], &arguments[1..])?),
        Builtin::Ne => Value::Bool(!compare::equal(&arguments[0], &arguments[1..])?),
        Builtin::Lt => Value::Bool(compare::less(&arguments[0], &arguments[1])?),
        Builtin::Le => Value::Bool(compare::less_or_equal(&arguments[0], &arguments[1])?),
        Builtin::Gt => Value::Bool(!compare::less_or_equal(&arguments[0], &arguments[1])?),
        Builtin::Ge => Value::Bool(!compare::less(&arguments[0], &arguments[1])?),
    };
    Ok(Datum::plain(value))
}

/// Arguments as one text, as the escaping functions take them.
fn joined(arguments: &[Value]) -> Vec<u8> {
    if let [Value::String(text)] = arguments {
        return text.as_bytes().to_vec();
    }
    let shown: Vec<Value> = arguments
        .iter()
        .map(|value| match value {
            Value::Nil => Value::string("<no value>"),
            other => other.clone(),
        })
        .collect();
    sprint(&shown)
}

fn length(value: &Value, boxed: bool) -> Result<Value, String> {
    let length = match value {
        Value::Nil if boxed => return Err("len of nil pointer".to_owned()),
        Value::Nil => {
            return Err("reflect: call of reflect.Value.Type on zero Value".to_owned());
        }
        Value::String(text) | Value::Number(text) => text.as_bytes().len(),
        Value::List(list) => list.items.len(),
        Value::Map(map) => map.len(),
        Value::Native(native) => match native.entries() {
            Some(entries) => entries.len(),
            None => return Err(format!("len of type {}", native.type_name())),
        },
        other => return Err(format!("len of type {}", type_name(other))),
    };
    Ok(Value::int(length as i64))
}

fn index(arguments: &[Value]) -> Result<Datum, String> {
    let Some((first, indexes)) = arguments.split_first() else {
        return Ok(Datum::none());
    };
    if matches!(first, Value::Nil) {
        return Err("index of untyped nil".to_owned());
    }
    let mut item = Datum::plain(first.clone());
    for index in indexes {
        item = match &item.value {
            Value::Nil => return Err("index of nil pointer".to_owned()),
            Value::List(list) => {
                let place = position(index, list.items.len())?;
                match list.items.get(place) {
                    Some(value) => {
                        Datum { value: value.clone(), boxed: list.element == Element::Any }
                    }
                    None => return Err("reflect: slice index out of range".to_owned()),
                }
            }
            Value::String(text) | Value::Number(text) => {
                let place = position(index, text.as_bytes().len())?;
                match text.as_bytes().get(place) {
                    Some(byte) => Datum::plain(Value::int(i64::from(*byte))),
                    None => return Err("reflect: string index out of range".to_owned()),
                }
            }
            Value::Map(map) => {
                let value = map.get(&key(index)?).unwrap_or_else(|| map.zero());
                Datum { value, boxed: map.holds_anything() }
            }
            Value::Native(native) => match native.entries() {
                Some(entries) => {
                    let key = key(index)?;
                    let found = entries.into_iter().find(|(name, _)| name.as_bytes() == key);
                    Datum::plain(found.map_or_else(|| native.zero(), |(_, value)| value))
                }
                None => return Err(format!("can't index item of type {}", native.type_name())),
            },
            other => return Err(format!("can't index item of type {}", type_name(other))),
        };
    }
    Ok(item)
}

fn key(index: &Value) -> Result<Vec<u8>, String> {
    match index {
        Value::String(text) => Ok(text.as_bytes().to_vec()),
        Value::Nil => Err("value is nil; should be of type string".to_owned()),
        other => Err(format!("value has type {}; should be string", type_name(other))),
    }
}

fn position(index: &Value, length: usize) -> Result<usize, String> {
    match index {
        Value::Int(number, _) => match usize::try_from(*number) {
            Ok(place) if place <= length => Ok(place),
            _ => Err(format!("index out of range: {number}")),
        },
        Value::Nil => Err("cannot index slice/array with nil".to_owned()),
        other => Err(format!("cannot index slice/array with type {}", type_name(other))),
    }
}

fn slice(arguments: &[Value]) -> Result<Value, String> {
    let Some((item, indexes)) = arguments.split_first() else {
        return Ok(Value::Nil);
    };
    if matches!(item, Value::Nil) {
        return Err("slice of untyped nil".to_owned());
    }
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()));
    }
    let length = match item {
        Value::String(_) | Value::Number(_) if indexes.len() == 3 => {
            return Err("cannot 3-index slice a string".to_owned());
        }
        Value::String(text) | Value::Number(text) => text.as_bytes().len(),
        Value::List(list) => list.items.len(),
        other => return Err(format!("can't slice item of type {}", type_name(other))),
    };
    let mut bounds = [0, length, length];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        *bound = position(index, length)?;
    }
    let [from, to, capacity] = bounds;
    if from > to {
        return Err(format!("invalid slice index: {from} > {to}"));
    }
    if to > capacity {
        return Err(format!("invalid slice index: {to} > {capacity}"));
    }
    Ok(match item {
        Value::List(list) => {
            Value::List(List { items: list.items[from..to].into(), element: list.element })
        }
        Value::Number(digits) => Value::Number(Str::from(&digits.as_bytes()[from..to])),
        other => Value::string(&print_bytes(other)[from..to]),
    })
}
