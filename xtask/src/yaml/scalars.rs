//! What a scalar means: go-yaml's rules (as `sigs.k8s.io/yaml` applies them) and YAML 1.2's.

use super::{Dialect, Value};

/// The value of a scalar. `tag` is the suffix of a core-schema tag such as `str` of `!!str`, or `!`
/// for any other tag.
pub(super) fn resolve(
    text: String,
    plain: bool,
    tag: Option<&str>,
    dialect: Dialect,
) -> Result<Value, String> {
    let known = match tag {
        Some("int" | "float" | "bool" | "null") => plain_value(&text, dialect),
        Some("!") if plain && dialect == Dialect::Core => plain_value(&text, dialect),
        None if plain => plain_value(&text, dialect),
        _ => None,
    };
    let known = match (tag, known) {
        (Some("float"), Some(Value::Integer(whole))) => Some(Value::Float(whole as f64)),
        (_, known) => known,
    };
    let fits = match tag {
        Some("int") => matches!(known, Some(Value::Integer(_))),
        Some("float") => matches!(known, Some(Value::Float(_))),
        Some("bool") => matches!(known, Some(Value::Bool(_))),
        Some("null") => matches!(known, Some(Value::Null)),
        _ => true,
    };
    if !fits {
        return Err(format!("`{text}` is no !!{}", tag.unwrap_or_default()));
    }
    Ok(known.unwrap_or(Value::String(text)))
}

/// What a plain scalar stands for, where that is no text.
fn plain_value(text: &str, dialect: Dialect) -> Option<Value> {
    match dialect {
        Dialect::GoYaml => go_yaml(text),
        Dialect::Core => core(text),
    }
}

/// Whether both dialects write a float so: `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
fn is_float(text: &str) -> bool {
    fn unsigned(text: &str) -> &str {
        text.strip_prefix(['-', '+']).unwrap_or(text)
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let text = unsigned(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(unsigned(exponent))),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let any = !whole.is_empty() || !fraction.is_empty();
    let exponent = exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent));
    any && digits(whole) && digits(fraction) && exponent
}

/// go-yaml v2's `resolve`: words first, then whole numbers in Go's base-0 notation with underscores
/// taken out, then floats. A time stamp stays text.
fn go_yaml(text: &str) -> Option<Value> {
    if let Some(word) = go_yaml_word(text) {
        return Some(word);
    }
    let first = text.chars().next()?;
    if !(first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return None;
    }
    // Behind a leading dot Go decides, for which an underscore stands between two digits.
    let digits = text.replace('_', "");
    if first == '.' && !underscores_separate_digits(text) {
        return None;
    }
    if first != '.'
        && let Some(value) = go_integer(&digits)
    {
        return Some(Value::Integer(value));
    }
    if !is_float(&digits) {
        return None;
    }
    digits.parse::<f64>().ok().filter(|value| value.is_finite()).map(Value::Float)
}

fn underscores_separate_digits(text: &str) -> bool {
    let parts: Vec<&str> = text.split('_').collect();
    parts.windows(2).all(|pair| {
        pair[0].ends_with(|letter: char| letter.is_ascii_digit())
            && pair[1].starts_with(|letter: char| letter.is_ascii_digit())
    })
}

fn go_yaml_word(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Some(Value::Bool(true))
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Some(Value::Bool(false))
        }
        ".nan" | ".NaN" | ".NAN" => Some(Value::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(Value::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => Some(Value::Float(f64::NEG_INFINITY)),
        _ => None,
    }
}

/// `strconv.ParseInt(text, 0, 64)` and then `ParseUint`: a sign, a base prefix, digits.
fn go_integer(text: &str) -> Option<i128> {
    let (negative, magnitude) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = magnitude.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    if digits.is_empty() || digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -value } else { value };
    let fits = if negative || text.starts_with('+') {
        i64::try_from(value).is_ok()
    } else {
        u64::try_from(value).is_ok()
    };
    fits.then_some(value)
}

/// A key that is a float, as `sigs.k8s.io/yaml` spells it: Go's shortest form of 32 bits, with an
/// exponent from a million on.
pub(super) fn float_key(value: f64) -> String {
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let shortest = format!("{:e}", value as f32);
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.abs())
        }
        _ => (value as f32).to_string(),
    }
}

/// The YAML 1.2.2 core schema, chapter 10.3.2.
fn core(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Some(Value::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Some(Value::Float(f64::INFINITY));
        }
        "-.inf" | "-.Inf" | "-.INF" => return Some(Value::Float(f64::NEG_INFINITY)),
        _ => {}
    }
    let integer = match text.as_bytes() {
        [b'0', b'o', ..] => unsigned(&text[2..], 8),
        [b'0', b'x', ..] => unsigned(&text[2..], 16),
        [b'-', ..] => unsigned(&text[1..], 10).map(|value| -value),
        [b'+', ..] => unsigned(&text[1..], 10),
        _ => unsigned(text, 10),
    };
    if let Some(value) = integer {
        return Some(Value::Integer(value));
    }
    if !is_float(text) {
        return None;
    }
    text.parse::<f64>().ok().map(Value::Float)
}

fn unsigned(digits: &str, radix: u32) -> Option<i128> {
    if digits.starts_with(['+', '-']) {
        return None;
    }
    i128::from_str_radix(digits, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(text: &str) -> Value {
        resolve(text.to_owned(), true, None, Dialect::GoYaml).expect("a value")
    }

    fn core_value(text: &str) -> Value {
        resolve(text.to_owned(), true, None, Dialect::Core).expect("a value")
    }

    #[test]
    fn words_are_booleans_for_kubernetes_and_strings_for_workflows() {
        for word in ["on", "yes", "y", "Off", "N"] {
            assert!(matches!(go(word), Value::Bool(_)), "{word}");
            assert_eq!(core_value(word), Value::String(word.to_owned()));
        }
        assert_eq!(go("oN"), Value::String("oN".to_owned()));
    }

    #[test]
    fn numbers_as_go_yaml_reads_them() {
        let cases: &[(&str, i128)] = &[
            ("0400", 256),
            ("0o400", 256),
            ("1_000", 1000),
            ("-0b11", -3),
            ("+0x1F", 31),
            ("0_7", 7),
            ("-07", -7),
            ("18446744073709551615", u64::MAX as i128),
        ];
        for (text, expected) in cases {
            assert_eq!(go(text), Value::Integer(*expected), "{text}");
        }
        for (text, expected) in [("08", 8.0), ("1e3", 1000.0), (".5", 0.5), ("1_e3", 1000.0)] {
            assert_eq!(go(text), Value::Float(expected), "{text}");
        }
        for text in ["190:20:30", "2001-01-01", "1e400", "0x", "_1", "1.2.3"] {
            assert_eq!(go(text), Value::String(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn quotes_and_tags_make_strings() {
        let go = |text: &str, plain, tag| resolve(text.to_owned(), plain, tag, Dialect::GoYaml);
        let string = |text: &str| Ok(Value::String(text.to_owned()));
        assert_eq!(go("0400", false, None), string("0400"));
        assert_eq!(go("5", true, Some("str")), string("5"));
        assert_eq!(go("5", true, Some("!")), string("5"));
        assert_eq!(go("5", false, Some("int")), Ok(Value::Integer(5)));
        assert_eq!(go("x", true, Some("int")), Err("`x` is no !!int".to_owned()));
    }

    #[test]
    fn workflows_read_octal_only_with_its_prefix() {
        assert_eq!(core_value("0400"), Value::Integer(400));
        assert_eq!(core_value("0o400"), Value::Integer(256));
        assert_eq!(core_value("1_000"), Value::String("1_000".to_owned()));
    }
}
