//! Regular expressions in the syntax of Go's package regexp.

mod expand;
mod translate;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regex::Regex;

use super::arguments::{bytes, exact, int, text};
use super::{MAX_TEXT, fixed};
use crate::function::Function;
use crate::function::Parameter::{Int, String as Text};
use crate::go::quote::{can_backquote, quoted};
use crate::value::{Element, Value};

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("regexMatch", &[Text, Text], |a| {
        // An expression that is wrong matches nothing.
        Ok(Value::Bool(compiled(&text(a, 0)).is_ok_and(|regex| regex.is_match(&text(a, 1)))))
    }),
    fixed("mustRegexMatch", &[Text, Text], |a| {
        Ok(Value::Bool(compiled(&text(a, 0))?.is_match(&text(a, 1))))
    }),
    fixed("regexFind", &[Text, Text], |a| Ok(find(&*certain(&text(a, 0))?, a))),
    fixed("mustRegexFind", &[Text, Text], |a| Ok(find(&*compiled(&text(a, 0))?, a))),
    fixed("regexFindAll", &[Text, Text, Int], |a| Ok(find_all(&*certain(&text(a, 0))?, a))),
    fixed("mustRegexFindAll", &[Text, Text, Int], |a| Ok(find_all(&*compiled(&text(a, 0))?, a))),
    fixed("regexReplaceAll", &[Text, Text, Text], |a| replace(&*certain(&text(a, 0))?, a, false)),
    fixed("mustRegexReplaceAll", &[Text, Text, Text], |a| {
        replace(&*compiled(&text(a, 0))?, a, false)
    }),
    fixed("regexReplaceAllLiteral", &[Text, Text, Text], |a| {
        replace(&*certain(&text(a, 0))?, a, true)
    }),
    fixed("mustRegexReplaceAllLiteral", &[Text, Text, Text], |a| {
        replace(&*compiled(&text(a, 0))?, a, true)
    }),
    fixed("regexSplit", &[Text, Text, Int], |a| Ok(split(&*certain(&text(a, 0))?, a))),
    fixed("mustRegexSplit", &[Text, Text, Int], |a| Ok(split(&*compiled(&text(a, 0))?, a))),
    fixed("regexQuoteMeta", &[Text], |a| {
        let special = |byte: &u8| b"\\.+*?()|[]{}^$".contains(byte);
        let escaped = bytes(a, 0).iter().flat_map(|byte| {
            let escape = special(byte).then_some(b'\\');
            escape.into_iter().chain([*byte])
        });
        Ok(Value::string(escaped.collect::<Vec<u8>>()))
    }),
];

/// Compiled expressions that are kept; a chart has few, and uses them in every render.
const KEPT: usize = 256;

// Shared by reference: a clone of an expression would begin with empty caches of its own.
static COMPILED: LazyLock<RwLock<HashMap<String, Arc<Regex>>>> = LazyLock::new(RwLock::default);

/// Compiles an expression; the error is the one of regexp.Compile.
pub(crate) fn compiled(expression: &str) -> Result<Arc<Regex>, String> {
    // A thread that panicked while it held the lock has left a map that is still whole.
    let kept = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(expression).cloned();
    if let Some(regex) = kept {
        return Ok(regex);
    }
    let translated = translate::translated(expression)?;
    let regex = Arc::new(Regex::new(&translated).map_err(|_| {
        format!("error parsing regexp: invalid character class range: `{expression}`")
    })?);
    let mut kept = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(expression.to_owned(), regex.clone());
    Ok(regex)
}

/// Compiles an expression; the error is the panic of regexp.MustCompile.
fn certain(expression: &str) -> Result<Arc<Regex>, String> {
    compiled(expression).map_err(|error| {
        let plain = can_backquote(expression.as_bytes());
        let shown = if plain { format!("`{expression}`") } else { quoted(expression) };
        format!("regexp: Compile({shown}): {error}")
    })
}

fn find(regex: &Regex, arguments: &[Value]) -> Value {
    let (whole, string) = exact(arguments, 1);
    Value::String(string(regex.find(&whole).map_or("", |found| found.as_str())))
}

/// How many are wanted: all if it is negative.
fn most(arguments: &[Value]) -> usize {
    usize::try_from(int(arguments, 2)).unwrap_or(usize::MAX)
}

fn find_all(regex: &Regex, arguments: &[Value]) -> Value {
    let (whole, string) = exact(arguments, 1);
    let mut found = regex.find_iter(&whole).take(most(arguments)).peekable();
    if found.peek().is_none() {
        return Value::nil_slice(Element::NilString);
    }
    Value::strings(found.map(|found| string(found.as_str())))
}

fn replace(regex: &Regex, arguments: &[Value], literal: bool) -> Result<Value, String> {
    let (whole, string) = exact(arguments, 1);
    let template = text(arguments, 2);
    let mut out = String::with_capacity(whole.len());
    let mut copied = 0;
    for found in regex.captures_iter(&whole) {
        let Some(all) = found.get(0) else { continue };
        out.push_str(&whole[copied..all.start()]);
        copied = all.end();
        if literal {
            out.push_str(&template);
        } else {
            expand::expand(&mut out, &template, regex, &found);
        }
        if out.len() > MAX_TEXT {
            return Err("regexp: result is too long".to_owned());
        }
    }
    out.push_str(&whole[copied..]);
    Ok(Value::String(string(&out)))
}

fn split(regex: &Regex, arguments: &[Value]) -> Value {
    let (whole, string) = exact(arguments, 1);
    let most = most(arguments);
    if most == 0 {
        return Value::nil_slice(Element::NilString);
    }
    if whole.is_empty() && !regex.as_str().is_empty() {
        return Value::strings([""]);
    }
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    for found in regex.find_iter(&whole).take(most) {
        if parts.len() + 1 == most {
            break;
        }
        end = found.start();
        if found.end() != 0 {
            parts.push(&whole[start..end]);
        }
        start = found.end();
    }
    if end != whole.len() {
        parts.push(&whole[start..]);
    }
    Value::strings(parts.into_iter().map(string))
}
