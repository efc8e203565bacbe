//! Schemas that are none, found before anything is validated.

use serde_json::Value as Json;

const TYPES: &[&str] = &["array", "boolean", "integer", "number", "null", "object", "string"];
const MAX_DEPTH: usize = 200;

/// Refuses types that there are not.
pub(super) fn check(schema: &Json, depth: usize) -> Result<(), String> {
    let Json::Object(keywords) = schema else { return Ok(()) };
    if depth > MAX_DEPTH {
        return Err("the schema is nested too deeply".to_owned());
    }
    let named = match keywords.get("type") {
        Some(Json::String(name)) => vec![name.as_str()],
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    if let Some(unknown) = named.iter().find(|name| !TYPES.contains(name)) {
        return Err(format!(
            "has a primitive type that is NOT VALID -- given: /{unknown}/ Expected valid values \
             are:[{}]\n",
            TYPES.join(" ")
        ));
    }
    for (keyword, value) in keywords {
        match (keyword.as_str(), value) {
            ("properties" | "patternProperties" | "definitions", Json::Object(schemas)) => {
                schemas.values().try_for_each(|schema| check(schema, depth + 1))?;
            }
            ("anyOf" | "oneOf" | "allOf" | "items", Json::Array(schemas)) => {
                schemas.iter().try_for_each(|schema| check(schema, depth + 1))?;
            }
            (
                "items"
                | "additionalItems"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames",
                schema,
            ) => check(schema, depth + 1)?,
            _ => {}
        }
    }
    Ok(())
}
