//! Turns values into numbers and texts as Sprig does, which never fails: what is no number is 0.

use crate::go::print_bytes;
use crate::value::{Element, IntKind, List, Str, Value};

/// What Go makes of a float that does not fit on amd64.
pub(super) fn truncated(number: f64) -> i64 {
    // 2^63 is the first that does not fit.
    if number.is_nan()
        || !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&number)
    {
        return i64::MIN;
    }
    number as i64
}

/// A value as an `int64`.
pub(super) fn to_int(value: &Value) -> i64 {
    match value {
        Value::Int(number, _) => *number,
        Value::Float(number) => truncated(*number),
        Value::Bool(truth) => i64::from(*truth),
        Value::String(text) | Value::Number(text) => {
            let text = text.text();
            parse_int(without_zero_decimals(&text)).unwrap_or(0)
        }
        _ => 0,
    }
}

/// A value as a `float64`.
pub(super) fn to_float(value: &Value) -> f64 {
    match value {
        Value::Int(number, IntKind::Uint64) => *number as u64 as f64,
        Value::Int(number, _) => *number as f64,
        Value::Float(number) => *number,
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::String(text) | Value::Number(text) => parse_float(&text.text()).unwrap_or(0.0),
        _ => 0.0,
    }
}

/// Takes `.0`, `.00` and so on from the end.
fn without_zero_decimals(text: &str) -> &str {
    match text.rsplit_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            whole
        }
        _ => text,
    }
}

/// Reads what strconv.ParseInt reads with base 0: signs, prefixes, and underscores between digits.
pub(super) fn parse_int(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let size = parse_unsigned(digits)?;
    let number = i128::from(size);
    i64::try_from(if negative { -number } else { number }).ok()
}

fn parse_unsigned(text: &str) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    let (radix, digits, prefixed) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..], true),
        [b'0', b'o', ..] => (8, &lower[2..], true),
        [b'0', b'b', ..] => (2, &lower[2..], true),
        [b'0', _, ..] => (8, &lower[1..], true),
        _ => (10, lower.as_str(), false),
    };
    if digits.starts_with('_') && !prefixed || digits.ends_with('_') || digits.contains("__") {
        return None;
    }
    let plain: String = digits.chars().filter(|digit| *digit != '_').collect();
    if plain.starts_with(['+', '-']) {
        return None;
    }
    u64::from_str_radix(&plain, radix).ok()
}

/// Reads what strconv.Atoi reads: signs and decimal digits.
pub(super) fn parse_decimal(text: &str) -> Result<i64, Wrong> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let rest = digits.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = &digits[..digits.len() - rest.len()];
    // Go gives up at the digit that is too much, before it sees what stands behind.
    if number.parse::<u64>().is_err() && !number.is_empty() {
        return Err(Wrong::Range { negative: text.starts_with('-') });
    }
    if digits.is_empty() || !rest.is_empty() {
        return Err(Wrong::Syntax);
    }
    text.parse().map_err(|_| Wrong::Range { negative: text.starts_with('-') })
}

/// Why a text is no number.
pub(super) enum Wrong {
    /// It has other characters.
    Syntax,
    /// It is too great or too small.
    Range {
        /// Whether it is too small.
        negative: bool,
    },
}

/// Reads what strconv.ParseFloat reads; nothing where it reports an error, overflow included.
pub(super) fn parse_float(text: &str) -> Option<f64> {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = body.to_ascii_lowercase();
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    match lower.as_str() {
        "inf" | "infinity" => return Some(sign * f64::INFINITY),
        "nan" => return Some(f64::NAN),
        _ => {}
    }
    if let Some(digits) = lower.strip_prefix("0x") {
        return parse_hexadecimal(digits).map(|number| sign * number);
    }
    let plain = lower.bytes().all(|byte| byte.is_ascii_digit() || b".e+-_".contains(&byte));
    if !plain || !lower.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Underscores may only separate digits.
    let is_digit = |part: Option<char>| part.is_some_and(|part| part.is_ascii_digit());
    let mut parts = lower.split('_').peekable();
    while let Some(part) = parts.next() {
        if let Some(next) = parts.peek()
            && !(is_digit(part.chars().next_back()) && is_digit(next.chars().next()))
        {
            return None;
        }
    }
    let lower = lower.replace('_', "");
    let number: f64 = lower.parse().ok()?;
    number.is_finite().then_some(sign * number)
}

fn parse_hexadecimal(digits: &str) -> Option<f64> {
    let digits = digits.replace('_', "");
    let (mantissa, exponent) = digits.split_once('p')?;
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let joined = format!("{whole}{fraction}");
    let mantissa = u64::from_str_radix(&joined, 16).ok()?;
    let shift = i32::try_from(fraction.len()).ok()?.checked_mul(4)?;
    let number = mantissa as f64 * 2f64.powi(exponent.checked_sub(shift)?);
    number.is_finite().then_some(number)
}

/// A value as text.
pub(super) fn to_bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::List(list) if list.element == Element::Byte => byte_list(list),
        other => print_bytes(other),
    }
}

/// A value as a `string`.
pub(super) fn to_str(value: &Value) -> Str {
    match value {
        Value::String(text) => text.clone(),
        other => Str::from(to_bytes(other)),
    }
}

fn byte_list(list: &List) -> Vec<u8> {
    let byte = |item: &Value| match item {
        Value::Int(number, _) => *number as u8,
        _ => 0,
    };
    list.items.iter().map(byte).collect()
}

/// A value as texts: the items of a list that are not nil, or the one value.
pub(super) fn to_strings(value: &Value) -> Vec<Str> {
    match value {
        Value::Nil => Vec::new(),
        Value::List(list) => {
            list.items.iter().filter(|item| !matches!(item, Value::Nil)).map(to_str).collect()
        }
        other => vec![to_str(other)],
    }
}
