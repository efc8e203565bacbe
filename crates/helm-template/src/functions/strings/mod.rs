//! Functions on text: parts of it, searching, joining, quoting.

mod letters;
mod shorten;
mod words;
mod wrap;

use super::arguments::{any, bytes, exact, int, string, text};
use super::convert::{to_bytes, to_str, to_strings};
use super::{MAX_TEXT, fixed, variadic};
use crate::function::Function;
use crate::function::Parameter::{Any, Int, String as Text};
use crate::go::quote::quoted_bytes;
use crate::value::{Str, Value};

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("abbrev", &[Int, Text], |a| Ok(shorten::abbrev(0, int(a, 0), bytes(a, 1)))),
    fixed("abbrevboth", &[Int, Int, Text], |a| {
        Ok(shorten::abbrev_both(int(a, 0), int(a, 1), bytes(a, 2)))
    }),
    fixed("trunc", &[Int, Text], |a| Ok(shorten::truncate(int(a, 0), bytes(a, 1)))),
    fixed("substr", &[Int, Int, Text], |a| shorten::substring(int(a, 0), int(a, 1), bytes(a, 2))),
    fixed("trim", &[Text], |a| Ok(Value::string(text(a, 0).trim_matches(is_space)))),
    fixed("upper", &[Text], |a| Ok(Value::string(letters::upper(&text(a, 0))))),
    fixed("lower", &[Text], |a| Ok(Value::string(letters::lower(&text(a, 0))))),
    fixed("title", &[Text], |a| Ok(Value::string(letters::title(&text(a, 0))))),
    fixed("untitle", &[Text], |a| Ok(Value::string(letters::untitle(&text(a, 0))))),
    fixed("swapcase", &[Text], |a| Ok(Value::string(letters::swap_case(&text(a, 0))))),
    fixed("initials", &[Text], |a| Ok(Value::string(letters::initials(bytes(a, 0))))),
    fixed("camelcase", &[Text], |a| Ok(Value::string(words::pascal_case(&text(a, 0))))),
    fixed("snakecase", &[Text], |a| Ok(Value::string(words::joined(&text(a, 0), '_')))),
    fixed("kebabcase", &[Text], |a| Ok(Value::string(words::joined(&text(a, 0), '-')))),
    fixed("wrap", &[Int, Text], |a| Ok(wrap::wrapped(bytes(a, 1), int(a, 0), b"", false))),
    fixed("wrapWith", &[Int, Text, Text], |a| {
        Ok(wrap::wrapped(bytes(a, 2), int(a, 0), bytes(a, 1), true))
    }),
    fixed("repeat", &[Int, Text], |a| Ok(Value::string(repeated(bytes(a, 1), int(a, 0))?))),
    fixed("trimall", &[Text, Text], trim_all),
    fixed("trimAll", &[Text, Text], trim_all),
    fixed("trimSuffix", &[Text, Text], |a| {
        let whole = bytes(a, 1);
        Ok(Value::string(whole.strip_suffix(bytes(a, 0)).unwrap_or(whole)))
    }),
    fixed("trimPrefix", &[Text, Text], |a| {
        let whole = bytes(a, 1);
        Ok(Value::string(whole.strip_prefix(bytes(a, 0)).unwrap_or(whole)))
    }),
    fixed("nospace", &[Text], |a| Ok(Value::string(letters::without_space(bytes(a, 0))))),
    fixed("contains", &[Text, Text], |a| Ok(Value::Bool(find(bytes(a, 1), bytes(a, 0)).is_some()))),
    fixed("hasPrefix", &[Text, Text], |a| Ok(Value::Bool(bytes(a, 1).starts_with(bytes(a, 0))))),
    fixed("hasSuffix", &[Text, Text], |a| Ok(Value::Bool(bytes(a, 1).ends_with(bytes(a, 0))))),
    variadic("quote", &[], Any, |a| {
        Ok(each(a, |value| quoted_bytes(&to_bytes(value), false).into_bytes()))
    }),
    variadic("squote", &[], Any, |a| {
        Ok(each(a, |value| [b"'", crate::go::print_bytes(value).as_slice(), b"'"].concat()))
    }),
    variadic("cat", &[], Any, cat),
    fixed("indent", &[Int, Text], |a| Ok(Value::string(indented(a, b"")?))),
    fixed("nindent", &[Int, Text], |a| Ok(Value::string(indented(a, b"\n")?))),
    fixed("replace", &[Text, Text, Text], |a| {
        Ok(Value::string(replaced(bytes(a, 2), bytes(a, 0), bytes(a, 1))?))
    }),
    fixed("plural", &[Text, Text, Int], |a| {
        Ok(Value::String(string(a, usize::from(int(a, 2) != 1))))
    }),
    fixed("toString", &[Any], |a| Ok(Value::String(to_str(any(a, 0))))),
    fixed("join", &[Text, Any], |a| join(&string(a, 0), any(a, 1))),
    fixed("hello", &[], |_| Ok(Value::string("Hello!"))),
];

/// What Go takes for white space.
pub(super) fn is_space(character: char) -> bool {
    matches!(character, '\u{85}' | '\u{a0}') || character.is_whitespace()
}

fn too_long() -> String {
    "strings: Repeat output length overflow".to_owned()
}

fn repeated(piece: &[u8], count: i64) -> Result<Vec<u8>, String> {
    let Ok(count) = usize::try_from(count) else {
        return Err("strings: negative Repeat count".to_owned());
    };
    if piece.is_empty() {
        return Ok(Vec::new());
    }
    match piece.len().checked_mul(count) {
        Some(length) if length <= MAX_TEXT => Ok(piece.repeat(count)),
        _ => Err(too_long()),
    }
}

fn trim_all(arguments: &[Value]) -> Result<Value, String> {
    let set = text(arguments, 0);
    let (whole, string) = exact(arguments, 1);
    Ok(Value::String(string(whole.trim_matches(|character| set.contains(character)))))
}

/// Where a piece starts first.
pub(super) fn find(whole: &[u8], piece: &[u8]) -> Option<usize> {
    match piece {
        [only] => memchr::memchr(*only, whole),
        _ => memchr::memmem::find(whole, piece),
    }
}

/// Cuts at every place of a separator, at most into so many parts; an empty one cuts between characters.
pub(super) fn split<'a>(whole: &'a [u8], separator: &[u8], most: Option<usize>) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut rest = whole;
    while most.is_none_or(|most| parts.len() + 1 < most) {
        let cut = if separator.is_empty() {
            let first = first_character(rest);
            (first < rest.len()).then_some((first, first))
        } else {
            find(rest, separator).map(|start| (start, start + separator.len()))
        };
        let Some((end, next)) = cut else { break };
        parts.push(&rest[..end]);
        rest = &rest[next..];
    }
    if !(separator.is_empty() && whole.is_empty()) && most != Some(0) {
        parts.push(rest);
    }
    parts
}

/// How many bytes the first character takes.
fn first_character(bytes: &[u8]) -> usize {
    let start = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or(""),
    };
    valid.chars().next().map_or(1, char::len_utf8)
}

/// Puts one text for another at every place; an empty one is before every character and at the end.
fn replaced(whole: &[u8], old: &[u8], new: &[u8]) -> Result<Vec<u8>, String> {
    let parts = split(whole, old, None);
    let count = parts.len() + 1;
    if count.checked_mul(new.len()).is_none_or(|length| length > MAX_TEXT) {
        return Err(too_long());
    }
    let joined = parts.join(new);
    if !old.is_empty() {
        return Ok(joined);
    }
    let end = if whole.is_empty() { b"" } else { new };
    Ok([new, &joined, end].concat())
}

/// Writes every argument that is not nil, with blanks between them.
fn each(arguments: &[Value], write: impl Fn(&Value) -> Vec<u8>) -> Value {
    let shown = arguments.iter().filter(|value| !matches!(value, Value::Nil));
    let shown: Vec<Vec<u8>> = shown.map(write).collect();
    Value::string(shown.join(&b' '))
}

fn cat(arguments: &[Value]) -> Result<Value, String> {
    Ok(each(arguments, crate::go::print_bytes))
}

fn indented(arguments: &[Value], start: &[u8]) -> Result<Vec<u8>, String> {
    let blanks = repeated(b" ", int(arguments, 0))?;
    let next = [b"\n", blanks.as_slice()].concat();
    let body = replaced(bytes(arguments, 1), b"\n", &next)?;
    Ok([start, &blanks, &body].concat())
}

/// Joins texts, within bounds.
pub(super) fn join(separator: &Str, value: &Value) -> Result<Value, String> {
    let texts = to_strings(value);
    let length = texts.iter().map(|text| text.as_bytes().len() + separator.as_bytes().len());
    if length.sum::<usize>() > MAX_TEXT {
        return Err(too_long());
    }
    let texts: Vec<&[u8]> = texts.iter().map(Str::as_bytes).collect();
    Ok(Value::string(texts.join(separator.as_bytes())))
}
