//! The keywords of JSON schema, drafts 4 to 7, in the order and the words of the validator that Helm
//! 3.16 uses. Where several alternatives fail, the one that came furthest is reported; a score tells.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use regex::Regex;
use serde_json::{Map as Object, Value as Json};

use super::format::{expected, type_of};
use super::leaf::{common, numeric, string};
use super::parse::Parsed;
use crate::data::{Data, Table};
use crate::encoding::json;
use crate::functions::regexes;
use crate::value::Value;

/// Schemas that refer to each other without end.
const MAX_DEPTH: usize = 200;

/// All that is wrong with a value.
pub(super) fn errors(schema: &Parsed, value: &Data) -> Vec<String> {
    let mut outcome = Outcome::default();
    Checker { parsed: schema, depth: 0 }.any(&schema.root, value, &Path::Root, &mut outcome);
    outcome.errors
}

#[derive(Default)]
pub(super) struct Outcome {
    errors: Vec<String>,
    score: i64,
}

impl Outcome {
    pub(super) fn wrong(&mut self, path: &Path<'_>, message: impl std::fmt::Display) {
        self.errors.push(format!("{}: {message}", path.field()));
        self.score -= 2;
    }

    pub(super) fn passed(&mut self) {
        self.score += 1;
    }

    fn take(&mut self, other: Outcome) {
        self.errors.extend(other.errors);
        self.score += other.score;
    }

    fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Where a value stands. It is put into words only where something is wrong.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    /// The path in an error: from below the root.
    pub(super) fn field(&self) -> String {
        let path = self.to_string();
        path.strip_prefix("(root).").map_or_else(|| path.clone(), str::to_owned)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => to.write_str("(root)"),
            Path::Key(above, key) => write!(to, "{above}.{key}"),
            Path::Item(above, index) => write!(to, "{above}.{index}"),
        }
    }
}

/// The better of two failures, the first of equals.
fn better(best: Option<Outcome>, other: Outcome) -> Option<Outcome> {
    match best {
        Some(best) if best.score >= other.score => Some(best),
        _ => Some(other),
    }
}

#[derive(Clone, Copy)]
struct Checker<'a> {
    parsed: &'a Parsed,
    depth: usize,
}

/// The keywords of one schema.
#[derive(Clone, Copy)]
pub(super) struct Keywords<'a> {
    keywords: &'a Object<String, Json>,
    /// The bits of all names. Every value asks for some twenty keywords, and a schema has two or three:
    /// most questions are answered without a comparison.
    bits: u64,
}

/// A bit for a name, the same for few others.
#[inline]
fn bit(name: &str) -> u64 {
    let first = name.as_bytes().first().copied().unwrap_or(0);
    1 << ((usize::from(first) + 5 * name.len()) % 64)
}

impl<'a> Keywords<'a> {
    fn new(keywords: &'a Object<String, Json>) -> Self {
        Keywords { keywords, bits: keywords.keys().fold(0, |bits, name| bits | bit(name)) }
    }

    #[inline]
    pub(super) fn get(self, name: &str) -> Option<&'a Json> {
        // To compare a few names is faster than to hash one.
        const FEW: usize = 8;
        if self.bits & bit(name) == 0 {
            return None;
        }
        if self.keywords.len() > FEW {
            return self.keywords.get(name);
        }
        self.keywords.iter().find(|(keyword, _)| *keyword == name).map(|(_, schema)| schema)
    }
}

impl<'a> Checker<'a> {
    fn fresh(self, schema: &'a Json, value: &Data, path: &Path<'_>) -> Outcome {
        let mut outcome = Outcome::default();
        self.any(schema, value, path, &mut outcome);
        outcome
    }

    fn any(mut self, schema: &'a Json, value: &Data, path: &Path<'_>, outcome: &mut Outcome) {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return outcome.wrong(path, "The schema is nested too deeply");
        }
        let keywords = match schema {
            Json::Bool(false) => return outcome.wrong(path, "False always fails validation"),
            Json::Object(keywords) => Keywords::new(keywords),
            _ => return outcome.passed(),
        };
        if let Some(Json::String(reference)) = keywords.get("$ref") {
            return match self.parsed.target(reference) {
                Some(schema) => self.any(schema, value, path, outcome),
                None => outcome.passed(),
            };
        }
        let types: Vec<&str> = match keywords.get("type") {
            Some(Json::String(name)) => vec![name],
            Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
            _ => Vec::new(),
        };
        let given = type_of(value);
        let fits = types.contains(&given) || given == "integer" && types.contains(&"number");
        if !types.is_empty() && !fits {
            let wanted = expected(&types);
            return outcome
                .wrong(path, format!("Invalid type. Expected: {wanted}, given: {given}"));
        }
        self.combinations(keywords, value, path, outcome);
        match value {
            Data::List(items) => {
                self.array(keywords, items, path, outcome);
                common(keywords, value, path, outcome);
            }
            Data::Table(table) => {
                common(keywords, value, path, outcome);
                self.object(keywords, table, path, outcome);
                self.properties(keywords, table, path, outcome);
            }
            _ => {
                if let Some(number) = value.number() {
                    numeric(keywords, number, path, outcome);
                }
                common(keywords, value, path, outcome);
                if let Data::Text(text) = value {
                    string(keywords, text, path, outcome);
                }
            }
        }
        outcome.passed();
    }

    fn combinations(
        self,
        keywords: Keywords<'a>,
        value: &Data,
        path: &Path<'_>,
        outcome: &mut Outcome,
    ) {
        if let Some(Json::Array(schemas)) = keywords.get("anyOf") {
            let mut best = None;
            let mut valid = false;
            for schema in schemas {
                let result = self.fresh(schema, value, path);
                valid = result.is_valid();
                if valid {
                    break;
                }
                best = better(best, result);
            }
            if !valid {
                outcome.wrong(path, "Must validate at least one schema (anyOf)");
                best.into_iter().for_each(|best| outcome.take(best));
            }
        }
        if let Some(Json::Array(schemas)) = keywords.get("oneOf") {
            let mut best = None;
            let mut count = 0;
            for schema in schemas {
                let result = self.fresh(schema, value, path);
                if result.is_valid() {
                    count += 1;
                } else if count == 0 {
                    best = better(best, result);
                }
            }
            if count != 1 {
                outcome.wrong(path, "Must validate one and only one schema (oneOf)");
                best.into_iter().filter(|_| count == 0).for_each(|best| outcome.take(best));
            }
        }
        if let Some(Json::Array(schemas)) = keywords.get("allOf") {
            let before = outcome.errors.len();
            for schema in schemas {
                outcome.take(self.fresh(schema, value, path));
            }
            if outcome.errors.len() > before {
                outcome.wrong(path, "Must validate all the schemas (allOf)");
            }
        }
        if let Some(schema) = keywords.get("not")
            && self.fresh(schema, value, path).is_valid()
        {
            outcome.wrong(path, "Must not validate the schema (not)");
        }
        self.dependencies(keywords, value, path, outcome);
        self.conditional(keywords, value, path, outcome);
        outcome.passed();
    }

    fn dependencies(
        self,
        keywords: Keywords<'a>,
        value: &Data,
        path: &Path<'_>,
        outcome: &mut Outcome,
    ) {
        let (Some(Json::Object(dependencies)), Data::Table(table)) =
            (keywords.get("dependencies"), value)
        else {
            return;
        };
        for dependency in table.keys().filter_map(|key| dependencies.get(key)) {
            let Json::Array(names) = dependency else {
                self.any(dependency, value, path, outcome);
                continue;
            };
            for name in names.iter().filter_map(Json::as_str) {
                if !table.contains_key(name) {
                    outcome.wrong(path, format!("Has a dependency on {name}"));
                }
            }
        }
    }

    fn conditional(
        self,
        keywords: Keywords<'a>,
        value: &Data,
        path: &Path<'_>,
        outcome: &mut Outcome,
    ) {
        let Some(condition) = keywords.get("if") else { return };
        let (branch, message) = if self.fresh(condition, value, path).is_valid() {
            ("then", "Must validate \"then\" as \"if\" was valid")
        } else {
            ("else", "Must validate \"else\" as \"if\" was not valid")
        };
        let Some(schema) = keywords.get(branch) else { return };
        let result = self.fresh(schema, value, path);
        if !result.is_valid() {
            outcome.wrong(path, message);
            outcome.take(result);
        }
    }

    fn array(self, keywords: Keywords<'a>, items: &[Data], path: &Path<'_>, outcome: &mut Outcome) {
        match keywords.get("items") {
            Some(Json::Array(schemas)) => {
                for (index, (schema, item)) in schemas.iter().zip(items).enumerate() {
                    outcome.take(self.fresh(schema, item, &Path::Item(path, index)));
                }
                let more = items.iter().enumerate().skip(schemas.len());
                match keywords.get("additionalItems") {
                    Some(Json::Bool(false)) if items.len() > schemas.len() => {
                        outcome.wrong(path, "No additional items allowed on array");
                    }
                    Some(schema @ Json::Object(_)) => {
                        more.for_each(|(index, item)| {
                            outcome.take(self.fresh(schema, item, &Path::Item(path, index)));
                        });
                    }
                    _ => {}
                }
            }
            Some(schema) => {
                for (index, item) in items.iter().enumerate() {
                    outcome.take(self.fresh(schema, item, &Path::Item(path, index)));
                }
            }
            None => {}
        }
        if let Some(least) = count(keywords, "minItems").filter(|least| items.len() < *least) {
            outcome.wrong(path, format!("Array must have at least {least} items"));
        }
        if let Some(most) = count(keywords, "maxItems").filter(|most| items.len() > *most) {
            outcome.wrong(path, format!("Array must have at most {most} items"));
        }
        if keywords.get("uniqueItems") == Some(&Json::Bool(true)) {
            let mut known = HashMap::new();
            for (index, item) in items.iter().enumerate() {
                let text = json::encode(&Value::from(item)).unwrap_or_default();
                if let Some(first) = known.insert(text, index) {
                    outcome.wrong(path, format!("array items[{first},{index}] must be unique"));
                }
            }
        }
        if let Some(schema) = keywords.get("contains") {
            let results: Vec<Outcome> = items
                .iter()
                .enumerate()
                .map(|(index, item)| self.fresh(schema, item, &Path::Item(path, index)))
                .collect();
            if !results.iter().any(Outcome::is_valid) {
                outcome.wrong(path, "At least one of the items must match");
                let best = results.into_iter().fold(None, better);
                best.into_iter().for_each(|best| outcome.take(best));
            }
        }
        outcome.passed();
    }

    fn object(self, keywords: Keywords<'a>, table: &Table, path: &Path<'_>, outcome: &mut Outcome) {
        if let Some(least) = count(keywords, "minProperties").filter(|it| table.len() < *it) {
            outcome.wrong(path, format!("Must have at least {least} properties"));
        }
        if let Some(most) = count(keywords, "maxProperties").filter(|it| table.len() > *it) {
            outcome.wrong(path, format!("Must have at most {most} properties"));
        }
        if let Some(Json::Array(names)) = keywords.get("required") {
            for name in names.iter().filter_map(Json::as_str) {
                if !table.contains_key(name) {
                    outcome.wrong(path, format!("{name} is required"));
                }
            }
        }
        let own = keywords.get("properties").and_then(Json::as_object);
        let patterns = patterns(keywords);
        for (key, value) in table {
            let below = Path::Key(path, key);
            let mut described = own.is_some_and(|own| own.contains_key(key));
            for (_, schema) in patterns.iter().filter(|(pattern, _)| pattern.is_match(key)) {
                described = true;
                outcome.take(self.fresh(schema, value, &below));
            }
            match keywords.get("additionalProperties") {
                _ if described => {}
                Some(Json::Bool(false)) => {
                    outcome.wrong(path, format!("Additional property {key} is not allowed"));
                }
                Some(schema @ Json::Object(_)) => {
                    outcome.take(self.fresh(schema, value, &below));
                }
                _ => {}
            }
        }
        if let Some(schema) = keywords.get("propertyNames") {
            for key in table.keys() {
                let result = self.fresh(schema, &Data::Text(key.clone()), path);
                if !result.is_valid() {
                    outcome.wrong(path, format!("Property name of \"{key}\" does not match"));
                    outcome.take(result);
                }
            }
        }
        outcome.passed();
    }

    fn properties(
        self,
        keywords: Keywords<'a>,
        table: &Table,
        path: &Path<'_>,
        outcome: &mut Outcome,
    ) {
        let Some(Json::Object(schemas)) = keywords.get("properties") else { return };
        for (key, schema) in schemas {
            if let Some(value) = table.get(key) {
                outcome.take(self.fresh(schema, value, &Path::Key(path, key)));
            }
        }
    }
}

pub(super) fn count(keywords: Keywords<'_>, name: &str) -> Option<usize> {
    keywords.get(name)?.as_f64().map(|number| number as usize)
}

fn patterns(keywords: Keywords<'_>) -> Vec<(Arc<Regex>, &Json)> {
    let Some(Json::Object(schemas)) = keywords.get("patternProperties") else { return Vec::new() };
    let compiled =
        schemas.iter().map(|(pattern, schema)| Some((regexes::compiled(pattern).ok()?, schema)));
    compiled.flatten().collect()
}
