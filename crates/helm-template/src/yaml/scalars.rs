//! What a plain scalar means to go-yaml v2.

use super::timestamp::is_timestamp;
use crate::data::Data;

/// The value of a scalar. `tag` is the suffix of a core-schema tag such as `str` of `!!str`, or `!`
/// for any other tag.
pub(super) fn resolve(text: &str, plain: bool, tag: Option<&str>) -> Result<Scalar, String> {
    let value = match tag {
        Some("int" | "float" | "bool" | "null" | "timestamp") => plain_value(text),
        None if plain => plain_value(text),
        _ => None,
    };
    let value = match (tag, value) {
        (Some("float"), Some(Scalar::Integer(whole))) => Some(Scalar::Float(whole as f64)),
        (_, value) => value,
    };
    let fits = match tag {
        Some("int") => matches!(value, Some(Scalar::Integer(_))),
        Some("float") => matches!(value, Some(Scalar::Float(_))),
        Some("bool") => matches!(value, Some(Scalar::Bool(_))),
        Some("null") => matches!(value, Some(Scalar::Null)),
        Some("timestamp") => value.is_none() && is_timestamp(text),
        _ => true,
    };
    if !fits {
        let tag = tag.unwrap_or_default();
        let found = match value {
            Some(Scalar::Null) => "null",
            Some(Scalar::Bool(_)) => "bool",
            Some(Scalar::Integer(_)) => "int",
            Some(Scalar::Float(_)) => "float",
            Some(Scalar::Text) | None => "str",
        };
        return Err(format!("yaml: cannot decode !!{found} `{text}` as a !!{tag}"));
    }
    Ok(value.unwrap_or(Scalar::Text))
}

/// What a scalar turned out to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    /// The text itself.
    Text,
}

impl Scalar {
    /// The value, as it is once it has gone through JSON.
    pub(super) fn data(self, text: String) -> Data {
        match self {
            Scalar::Null => Data::Null,
            Scalar::Bool(value) => Data::Bool(value),
            Scalar::Integer(number) => Data::Float(number as f64),
            Scalar::Float(number) => Data::Float(number),
            Scalar::Text => Data::Text(text),
        }
    }
}

/// What the plain text stands for, where it is not just itself: words first, then whole numbers in
/// Go's base-0 notation with underscores taken out, then floats. A time stamp stays text.
pub(super) fn plain_value(text: &str) -> Option<Scalar> {
    let Some(&first) = text.as_bytes().first() else { return Some(Scalar::Null) };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'.' => word(text).or_else(|| dotted(text)),
        b'+' | b'-' => word(text).or_else(|| number(text)),
        b'0'..=b'9' => number(text),
        _ => None,
    }
}

fn word(text: &str) -> Option<Scalar> {
    match text {
        "~" | "null" | "Null" | "NULL" => Some(Scalar::Null),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Some(Scalar::Bool(true))
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Some(Scalar::Bool(false))
        }
        ".nan" | ".NaN" | ".NAN" => Some(Scalar::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            Some(Scalar::Float(f64::INFINITY))
        }
        "-.inf" | "-.Inf" | "-.INF" => Some(Scalar::Float(f64::NEG_INFINITY)),
        _ => None,
    }
}

/// Behind a leading dot Go decides, for which an underscore stands between two digits.
fn dotted(text: &str) -> Option<Scalar> {
    let parts: Vec<&str> = text.split('_').collect();
    let digit = |letter: char| letter.is_ascii_digit();
    if parts.windows(2).any(|pair| !pair[0].ends_with(digit) || !pair[1].starts_with(digit)) {
        return None;
    }
    float(&parts.concat())
}

fn number(text: &str) -> Option<Scalar> {
    if !text.contains('_') {
        return integer(text).map(Scalar::Integer).or_else(|| float(text));
    }
    let digits = text.replace('_', "");
    integer(&digits).map(Scalar::Integer).or_else(|| float(&digits))
}

fn float(digits: &str) -> Option<Scalar> {
    if !is_float(digits.as_bytes()) {
        return None;
    }
    digits.parse::<f64>().ok().filter(|value| value.is_finite()).map(Scalar::Float)
}

/// A sign, digits with at most one dot and at least one digit, an exponent.
fn is_float(bytes: &[u8]) -> bool {
    let rest = bytes.strip_prefix(b"-").or(bytes.strip_prefix(b"+")).unwrap_or(bytes);
    let whole = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = &rest[whole..];
    let mut fraction = 0;
    if let Some(behind) = rest.strip_prefix(b".") {
        fraction = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest = &behind[fraction..];
    }
    if whole + fraction == 0 {
        return false;
    }
    let Some(exponent) = rest.strip_prefix(b"e").or(rest.strip_prefix(b"E")) else {
        return rest.is_empty();
    };
    let digits = exponent.strip_prefix(b"-").or(exponent.strip_prefix(b"+")).unwrap_or(exponent);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// `strconv.ParseInt(text, 0, 64)` and then `ParseUint`: a sign, a base prefix, digits.
fn integer(text: &str) -> Option<i128> {
    let (signed, negative, magnitude) = match text.as_bytes().first()? {
        b'-' => (true, true, &text[1..]),
        b'+' => (true, false, &text[1..]),
        _ => (false, false, text),
    };
    let (radix, digits) = match magnitude.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &magnitude[2..]),
        [b'0', b'b' | b'B', ..] => (2, &magnitude[2..]),
        [b'0', b'o' | b'O', ..] => (8, &magnitude[2..]),
        [b'0', _, ..] => (8, &magnitude[1..]),
        _ => (10, magnitude),
    };
    if digits.is_empty() || digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -value } else { value };
    let fits = if signed { i64::try_from(value).is_ok() } else { u64::try_from(value).is_ok() };
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

/// Whether a text looks like a number of base 60, which go-yaml reads as text and yet quotes.
pub(super) fn is_base_60(text: &str) -> bool {
    let bytes = text.as_bytes();
    let rest = bytes.strip_prefix(b"-").or(bytes.strip_prefix(b"+")).unwrap_or(bytes);
    if !rest.first().is_some_and(u8::is_ascii_digit) || !rest.contains(&b':') {
        return false;
    }
    let (clock, fraction) = match rest.iter().position(|byte| *byte == b'.') {
        Some(dot) => (&rest[..dot], &rest[dot + 1..]),
        None => (rest, &rest[..0]),
    };
    if !fraction.iter().all(|byte| byte.is_ascii_digit() || *byte == b'_') {
        return false;
    }
    let mut parts = clock.split(|byte| *byte == b':');
    let first = parts.next().unwrap_or_default();
    first.iter().all(|byte| byte.is_ascii_digit() || *byte == b'_')
        && parts.all(|part| match part {
            [digit] => digit.is_ascii_digit(),
            [tens, digit] => (b'0'..=b'5').contains(tens) && digit.is_ascii_digit(),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(plain_value(text), Some(Scalar::Integer(*expected)), "{text}");
        }
        for (text, expected) in [("08", 8.0), ("1e3", 1000.0), (".5", 0.5), ("1_e3", 1000.0)] {
            assert_eq!(plain_value(text), Some(Scalar::Float(expected)), "{text}");
        }
        for text in ["190:20:30", "2001-01-01", "1e400", "0x", "_1", "1.2.3", "oN"] {
            assert_eq!(plain_value(text), None, "{text}");
        }
    }

    #[test]
    fn quotes_and_tags_make_strings() {
        assert_eq!(resolve("0400", false, None), Ok(Scalar::Text));
        assert_eq!(resolve("5", true, Some("str")), Ok(Scalar::Text));
        assert_eq!(resolve("5", false, Some("int")), Ok(Scalar::Integer(5)));
    }

    #[test]
    fn base_60() {
        for text in ["1:20", "1:20:30", "190:20:30.5", "-1_0:59"] {
            assert!(is_base_60(text), "{text}");
        }
        for text in ["1", "1:60", "1:", "a:1", "1:2x", "1.5:2"] {
            assert!(!is_base_60(text), "{text}");
        }
    }
}
