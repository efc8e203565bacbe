//! Numbers and times of TOML, with BurntSushi's words for those that are none.

use crate::functions;
use crate::go::quote::quoted;
use crate::value::Value;

/// Reads a number or a time.
///
/// # Errors
/// In the decoder's words.
pub(super) fn read(word: &str) -> Result<Value, String> {
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    let negative = word.starts_with('-');
    match unsigned {
        "inf" => return Ok(Value::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY })),
        "nan" => return Ok(Value::Float(f64::NAN)),
        _ => {}
    }
    if !unsigned.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Err(format!("expected value but found {} instead", quoted(word)));
    }
    let is_digits = |part: Option<&str>| part.is_some_and(|it| it.parse::<u16>().is_ok());
    let is_date = word.get(4..5) == Some("-") && is_digits(word.get(..4));
    if is_date || word.get(2..3) == Some(":") {
        return functions::read_toml_time(word)
            .ok_or_else(|| format!("Invalid TOML Datetime: {}.", quoted(word)));
    }
    let digits: Vec<char> = unsigned.chars().collect();
    let is_digit = |letter: Option<&char>| letter.is_some_and(char::is_ascii_hexdigit);
    let radix = match unsigned.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 10,
    };
    let is_float = radix == 10 && unsigned.contains(['.', 'e', 'E']);
    let kind = if is_float { "float" } else { "integer" };
    let invalid = |reason: &str| Err(format!("Invalid {kind} {}: {reason}", quoted(word)));
    let lonely = |(at, letter): (usize, &char)| {
        *letter == '_'
            && !(is_digit(digits.get(at.wrapping_sub(1))) && is_digit(digits.get(at + 1)))
    };
    if digits.iter().enumerate().any(lonely) {
        return invalid("underscores must be surrounded by digits");
    }
    if radix == 10
        && unsigned.starts_with('0')
        && unsigned[1..].starts_with(|letter: char| letter.is_ascii_digit())
    {
        return invalid("cannot have leading zeroes");
    }
    let plain = unsigned.replace('_', "");
    if is_float {
        let fraction = plain.split_once('.').map(|(_, fraction)| fraction);
        if fraction.is_some_and(|it| !it.starts_with(|letter: char| letter.is_ascii_digit())) {
            return invalid("'.' must be followed by one or more digits");
        }
        return match plain.parse::<f64>() {
            Ok(number) => Ok(Value::Float(if negative { -number } else { number })),
            Err(_) => Err(format!("Invalid float value: {}", quoted(word))),
        };
    }
    let body = if radix == 10 { plain.as_str() } else { &plain[2..] };
    let signed = if negative { format!("-{body}") } else { body.to_owned() };
    match i64::from_str_radix(&signed, radix) {
        Ok(number) => Ok(Value::int64(number)),
        Err(_) if body.chars().all(|digit| digit.is_digit(radix)) && !body.is_empty() => {
            Err(format!("{word} is out of range for int64"))
        }
        Err(_) => Err(format!("expected value but found {} instead", quoted(word))),
    }
}
