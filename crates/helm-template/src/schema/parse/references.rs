//! The references of a schema: made absolute by the names of the schemas around them, and followed
//! inside of the schema. Nothing is fetched.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::{Draft, Keywords};
use crate::functions;

/// Where the schemas are that references name: JSON pointers into the schema.
#[derive(Debug, Default)]
pub(super) struct References(HashMap<String, String>);

/// Keywords whose values are taken as they stand.
const LITERAL: [&str; 2] = ["const", "enum"];
/// Keywords below which names stand before schemas, so that a name is no keyword.
const NAMES: [&str; 3] = ["properties", "dependencies", "patternProperties"];
/// The same, to this library alone.
const DEFINITIONS: [&str; 2] = ["definitions", "$defs"];

impl References {
    /// Notes the schemas that have names, makes references absolute, and takes keywords away that the
    /// draft does not have.
    pub(super) fn collect(schema: &mut Json, draft: Draft) -> References {
        let mut references = References::default();
        references.walk(schema, "", "", draft, true);
        references.0.insert(String::new(), String::new());
        references
    }

    fn walk(&mut self, value: &mut Json, base: &str, pointer: &str, draft: Draft, is_schema: bool) {
        let keywords = match value {
            Json::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.walk(item, base, &format!("{pointer}/{index}"), draft, true);
                }
                return;
            }
            Json::Object(keywords) => keywords,
            _ => return,
        };
        if is_schema {
            without_later(keywords, draft);
        }
        let id = if keywords.contains_key("id") { "id" } else { "$id" };
        let named = match keywords.get(id) {
            Some(Json::String(id)) => functions::absolute_url(base, id).ok(),
            _ => None,
        };
        if let Some(name) = &named {
            // A name counts once, and what has it again is not looked into.
            if self.0.contains_key(name) {
                return;
            }
            self.0.insert(name.clone(), pointer.to_owned());
        }
        let base = named.as_deref().unwrap_or(base);
        if let Some(Json::String(reference)) = keywords.get_mut("$ref")
            && let Ok(absolute) = functions::absolute_url(base, reference)
        {
            *reference = absolute;
        }
        for (name, value) in keywords.iter_mut() {
            let below = format!("{pointer}/{}", escaped(name));
            if LITERAL.contains(&name.as_str()) {
                continue;
            }
            if !NAMES.contains(&name.as_str()) {
                let is_schema = !DEFINITIONS.contains(&name.as_str());
                self.walk(value, base, &below, draft, is_schema);
                continue;
            }
            for (name, schema) in value.as_object_mut().into_iter().flatten() {
                self.walk(schema, base, &format!("{below}/{}", escaped(name)), draft, true);
            }
        }
    }

    /// What is known of a reference.
    pub(super) fn known(&self, reference: &str) -> Option<&str> {
        self.0.get(reference).map(String::as_str)
    }

    /// Follows a reference.
    pub(super) fn resolve(&mut self, reference: &str, root: &Json) -> Result<String, String> {
        if let Some(pointer) = self.known(reference) {
            return Ok(pointer.to_owned());
        }
        let (resource, _) = reference.split_once('#').unwrap_or((reference, ""));
        let url = functions::url_parts(reference)?;
        let Some(document) = self.known(resource) else {
            let is_canonical = match url.scheme.as_str() {
                "file" => url.path.starts_with('/'),
                scheme => !scheme.is_empty() && !url.host.is_empty(),
            };
            return Err(match is_canonical {
                true if url.scheme == "file" => {
                    format!("open {}: no such file or directory", url.path)
                }
                true => format!("Reference {reference} is not within the schema"),
                false => format!("Reference {reference} must be canonical"),
            });
        };
        let mut pointer = document.to_owned();
        let mut node = root.pointer(&pointer).unwrap_or(&Json::Null);
        // What is no pointer stands for the whole.
        let tokens = url.fragment.strip_prefix('/').into_iter().flat_map(|it| it.split('/'));
        for token in tokens {
            let token = token.replace("~1", "/").replace("~0", "~");
            let (below, part) = step(node, &token)?;
            node = below;
            pointer.push('/');
            pointer.push_str(&part);
        }
        self.0.insert(reference.to_owned(), pointer.clone());
        Ok(pointer)
    }
}

/// What stands in a value under a part of a pointer, and the part as it is written.
fn step<'a>(node: &'a Json, token: &str) -> Result<(&'a Json, String), String> {
    match node {
        Json::Object(entries) => match entries.get(token) {
            Some(below) => Ok((below, escaped(token))),
            None => Err(format!("Object has no key '{token}'")),
        },
        Json::Array(items) => {
            let Ok(index) = token.parse::<i64>() else {
                return Err(format!("Invalid array index '{token}'"));
            };
            let item = usize::try_from(index).ok().and_then(|index| items.get(index));
            match item {
                Some(below) => Ok((below, index.to_string())),
                None => Err(format!("Out of bound array[0,{}] index '{index}'", items.len())),
            }
        }
        _ => Err(format!("Invalid token reference '{token}'")),
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Takes keywords away that are of later drafts, and lists of alternatives without any.
fn without_later(keywords: &mut Keywords, draft: Draft) {
    if draft < Draft::Six {
        for name in ["const", "contains", "propertyNames"] {
            keywords.remove(name);
        }
    }
    if draft < Draft::Seven {
        for name in ["if", "then", "else"] {
            keywords.remove(name);
        }
    }
    for name in ["oneOf", "anyOf", "allOf"] {
        if keywords.get(name).and_then(Json::as_array).is_some_and(Vec::is_empty) {
            keywords.remove(name);
        }
    }
}
