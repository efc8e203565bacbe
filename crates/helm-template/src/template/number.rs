//! Numbers as they are written in templates.
//!
//! It knows only literals; arithmetic is the functions' concern.

use super::lexer::Kind;
use super::tree::Constant;
use crate::go::quote;

/// The number that a token means, or the text of Go's error.
pub(super) fn constant(kind: Kind, text: &str) -> Result<Constant, String> {
    match kind {
        Kind::Complex => return Ok(Constant::Complex),
        Kind::Rune => return rune(text),
        _ => {}
    }
    if !separates_digits(text) {
        return Err(format!("illegal number syntax: {}", quote::quoted(text)));
    }
    if text.ends_with('i') {
        return Ok(Constant::Complex);
    }
    if let Some(whole) = whole(text) {
        if let Ok(number) = i64::try_from(whole) {
            return Ok(Constant::Integer(number));
        }
        if let Ok(number) = u64::try_from(whole) {
            return Ok(Constant::Unsigned(number));
        }
    }
    let Some(number) = float(text) else {
        return Err(format!("illegal number syntax: {}", quote::quoted(text)));
    };
    if !text.contains(['.', 'e', 'E', 'p', 'P']) {
        return Err(format!("integer overflow: {}", quote::quoted(text)));
    }
    Ok(Constant::Float(number))
}

fn rune(text: &str) -> Result<Constant, String> {
    match quote::unquote_rune(text) {
        Some((code, true)) => Ok(Constant::Integer(i64::from(code))),
        Some((_, false)) => Err(format!("malformed character constant: {text}")),
        None => Err("invalid syntax".to_owned()),
    }
}

/// Whether every underscore is between digits; the prefix of a base counts as one.
fn separates_digits(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    let lower = unsigned.to_ascii_lowercase();
    let prefixed = ["0x", "0o", "0b"].iter().any(|prefix| lower.starts_with(prefix));
    let is_hexadecimal = lower.starts_with("0x");
    let mut before = if prefixed { '0' } else { '^' };
    for character in lower.chars().skip(if prefixed { 2 } else { 0 }) {
        let is_digit =
            character.is_ascii_digit() || (is_hexadecimal && character.is_ascii_hexdigit());
        before = match character {
            '_' if before == '0' => '_',
            '_' => return false,
            _ if is_digit => '0',
            _ if before == '_' => return false,
            _ => '!',
        };
    }
    before != '_'
}

fn whole(text: &str) -> Option<i128> {
    let clean = text.replace('_', "");
    let (negative, digits) = match clean.as_bytes().first()? {
        b'-' => (true, &clean[1..]),
        b'+' => (false, &clean[1..]),
        _ => (false, clean.as_str()),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = if let Some(rest) = lower.strip_prefix("0x") {
        (16, rest)
    } else if let Some(rest) = lower.strip_prefix("0o") {
        (8, rest)
    } else if let Some(rest) = lower.strip_prefix("0b") {
        (2, rest)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, &lower[1..])
    } else {
        (10, lower.as_str())
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    Some(if negative { -number } else { number })
}

fn float(text: &str) -> Option<f64> {
    let clean = text.replace('_', "");
    let lower = clean.to_ascii_lowercase();
    let (sign, digits) = match lower.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, lower.strip_prefix('+').unwrap_or(&lower)),
    };
    if let Some(hexadecimal) = digits.strip_prefix("0x") {
        return Some(sign * hexadecimal_float(hexadecimal)?);
    }
    if digits.starts_with(['+', '-']) || !digits.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Go refuses what overflows.
    digits.parse().ok().filter(|number: &f64| number.is_finite()).map(|number: f64| sign * number)
}

fn hexadecimal_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut number = 0.0;
    for digit in whole.chars().chain(fraction.chars()) {
        number = number * 16.0 + f64::from(digit.to_digit(16)?);
    }
    let shift = exponent.checked_sub(4 * i32::try_from(fraction.len()).ok()?)?;
    Some(number * 2f64.powi(shift))
}
