//! What Helm 3's validator makes of a schema before it looks at values: references are resolved, and
//! keywords of wrong types refused, in its order and its words.

mod keywords;
mod references;

use std::collections::HashSet;

use serde_json::{Map as Object, Value as Json};

use crate::functions;
use references::References;

/// Schemas inside of schemas.
const MAX_DEPTH: usize = 200;

/// A schema whose references are known to lead somewhere.
#[derive(Debug)]
pub(super) struct Parsed {
    /// The schema, with references as they are when the names of schemas above are counted in, and
    /// without keywords that its draft does not have.
    pub(super) root: Json,
    references: References,
}

impl Parsed {
    /// What a reference refers to.
    pub(super) fn target(&self, reference: &str) -> Option<&Json> {
        self.root.pointer(self.references.known(reference)?)
    }
}

/// The drafts of JSON schema, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Draft {
    Four,
    Six,
    Seven,
    /// No `$schema` says which: what any of them has.
    Any,
}

/// Reads a schema.
///
/// # Errors
/// In the validator's words.
pub(super) fn parse(schema: &Json) -> Result<Parsed, String> {
    let draft = draft_of(schema)?;
    let mut root = schema.clone();
    let references = References::collect(&mut root, draft);
    let mut parser = Parser { root: &root, draft, references, parsed: HashSet::new(), depth: 0 };
    parser.schema(&root)?;
    let references = parser.references;
    Ok(Parsed { root, references })
}

fn draft_of(schema: &Json) -> Result<Draft, String> {
    let keywords = match schema {
        Json::Object(keywords) => keywords,
        Json::Bool(_) => return Ok(Draft::Any),
        _ => return Err("schema is invalid".to_owned()),
    };
    let Some(named) = keywords.get("$schema") else { return Ok(Draft::Any) };
    let Json::String(named) = named else {
        return Err("$schema must be of type string".to_owned());
    };
    let named = functions::absolute_url("", named)?;
    Ok(match named.as_str() {
        "http://json-schema.org/draft-04/schema" => Draft::Four,
        "http://json-schema.org/draft-06/schema" => Draft::Six,
        "http://json-schema.org/draft-07/schema" => Draft::Seven,
        _ => Draft::Any,
    })
}

fn wrong_type(expected: &str, given: &str) -> String {
    format!("Invalid type. Expected: {expected}, given: {given}")
}

struct Parser<'a> {
    root: &'a Json,
    draft: Draft,
    references: References,
    /// The references whose targets are parsed.
    parsed: HashSet<String>,
    depth: usize,
}

type Parse = Result<(), String>;
type Keywords = Object<String, Json>;

const SCHEMA: &str = "valid schema";

impl<'a> Parser<'a> {
    fn schema(&mut self, schema: &'a Json) -> Parse {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("The schema is nested too deeply".to_owned());
        }
        match schema {
            Json::Bool(_) if self.draft >= Draft::Six => {}
            Json::Object(keywords) => self.keywords(keywords)?,
            _ => return Err(format!("Expected: {SCHEMA}, given: Invalid JSON")),
        }
        self.depth -= 1;
        Ok(())
    }

    fn keywords(&mut self, keywords: &'a Keywords) -> Parse {
        let id = match self.draft {
            Draft::Four => "id",
            Draft::Any if keywords.contains_key("id") => "id",
            _ => "$id",
        };
        keywords::text(keywords, id)?;
        if let Some(Json::String(id)) = keywords.get(id) {
            functions::absolute_url("", id)?;
        }
        match keywords.get("definitions") {
            None => {}
            Some(Json::Object(schemas)) => {
                for schema in schemas.values() {
                    if !is_schema(schema) {
                        return Err(wrong_type("array of schemas", "definitions"));
                    }
                    self.schema(schema)?;
                }
            }
            Some(Json::Bool(_)) => {
                return Err(
                    "unable to validate schema: interface conversion: interface {} is bool, \
                            not map[string]interface {}"
                        .to_owned(),
                );
            }
            Some(_) => return Err(wrong_type("array of schemas", "definitions")),
        }
        for name in ["title", "description", "$ref"] {
            keywords::text(keywords, name)?;
        }
        if let Some(Json::String(reference)) = keywords.get("$ref") {
            functions::absolute_url("", reference)?;
            // What is known already is only noted, and what stands beside it is read.
            if self.parsed.insert(reference.clone()) {
                let pointer = self.references.resolve(reference, self.root)?;
                return match self.root.pointer(&pointer) {
                    Some(target) if is_schema(target) => self.schema(target),
                    _ => Err(format!("{SCHEMA} must be of type object")),
                };
            }
        }
        keywords::types(keywords)?;
        self.below(keywords)?;
        keywords::numbers(keywords, self.draft)?;
        keywords::texts(keywords)?;
        keywords::objects(keywords)?;
        keywords::lists(keywords)?;
        if let Some(schema) = keywords.get("contains") {
            self.schema(schema)?;
        }
        keywords::values(keywords)?;
        self.combinations(keywords)
    }

    /// What stands below a table or a list.
    fn below(&mut self, keywords: &'a Keywords) -> Parse {
        match keywords.get("properties") {
            None => {}
            Some(Json::Object(schemas)) => self.schemas(schemas.values())?,
            Some(_) => return Err("properties must be of type object".to_owned()),
        }
        self.additional(keywords, "additionalProperties")?;
        match keywords.get("patternProperties") {
            None => {}
            Some(Json::Object(schemas)) => {
                for (pattern, schema) in schemas {
                    if functions::regexes::compiled(pattern).is_err() {
                        return Err(format!("Invalid regex pattern '{pattern}'"));
                    }
                    self.schema(schema)?;
                }
            }
            Some(_) => return Err(wrong_type(SCHEMA, "patternProperties")),
        }
        match keywords.get("propertyNames") {
            None => {}
            Some(schema) if is_schema(schema) => self.schema(schema)?,
            Some(_) => return Err(wrong_type(SCHEMA, "patternProperties")),
        }
        self.dependencies(keywords)?;
        let items = || Err(wrong_type("valid schema/array of schemas", "items"));
        match keywords.get("items") {
            None => {}
            Some(Json::Array(schemas)) => {
                for schema in schemas {
                    if !is_schema(schema) {
                        return items();
                    }
                    self.schema(schema)?;
                }
            }
            Some(schema) if is_schema(schema) => self.schema(schema)?,
            Some(_) => return items(),
        }
        self.additional(keywords, "additionalItems")
    }

    fn additional(&mut self, keywords: &'a Keywords, name: &str) -> Parse {
        match keywords.get(name) {
            None | Some(Json::Bool(_)) => Ok(()),
            Some(schema @ Json::Object(_)) => self.schema(schema),
            Some(_) => Err(wrong_type("boolean/valid schema", name)),
        }
    }

    fn dependencies(&mut self, keywords: &'a Keywords) -> Parse {
        let refusal = || Err("dependency must be of type schema or array of strings".to_owned());
        let dependencies = match keywords.get("dependencies") {
            None => return Ok(()),
            Some(Json::Object(dependencies)) => dependencies,
            Some(_) => return Err("dependencies must be of type object".to_owned()),
        };
        for dependency in dependencies.values() {
            match dependency {
                Json::Array(names) if names.iter().all(Json::is_string) => {}
                schema if is_schema(schema) => self.schema(schema)?,
                _ => return refusal(),
            }
        }
        Ok(())
    }

    fn combinations(&mut self, keywords: &'a Keywords) -> Parse {
        // The words for `allOf` name another.
        for (name, named) in [("oneOf", "oneOf"), ("anyOf", "anyOf"), ("allOf", "anyOf")] {
            match keywords.get(name) {
                None => {}
                Some(Json::Array(schemas)) => self.schemas(schemas)?,
                Some(_) => return Err(format!("{named} must be of an array")),
            }
        }
        for name in ["not", "if", "then", "else"] {
            match keywords.get(name) {
                None => {}
                Some(schema) if is_schema(schema) => self.schema(schema)?,
                Some(_) => return Err(format!("{name} must be of an object")),
            }
        }
        Ok(())
    }

    fn schemas(&mut self, schemas: impl IntoIterator<Item = &'a Json>) -> Parse {
        schemas.into_iter().try_for_each(|schema| self.schema(schema))
    }
}

fn is_schema(schema: &Json) -> bool {
    matches!(schema, Json::Object(_) | Json::Bool(_))
}
