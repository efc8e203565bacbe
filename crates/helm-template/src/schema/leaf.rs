//! The keywords that look at one value and at nothing below it.

use serde_json::Value as Json;

use super::check::{Keywords, Outcome, Path, count};
use super::format::{equal, number, shown};
use super::formats;
use crate::data::Data;
use crate::functions::regexes;

/// `const` and `enum`.
pub(super) fn common(keywords: Keywords<'_>, value: &Data, path: &Path<'_>, outcome: &mut Outcome) {
    if let Some(named) = keywords.get("const")
        && !equal(value, named)
    {
        outcome.wrong(path, format!("{} does not match: {}", path.field(), shown(named)));
    }
    if let Some(Json::Array(allowed)) = keywords.get("enum")
        && !allowed.iter().any(|allowed| equal(value, allowed))
    {
        let allowed: Vec<String> = allowed.iter().map(shown).collect();
        let allowed = allowed.join(", ");
        outcome.wrong(path, format!("{} must be one of the following: {allowed}", path.field()));
    }
    outcome.passed();
}

/// The bounds of numbers.
pub(super) fn numeric(keywords: Keywords<'_>, value: f64, path: &Path<'_>, outcome: &mut Outcome) {
    let bound = |name: &str| keywords.get(name).and_then(Json::as_f64);
    // In draft 4 the exclusive bounds only say what the others mean.
    let excludes = |name: &str| keywords.get(name) == Some(&Json::Bool(true));
    let mut refuse = |words: &str, bound: f64| {
        outcome.wrong(path, format!("Must be {words} {}", number(bound)));
    };
    if let Some(factor) = bound("multipleOf").filter(|factor| (value / factor).fract() != 0.0) {
        refuse("a multiple of", factor);
    }
    match bound("maximum") {
        Some(most) if excludes("exclusiveMaximum") && value >= most => refuse("less than", most),
        Some(most) if value > most => refuse("less than or equal to", most),
        _ => {}
    }
    if let Some(most) = bound("exclusiveMaximum").filter(|most| value >= *most) {
        refuse("less than", most);
    }
    match bound("minimum") {
        Some(least) if excludes("exclusiveMinimum") && value <= least => {
            refuse("greater than", least);
        }
        Some(least) if value < least => refuse("greater than or equal to", least),
        _ => {}
    }
    if let Some(least) = bound("exclusiveMinimum").filter(|least| value <= *least) {
        refuse("greater than", least);
    }
    if let Some(Json::String(format)) = keywords.get("format")
        && !formats::fits_number(format)
    {
        outcome.wrong(path, format!("Does not match format '{format}'"));
    }
    outcome.passed();
}

/// The length, the pattern and the format of texts.
pub(super) fn string(keywords: Keywords<'_>, text: &str, path: &Path<'_>, outcome: &mut Outcome) {
    let length = text.chars().count();
    if let Some(least) = count(keywords, "minLength").filter(|least| length < *least) {
        outcome.wrong(path, format!("String length must be greater than or equal to {least}"));
    }
    if let Some(most) = count(keywords, "maxLength").filter(|most| length > *most) {
        outcome.wrong(path, format!("String length must be less than or equal to {most}"));
    }
    if let Some(Json::String(pattern)) = keywords.get("pattern")
        && regexes::compiled(pattern).is_ok_and(|regex| !regex.is_match(text))
    {
        outcome.wrong(path, format!("Does not match pattern '{pattern}'"));
    }
    if let Some(Json::String(format)) = keywords.get("format")
        && !formats::fits(format, text)
    {
        outcome.wrong(path, format!("Does not match format '{format}'"));
    }
    outcome.passed();
}
