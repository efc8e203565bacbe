//! The keywords that look at one value and at nothing below it.

use std::sync::Arc;

use regex::Regex;
use serde_json::Value as Json;

use super::words::{grouped, number as english, quoted, shown, shown_text};
use super::{Findings, Keywords, formats};
use crate::data::Data;
use crate::encoding::json;
use crate::functions::regexes;
use crate::schema::format::equal;
use crate::value::Value;

/// The types, in the order in which they are named.
const TYPES: [&str; 7] = ["null", "boolean", "number", "integer", "string", "array", "object"];

fn type_of(value: &Data) -> &'static str {
    match value {
        Data::Null => "null",
        Data::Bool(_) => "boolean",
        Data::Int(_) | Data::Float(_) | Data::Number(_) => "number",
        Data::Text(_) | Data::Bytes(_) => "string",
        Data::List(_) => "array",
        Data::Table(_) => "object",
    }
}

/// What is wrong with the type, the value or the format, after which nothing else is looked at.
pub(super) fn first(
    keywords: &Keywords,
    value: &Data,
    draft: u16,
    asserts_formats: bool,
) -> Option<String> {
    let got = type_of(value);
    let wanted: Vec<&str> = match keywords.get("type") {
        Some(Json::String(name)) => vec![name],
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    let is_whole = || value.number().is_some_and(|number| number.fract() == 0.0);
    let fits = |name: &&str| *name == got || *name == "integer" && is_whole();
    if !wanted.is_empty() && !wanted.iter().any(fits) {
        let wanted: Vec<&str> = TYPES.into_iter().filter(|name| wanted.contains(name)).collect();
        return Some(format!("got {got}, want {}", wanted.join(" or ")));
    }
    let is_plain = |value: &Json| !matches!(value, Json::Array(_) | Json::Object(_));
    if draft >= 6
        && let Some(named) = keywords.get("const")
        && !equal(value, named)
    {
        return Some(match is_plain(named) {
            true => format!("value must be {}", shown(named)),
            false => "'const' failed".to_owned(),
        });
    }
    if let Some(Json::Array(allowed)) = keywords.get("enum")
        && !allowed.iter().any(|allowed| equal(value, allowed))
    {
        let names: Vec<String> = allowed.iter().map(shown).collect();
        return Some(match names.len() {
            _ if !allowed.iter().all(is_plain) => "'enum' failed".to_owned(),
            1 => format!("value must be {}", names.concat()),
            _ => format!("value must be one of {}", names.join(", ")),
        });
    }
    let format = keywords.get("format").and_then(Json::as_str).filter(|_| asserts_formats)?;
    let reason = formats::complaint(format, value.text()?)?;
    Some(format!("{} is not valid {format}: {reason}", shown_text(value)))
}

/// The number of a keyword that counts.
pub(super) fn count(keywords: &Keywords, name: &str) -> Option<usize> {
    let number = keywords.get(name)?.as_f64()?;
    (number.fract() == 0.0 && number >= 0.0).then_some(number as usize)
}

/// `minItems` and `maxItems`, and the like.
pub(super) fn bounds(keywords: &Keywords, of: &str, got: usize, findings: &mut Findings) {
    for (end, fails) in [("min", usize::lt as fn(&usize, &usize) -> bool), ("max", usize::gt)] {
        let name = format!("{end}{of}");
        if let Some(bound) = count(keywords, &name).filter(|bound| fails(&got, bound)) {
            findings.say(format!("{name}: got {}, want {}", grouped(got), grouped(bound)));
        }
    }
}

/// `uniqueItems`
pub(super) fn unique(keywords: &Keywords, items: &[Data], findings: &mut Findings) {
    if keywords.get("uniqueItems") != Some(&Json::Bool(true)) {
        return;
    }
    let texts: Vec<String> =
        items.iter().map(|item| json::encode(&Value::from(item)).unwrap_or_default()).collect();
    for (second, text) in texts.iter().enumerate() {
        if let Some(first) = texts[..second].iter().position(|other| other == text) {
            let (first, second) = (grouped(first), grouped(second));
            return findings.say(format!("items at {first} and {second} are equal"));
        }
    }
}

/// The length and the pattern of texts.
pub(super) fn text(keywords: &Keywords, text: &str, findings: &mut Findings) {
    bounds(keywords, "Length", text.chars().count(), findings);
    if let Some(Json::String(pattern)) = keywords.get("pattern")
        && regexes::compiled(pattern).is_ok_and(|regex| !regex.is_match(text))
    {
        findings.say(format!("{} does not match pattern {}", quoted(text), quoted(pattern)));
    }
}

/// The schemas of `patternProperties`.
pub(super) fn patterns(keywords: &Keywords) -> Vec<(Arc<Regex>, &Json)> {
    let schemas = keywords.get("patternProperties").and_then(Json::as_object);
    let schemas = schemas.into_iter().flatten();
    schemas
        .filter_map(|(pattern, schema)| Some((regexes::compiled(pattern).ok()?, schema)))
        .collect()
}

/// The bounds of numbers.
pub(super) fn number(keywords: &Keywords, got: f64, findings: &mut Findings) {
    let bound = |name: &str| keywords.get(name).and_then(Json::as_f64);
    // In draft 4 the exclusive bounds only say what the others mean.
    let excludes = |name: &str| keywords.get(name) == Some(&Json::Bool(true));
    let either = |plain: &str, exclusive: &str| match excludes(exclusive) {
        true => (None, bound(plain)),
        false => (bound(plain), bound(exclusive)),
    };
    let (minimum, above) = either("minimum", "exclusiveMinimum");
    let (maximum, under) = either("maximum", "exclusiveMaximum");
    let mut refuse = |name: &str, bound: Option<f64>| {
        if let Some(bound) = bound {
            findings.say(format!("{name}: got {}, want {}", english(got), english(bound)));
        }
    };
    refuse("minimum", minimum.filter(|bound| got < *bound));
    refuse("maximum", maximum.filter(|bound| got > *bound));
    refuse("exclusiveMinimum", above.filter(|bound| got <= *bound));
    refuse("exclusiveMaximum", under.filter(|bound| got >= *bound));
    refuse("multipleOf", bound("multipleOf").filter(|factor| !is_multiple(got, *factor)));
}

/// Whether one decimal number is a multiple of another, without rounding where that is possible.
fn is_multiple(number: f64, factor: f64) -> bool {
    match (decimal(number), decimal(factor)) {
        (Some((digits, exponent)), Some((factor, places))) => {
            let shift = exponent.abs_diff(places);
            let Some(power) = 10_i128.checked_pow(shift) else { return exponent > places };
            let scaled = |number: i128| number.checked_mul(power);
            let pair = match exponent >= places {
                true => (scaled(digits), Some(factor)),
                false => (Some(digits), scaled(factor)),
            };
            matches!(pair, (Some(number), Some(factor)) if factor != 0 && number % factor == 0)
        }
        _ => (number / factor).fract() == 0.0,
    }
}

/// A number as digits and a power of ten.
fn decimal(number: f64) -> Option<(i128, i32)> {
    let text = format!("{number:e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.parse().ok()?;
    let places = i32::try_from(fraction.len()).ok()?;
    Some((format!("{whole}{fraction}").parse().ok()?, exponent - places))
}

#[cfg(test)]
mod tests {
    use super::is_multiple;

    #[test]
    fn multiples_are_of_decimals() {
        assert!(is_multiple(0.3, 0.1));
        assert!(is_multiple(1e20, 10.0));
        assert!(is_multiple(4.5, 1.5));
        assert!(!is_multiple(3.0, 2.0));
        assert!(!is_multiple(0.35, 0.1));
    }
}
