//! Functions on lists. None changes a list in place.

mod cut;
mod ranges;

use super::arguments::{any, bytes, int};
use super::convert::{to_bytes, to_strings};
use super::equality::{deep_equal, is_empty, kind};
use super::types::Texts;
use super::{fixed, strings, variadic};
use crate::function::Function;
use crate::function::Parameter::{Any, Int, String as Text};
use crate::value::{Element, List, Str, Value};

/// What Go says when it looks at the kind of nil.
pub(super) const NIL_KIND: &str =
    "runtime error: invalid memory address or nil pointer dereference";

pub(super) static FUNCTIONS: &[Function] = &[
    variadic("list", &[], Any, |a| Ok(Value::list(a))),
    variadic("tuple", &[], Any, |a| Ok(Value::list(a))),
    fixed("append", &[Any, Any], append),
    fixed("push", &[Any, Any], append),
    fixed("mustAppend", &[Any, Any], append),
    fixed("mustPush", &[Any, Any], append),
    fixed("prepend", &[Any, Any], prepend),
    fixed("mustPrepend", &[Any, Any], prepend),
    fixed("first", &[Any], |a| one(a, "find first on type", |items| items.first())),
    fixed("mustFirst", &[Any], |a| one(a, "find first on type", |items| items.first())),
    fixed("last", &[Any], |a| one(a, "find last on type", |items| items.last())),
    fixed("mustLast", &[Any], |a| one(a, "find last on type", |items| items.last())),
    fixed("rest", &[Any], rest),
    fixed("mustRest", &[Any], rest),
    fixed("initial", &[Any], initial),
    fixed("mustInitial", &[Any], initial),
    fixed("reverse", &[Any], reverse),
    fixed("mustReverse", &[Any], reverse),
    fixed("compact", &[Any], compact),
    fixed("mustCompact", &[Any], compact),
    fixed("uniq", &[Any], unique),
    fixed("mustUniq", &[Any], unique),
    variadic("without", &[Any], Any, without),
    variadic("mustWithout", &[Any], Any, without),
    fixed("has", &[Any, Any], has),
    fixed("mustHas", &[Any, Any], has),
    variadic("slice", &[Any], Any, cut::slice),
    variadic("mustSlice", &[Any], Any, cut::slice),
    fixed("chunk", &[Int, Any], cut::chunk),
    fixed("mustChunk", &[Int, Any], cut::chunk),
    variadic("concat", &[], Any, concat),
    fixed("sortAlpha", &[Any], sort_alpha),
    fixed("toStrings", &[Any], |a| Ok(Value::strings(to_strings(any(a, 0))))),
    fixed("splitList", &[Text, Text], |a| {
        Ok(Value::strings(strings::split(bytes(a, 1), bytes(a, 0), None)))
    }),
    fixed("split", &[Text, Text], |a| {
        Ok(Texts::numbered(&strings::split(bytes(a, 1), bytes(a, 0), None)))
    }),
    fixed("splitn", &[Text, Int, Text], |a| {
        let most = usize::try_from(int(a, 1)).ok();
        Ok(Texts::numbered(&strings::split(bytes(a, 2), bytes(a, 0), most)))
    }),
    fixed("until", &[Int], |a| ranges::until(int(a, 0))),
    fixed("untilStep", &[Int, Int, Int], |a| ranges::until_step(int(a, 0), int(a, 1), int(a, 2))),
    variadic("seq", &[], Int, ranges::sequence),
];

/// The items of a slice of any type.
pub(super) fn items(value: &Value, cannot: &str) -> Result<Vec<Value>, String> {
    match value {
        Value::List(list) => Ok(list.items.to_vec()),
        Value::Nil => Err(NIL_KIND.to_owned()),
        Value::Native(native) if kind(value) == "slice" => {
            let entries = native.entries().unwrap_or_default();
            Ok(entries.into_iter().map(|(_, item)| item).collect())
        }
        other => Err(format!("Cannot {cannot} {}", kind(other))),
    }
}

fn append(arguments: &[Value]) -> Result<Value, String> {
    let mut items = items(any(arguments, 0), "push on type")?;
    items.push(any(arguments, 1).clone());
    Ok(Value::list(items))
}

fn prepend(arguments: &[Value]) -> Result<Value, String> {
    let mut items = items(any(arguments, 0), "prepend on type")?;
    items.insert(0, any(arguments, 1).clone());
    Ok(Value::list(items))
}

fn one(
    arguments: &[Value],
    cannot: &str,
    choose: impl Fn(&[Value]) -> Option<&Value>,
) -> Result<Value, String> {
    if let Value::List(List { items, .. }) = any(arguments, 0) {
        return Ok(choose(items).cloned().unwrap_or(Value::Nil));
    }
    Ok(choose(&items(any(arguments, 0), cannot)?).cloned().unwrap_or(Value::Nil))
}

fn rest(arguments: &[Value]) -> Result<Value, String> {
    let items = items(any(arguments, 0), "find rest on type")?;
    Ok(items.get(1..).map_or(Value::nil_slice(Element::NilAny), Value::list))
}

fn initial(arguments: &[Value]) -> Result<Value, String> {
    let mut items = items(any(arguments, 0), "find initial on type")?;
    Ok(items.pop().map_or(Value::nil_slice(Element::NilAny), |_| Value::list(items)))
}

fn reverse(arguments: &[Value]) -> Result<Value, String> {
    let mut items = items(any(arguments, 0), "find reverse on type")?;
    items.reverse();
    Ok(Value::list(items))
}

fn compact(arguments: &[Value]) -> Result<Value, String> {
    let mut items = items(any(arguments, 0), "compact on type")?;
    items.retain(|item| !is_empty(item));
    Ok(Value::list(items))
}

fn unique(arguments: &[Value]) -> Result<Value, String> {
    let mut kept: Vec<Value> = Vec::new();
    for item in items(any(arguments, 0), "find uniq on type")? {
        if !kept.iter().any(|other| deep_equal(&item, other)) {
            kept.push(item);
        }
    }
    Ok(Value::list(kept))
}

fn without(arguments: &[Value]) -> Result<Value, String> {
    let mut items = items(any(arguments, 0), "find without on type")?;
    let omitted = arguments.get(1..).unwrap_or_default();
    items.retain(|item| !omitted.iter().any(|other| deep_equal(item, other)));
    Ok(Value::list(items))
}

fn has(arguments: &[Value]) -> Result<Value, String> {
    if matches!(any(arguments, 1), Value::Nil) {
        return Ok(Value::Bool(false));
    }
    let items = items(any(arguments, 1), "find has on type")?;
    Ok(Value::Bool(items.iter().any(|item| deep_equal(any(arguments, 0), item))))
}

fn concat(arguments: &[Value]) -> Result<Value, String> {
    let mut joined = Vec::new();
    for list in arguments {
        match items(list, "") {
            Ok(items) => joined.extend(items),
            Err(_) if !matches!(list, Value::Nil) => {
                return Err(format!("Cannot concat type {} as list", kind(list)));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Value::list(joined))
}

fn sort_alpha(arguments: &[Value]) -> Result<Value, String> {
    let value = any(arguments, 0);
    if !matches!(value, Value::List(_)) {
        let text = if matches!(value, Value::Nil) { b"<nil>".to_vec() } else { to_bytes(value) };
        return Ok(Value::strings([Str::from(text)]));
    }
    let mut texts = to_strings(value);
    texts.sort();
    Ok(Value::strings(texts))
}
