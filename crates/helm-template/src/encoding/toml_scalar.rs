//! Numbers and times of TOML, with BurntSushi's words for those that are none.

use crate::functions;
use crate::go::quote::{quoted, quoted_rune};
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
    if unsigned.len() < word.len() && !unsigned.starts_with(|it: char| it.is_ascii_digit()) {
        let got = unsigned.chars().next().unwrap_or('\0');
        return Err(format!(
            "expected a digit but got {}",
            quoted_rune(i64::from(u32::from(got)), false)
        ));
    }
    if !unsigned.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Err(format!("expected value but found {} instead", quoted(word)));
    }
    let behind_digits = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    if unsigned.len() == word.len() && behind_digits.starts_with(['-', ':']) {
        return functions::read_toml_time(word)
            .ok_or_else(|| format!("invalid datetime: {}", quoted(word)));
    }
    let digits: Vec<char> = unsigned.chars().collect();
    let is_digit = |letter: Option<&char>| letter.is_some_and(char::is_ascii_hexdigit);
    let radix = match unsigned.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 10,
    };
    if radix != 10 && unsigned.len() < word.len() {
        let start = &word[..3];
        return Err(format!("cannot use sign with non-decimal numbers: '{start}'"));
    }
    if let Some(kind) = [(16, "hexadecimal"), (8, "octal"), (2, "binary")]
        .iter()
        .find_map(|(known, kind)| (*known == radix).then_some(kind))
    {
        let wrong = unsigned[2..].find(|letter: char| letter != '_' && !letter.is_digit(radix));
        if let Some(at) = wrong {
            let end = word.len() - unsigned.len() + 2 + at;
            let shown: String = word[..end].chars().chain(word[end..].chars().next()).collect();
            let article = if radix == 8 { "an" } else { "a" };
            return Err(format!("not {article} {kind} number: '{shown}'"));
        }
    }
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
        && unsigned[1..].starts_with(|letter: char| letter.is_ascii_digit() || letter == '_')
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
            Ok(number) if number.is_infinite() => {
                Err(format!("{word} is out of range for float64"))
            }
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
