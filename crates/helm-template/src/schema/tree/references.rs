//! The references of a schema, as Helm 4's validator follows them before it looks at values.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::{Keywords, find, meta};
use crate::functions;

/// What the file of the schema is called.
const FILE: &str = "file:///values.schema.json";
const REFERRING: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// The schemas that have names, by those: JSON pointers into the whole.
#[derive(Debug, Default)]
pub(super) struct Resources(HashMap<String, String>);

impl Resources {
    /// Notes the schemas that have names, and makes references absolute.
    pub(super) fn collect(root: &mut Json, draft: u16) -> Result<Resources, String> {
        let mut resources = Resources::default();
        resources.0.insert(FILE.to_owned(), String::new());
        resources.walk(root, FILE, "", draft)?;
        Ok(resources)
    }

    fn walk(
        &mut self,
        value: &mut Json,
        base: &str,
        pointer: &str,
        draft: u16,
    ) -> Result<(), String> {
        let keywords = match value {
            Json::Array(items) => {
                let mut items = items.iter_mut().enumerate();
                return items.try_for_each(|(index, item)| {
                    self.walk(item, base, &format!("{pointer}/{index}"), draft)
                });
            }
            Json::Object(keywords) => keywords,
            _ => return Ok(()),
        };
        let id = keywords.get(if draft == 4 { "id" } else { "$id" }).and_then(Json::as_str);
        let mut named = None;
        if let Some(id) = id.filter(|id| !id.starts_with('#')) {
            let Ok(name) = functions::absolute_url(base, id) else {
                return Err(format!("error in parsing id at \"{FILE}#{pointer}\""));
            };
            let name = name.split('#').next().unwrap_or_default().to_owned();
            self.0.insert(name.clone(), pointer.to_owned());
            named = Some(name);
        }
        let base = named.as_deref().unwrap_or(base);
        for keyword in REFERRING {
            if let Some(Json::String(reference)) = keywords.get_mut(keyword)
                && let Ok(absolute) = functions::absolute_url(base, reference)
            {
                *reference = match absolute.contains('#') {
                    true => absolute,
                    false => format!("{absolute}#"),
                };
            }
        }
        for (name, value) in keywords.iter_mut() {
            if matches!(name.as_str(), "const" | "enum") {
                continue;
            }
            let name = name.replace('~', "~0").replace('/', "~1");
            self.walk(value, base, &format!("{pointer}/{name}"), draft)?;
        }
        Ok(())
    }

    /// What an absolute reference refers to.
    pub(super) fn target<'a>(&self, root: &'a Json, reference: &str) -> Result<&'a Json, String> {
        let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let (root, pointer) = match self.0.get(resource) {
            Some(pointer) => (root, pointer.as_str()),
            // Helm cannot look these up, and lets everything pass.
            None if resource.starts_with("urn:") => (&Json::Bool(true), ""),
            None => return Err(not_loaded(resource)),
        };
        let resource_root = root.pointer(pointer).unwrap_or(&Json::Null);
        let fragment =
            functions::url_parts(reference).map_or(fragment.to_owned(), |it| it.fragment);
        if fragment.is_empty() || fragment.starts_with('/') {
            let target = resource_root.pointer(&fragment);
            return target.ok_or_else(|| format!("json-pointer in \"{reference}\" not found"));
        }
        let named = |keywords: &Keywords| {
            let named = |keyword: &str| keywords.get(keyword).and_then(Json::as_str);
            named("$anchor") == Some(&fragment)
                || named("$dynamicAnchor") == Some(&fragment)
                || named("$id").and_then(|id| id.strip_prefix('#')) == Some(&fragment)
                || named("id").and_then(|id| id.strip_prefix('#')) == Some(&fragment)
        };
        find(resource_root, &named)
            .ok_or_else(|| format!("anchor in \"{reference}\" not found in schema \"{resource}\""))
    }

    /// Follows all references of schemas that values can be held against.
    pub(super) fn follow(&self, root: &Json, draft: u16) -> Result<(), String> {
        let mut known: HashSet<*const Json> = HashSet::new();
        let mut open = vec![root];
        while let Some(schema) = open.pop() {
            let Some(keywords) = schema.as_object().filter(|_| known.insert(schema)) else {
                continue;
            };
            let alone = draft < 2019 && keywords.contains_key("$ref");
            for keyword in REFERRING {
                if let Some(Json::String(reference)) = keywords.get(keyword) {
                    open.push(self.target(root, reference)?);
                }
            }
            for (name, value) in keywords.iter().filter(|_| !alone) {
                match meta::holds(draft, name) {
                    meta::Holds::Nothing => {}
                    meta::Holds::Schemas => match value {
                        Json::Array(schemas) => open.extend(schemas),
                        schema => open.push(schema),
                    },
                    meta::Holds::Named => {
                        open.extend(value.as_object().into_iter().flat_map(|it| it.values()));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Nothing is loaded here, and helm would find no file either.
fn not_loaded(resource: &str) -> String {
    let reason = match resource.split_once("://") {
        Some(("file", path)) => format!("open {path}: no such file or directory"),
        Some(("http" | "https", _)) => "nothing is fetched".to_owned(),
        _ => format!("no URLLoader registered for \"{resource}\""),
    };
    format!("failing loading \"{resource}\": {reason}")
}

/// The draft that `$schema` names, by its number or year.
pub(super) fn draft_of(schema: &Json) -> Result<u16, String> {
    let Some(named) = schema.get("$schema").and_then(Json::as_str) else { return Ok(2020) };
    let named = named.split('#').next().unwrap_or_default();
    let plain = named.strip_prefix("https://").or_else(|| named.strip_prefix("http://"));
    match plain {
        Some("json-schema.org/schema") => Ok(2020),
        Some("json-schema.org/draft-04/schema") => Ok(4),
        Some("json-schema.org/draft-06/schema") => Ok(6),
        Some("json-schema.org/draft-07/schema") => Ok(7),
        Some("json-schema.org/draft/2019-09/schema") => Ok(2019),
        Some("json-schema.org/draft/2020-12/schema") => Ok(2020),
        _ => Err(not_loaded(named)),
    }
}
