//! Writes values as package fmt's Fprint, Sprint and Sprintln do: the verb `%v` without flags.

use super::{general, stack};
use crate::value::{Element, IntKind, List, Value};

/// What nil is written as inside of other values.
const NIL: &[u8] = b"<nil>";

/// What stands for the place of a struct in memory, which is another in each run of Helm.
pub(super) const POINTER: &str = "0xc000000000";

/// Deeper nesting is cut off: maps can contain themselves, and Go dies of that.
pub(super) const MAX_DEPTH: usize = 1_000;

/// Writes a value as `%v` does.
pub fn print_value(out: &mut Vec<u8>, value: &Value) {
    print_nested(out, value, 0);
}

/// A value as `%v` writes it.
pub fn print_bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    print_value(&mut out, value);
    out
}

fn print_nested(out: &mut Vec<u8>, value: &Value, depth: usize) {
    match value {
        Value::Nil => out.extend_from_slice(NIL),
        Value::Bool(truth) => out.extend_from_slice(if *truth { b"true" } else { b"false" }),
        Value::Int(number, kind) => print_integer(out, *number, *kind),
        Value::Float(number) => out.extend_from_slice(general(*number).as_bytes()),
        Value::String(text) | Value::Number(text) => out.extend_from_slice(text.as_bytes()),
        Value::Native(native) => match native.structure() {
            None => out.extend_from_slice(native.print().as_bytes()),
            Some(structure) if structure.is_pointer && depth > 0 => {
                out.extend_from_slice(POINTER.as_bytes());
            }
            Some(structure) => {
                out.extend_from_slice(if structure.is_pointer { b"&{" } else { b"{" });
                for (index, (_, field)) in structure.fields.iter().enumerate() {
                    if index > 0 {
                        out.push(b' ');
                    }
                    print_nested(out, field, depth + 1);
                }
                out.push(b'}');
            }
        },
        Value::List(_) | Value::Map(_) if depth >= MAX_DEPTH => out.extend_from_slice(b"..."),
        Value::List(list) => print_list(out, list, depth),
        Value::Map(map) => {
            out.extend_from_slice(b"map[");
            for (index, (key, item)) in map.entries().into_iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                out.extend_from_slice(key.as_bytes());
                out.push(b':');
                stack::grown(|| print_nested(out, &item, depth + 1));
            }
            out.push(b']');
        }
    }
}

fn print_list(out: &mut Vec<u8>, list: &List, depth: usize) {
    out.push(b'[');
    for (index, item) in list.items.iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        stack::grown(|| print_nested(out, item, depth + 1));
    }
    out.push(b']');
}

fn print_integer(out: &mut Vec<u8>, number: i64, kind: IntKind) {
    if kind == IntKind::Uint64 {
        out.extend_from_slice((number as u64).to_string().as_bytes());
        return;
    }
    out.extend_from_slice(number.to_string().as_bytes());
}

/// The bytes of a `[]byte`.
pub(super) fn byte_list(list: &List) -> Option<Vec<u8>> {
    if list.element != Element::Byte {
        return None;
    }
    list.items
        .iter()
        .map(|item| match item {
            Value::Int(number, _) => Some(*number as u8),
            _ => None,
        })
        .collect()
}

/// Writes values one after the other, with a blank between two that are no strings.
pub fn sprint(values: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut after_string = true;
    for (index, value) in values.iter().enumerate() {
        let is_string = matches!(value, Value::String(_) | Value::Number(_));
        if index > 0 && !is_string && !after_string {
            out.push(b' ');
        }
        print_value(&mut out, value);
        after_string = is_string;
    }
    out
}

/// Writes values with blanks between them and a line break behind.
pub fn sprintln(values: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        print_value(&mut out, value);
    }
    out.push(b'\n');
    out
}
