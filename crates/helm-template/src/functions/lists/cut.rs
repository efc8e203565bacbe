//! Parts of lists.

use super::items;
use crate::functions::arguments::{any, int};
use crate::functions::convert::to_int;
use crate::functions::equality::kind;
use crate::value::{Element, List, Value};

/// The items from a place to another; the type of the list stays.
pub(super) fn slice(arguments: &[Value]) -> Result<Value, String> {
    let list = match any(arguments, 0) {
        Value::List(list) => list,
        Value::Nil => return Err(super::NIL_KIND.to_owned()),
        other => return Err(format!("list should be type of slice or array but {}", kind(other))),
    };
    let length = list.items.len();
    if length == 0 {
        return Ok(Value::Nil);
    }
    let start = arguments.get(1).map_or(0, to_int);
    let end = arguments.get(2).map_or(length as i64, to_int);
    let bounds = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    match bounds.and_then(|(start, end)| list.items.get(start..end)) {
        Some(items) => Ok(Value::List(List { items: items.into(), element: list.element })),
        None => Err("reflect.Value.Slice: slice index out of bounds".to_owned()),
    }
}

/// Lists of so many items each; the last one may be shorter.
pub(super) fn chunk(arguments: &[Value]) -> Result<Value, String> {
    let items = items(any(arguments, 1), "chunk type")?;
    let size = int(arguments, 0);
    let size = usize::try_from(size).ok().filter(|size| *size > 0);
    let Some(size) = size else {
        return Err("runtime error: makeslice: len out of range".to_owned());
    };
    let lists: Vec<Value> = items.chunks(size).map(Value::list).collect();
    Ok(Value::List(List { items: lists.into(), element: Element::List }))
}
