//! The types of keywords that hold no schemas.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::{Draft, Keywords, Parse, wrong_type};
use crate::functions::regexes;

const TYPES: &[&str] = &["array", "boolean", "integer", "number", "null", "object", "string"];

pub(super) fn text(keywords: &Keywords, name: &str) -> Parse {
    match keywords.get(name) {
        None | Some(Json::String(_)) => Ok(()),
        Some(_) => Err(wrong_type("string", name)),
    }
}

pub(super) fn types(keywords: &Keywords) -> Parse {
    let mut known = HashSet::new();
    let mut add = |name: &str| {
        if !TYPES.contains(&name) {
            return Err(format!(
                "has a primitive type that is NOT VALID -- given: /{name}/ Expected valid values \
                 are:[{}]\n",
                TYPES.join(" ")
            ));
        }
        match known.insert(name.to_owned()) {
            true => Ok(()),
            false => Err(format!("{name} type is duplicated")),
        }
    };
    let refusal = || Err(wrong_type("string/array of strings", "type"));
    match keywords.get("type") {
        None => Ok(()),
        Some(Json::String(name)) => add(name),
        Some(Json::Array(names)) => names.iter().try_for_each(|name| match name {
            Json::String(name) => add(name),
            Json::Number(_) => {
                Err("unable to validate schema: interface conversion: interface {} \
                                    is json.Number, not string"
                    .to_owned())
            }
            _ => refusal(),
        }),
        Some(_) => refusal(),
    }
}

pub(super) fn numbers(keywords: &Keywords, draft: Draft) -> Parse {
    match keywords.get("multipleOf").map(Json::as_f64) {
        None => {}
        Some(None) => return Err(wrong_type("number", "multipleOf")),
        Some(Some(factor)) if factor <= 0.0 => {
            return Err("multipleOf must be strictly greater than 0".to_owned());
        }
        Some(Some(_)) => {}
    }
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if keywords.get(bound).is_some_and(|bound| !bound.is_number()) {
            return Err(format!("{bound} must be of a number"));
        }
        let expected = match draft {
            Draft::Four => "boolean",
            Draft::Six | Draft::Seven => "number",
            Draft::Any => "boolean/number",
        };
        match keywords.get(exclusive) {
            None => {}
            Some(Json::Bool(_))
                if matches!(draft, Draft::Four | Draft::Any) && !keywords.contains_key(bound) =>
            {
                return Err(format!("{exclusive} cannot be used without {bound}"));
            }
            Some(Json::Bool(_)) if matches!(draft, Draft::Four | Draft::Any) => {}
            Some(Json::Number(_)) if draft >= Draft::Six => {}
            Some(_) => return Err(wrong_type(expected, exclusive)),
        }
    }
    Ok(())
}

/// A keyword that counts.
fn count(keywords: &Keywords, name: &str) -> Result<Option<i64>, String> {
    match keywords.get(name).map(Json::as_i64) {
        None => Ok(None),
        Some(None) => Err(format!("{name} must be of an integer")),
        Some(Some(count)) if count < 0 => Err(format!("{name} must be greater than or equal to 0")),
        Some(Some(count)) => Ok(Some(count)),
    }
}

fn counts(keywords: &Keywords, least: &str, most: &str) -> Parse {
    match (count(keywords, least)?, count(keywords, most)?) {
        (Some(low), Some(high)) if low > high => {
            Err(format!("{least} cannot be greater than {most}"))
        }
        _ => Ok(()),
    }
}

pub(super) fn texts(keywords: &Keywords) -> Parse {
    counts(keywords, "minLength", "maxLength")?;
    match keywords.get("pattern") {
        None => {}
        Some(Json::String(pattern)) if regexes::compiled(pattern).is_ok() => {}
        Some(Json::String(_)) => return Err("pattern must be a valid regex".to_owned()),
        Some(_) => return Err("pattern must be of a string".to_owned()),
    }
    match keywords.get("format") {
        None | Some(Json::String(_)) => Ok(()),
        Some(_) => Err("format must be of type string".to_owned()),
    }
}

pub(super) fn objects(keywords: &Keywords) -> Parse {
    counts(keywords, "minProperties", "maxProperties")?;
    let names = match keywords.get("required") {
        None => return Ok(()),
        Some(Json::Array(names)) => names,
        Some(_) => return Err("required must be of an array".to_owned()),
    };
    let mut known = HashSet::new();
    for name in names {
        match name {
            Json::String(name) if known.insert(name) => {}
            Json::String(_) => return Err("required items must be unique".to_owned()),
            _ => return Err("required items must be string".to_owned()),
        }
    }
    Ok(())
}

pub(super) fn lists(keywords: &Keywords) -> Parse {
    count(keywords, "minItems")?;
    count(keywords, "maxItems")?;
    match keywords.get("uniqueItems") {
        None | Some(Json::Bool(_)) => Ok(()),
        Some(_) => Err("uniqueItems must be of a boolean".to_owned()),
    }
}

pub(super) fn values(keywords: &Keywords) -> Parse {
    let values = match keywords.get("enum") {
        None => return Ok(()),
        Some(Json::Array(values)) => values,
        Some(_) => return Err("enum must be of an array".to_owned()),
    };
    let mut known = HashSet::new();
    match values.iter().all(|value| known.insert(spelled(value))) {
        true => Ok(()),
        false => Err("enum items must be unique".to_owned()),
    }
}

/// A value so that equal ones are spelled alike.
fn spelled(value: &Json) -> String {
    match value {
        Json::Number(number) => number.as_f64().unwrap_or_default().to_string(),
        Json::Array(items) => {
            format!("[{}]", items.iter().map(spelled).collect::<Vec<_>>().join(","))
        }
        Json::Object(entries) => {
            let mut entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key:?}:{}", spelled(value))).collect();
            entries.sort_unstable();
            format!("{{{}}}", entries.join(","))
        }
        other => other.to_string(),
    }
}
