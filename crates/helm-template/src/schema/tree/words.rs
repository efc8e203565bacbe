//! How numbers, texts and places look in the messages: numbers as English has them.

use serde_json::Value as Json;

use crate::data::Data;
use crate::go::quote;
use crate::number;

/// A text between single quotes, escaped as Go does.
pub(super) fn quoted(text: &str) -> String {
    let inner = quote::quoted(text).replace("\\\"", "\"").replace('\'', "\\'");
    format!("'{}'", &inner[1..inner.len() - 1])
}

/// Texts between single quotes, with commas.
pub(super) fn joined(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    texts.join(", ")
}

/// The JSON pointer to a value.
pub(super) fn pointer(path: &[String]) -> String {
    path.iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
}

/// A value of the schema, which is no list and no object.
pub(super) fn shown(value: &Json) -> String {
    match value {
        Json::Null => "<nil>".to_owned(),
        Json::String(text) => quoted(text),
        Json::Array(_) | Json::Object(_) => "value".to_owned(),
        other => other.to_string(),
    }
}

/// A text that was given, or the word for what is none.
pub(super) fn shown_text(value: &Data) -> String {
    value.text().map_or_else(|| "value".to_owned(), quoted)
}

/// A count, in groups of three digits.
pub(super) fn grouped(count: usize) -> String {
    groups(&count.to_string())
}

/// A number, in groups of three digits or as a power of ten.
pub(super) fn number(value: f64) -> String {
    let text = number::general(value);
    let (mantissa, exponent) = match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text.as_str(), None),
    };
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(mantissa) => ("-", mantissa),
        None => ("", mantissa),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (mantissa, String::new()),
    };
    let whole = groups(whole);
    let power = exponent.map(|exponent| format!("×10{}", raised(exponent))).unwrap_or_default();
    format!("{sign}{whole}{fraction}{power}")
}

fn groups(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn raised(exponent: &str) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    exponent
        .chars()
        .filter_map(|letter| match letter.to_digit(10) {
            Some(digit) => DIGITS.get(digit as usize).copied(),
            None => (letter == '-').then_some('⁻'),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_english() {
        for (value, text) in [
            (0.0, "0"),
            (1024.0, "1,024"),
            (123_456.5, "123,456.5"),
            (-1_234_567.0, "-1.234567×10⁰⁶"),
            (0.000_012_345, "1.2345×10⁻⁰⁵"),
            (1e30, "1×10³⁰"),
        ] {
            assert_eq!(number(value), text);
        }
        assert_eq!(quoted("it's \"x\"\n"), "'it\\'s \"x\"\\n'");
    }
}
