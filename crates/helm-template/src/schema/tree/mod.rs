//! Schemas of drafts 4 to 2020-12 in the order and the words of the validator of Helm 4: what is wrong
//! is a tree, in which alternatives show why each of them failed.
//!
//! Helm goes through mappings in no fixed order; here it is that of their keys.

mod findings;
mod formats;
mod keywords;
mod lists;
mod meta;
mod references;
mod words;

use serde_json::{Map as Object, Value as Json};

use crate::data::{Data, Table};
use crate::encoding::json;
use findings::{Evaluated, Findings, Kind, Wrong};
use references::Resources;
use words::{joined, pointer, quoted};

/// Schemas that refer to each other without end.
const MAX_DEPTH: usize = 200;

/// A schema that is one, and whose references lead somewhere.
#[derive(Debug)]
pub(super) struct Compiled {
    root: Json,
    resources: Resources,
    draft: u16,
    tracks: bool,
}

/// Reads a schema.
///
/// # Errors
/// In the validator's words.
pub(super) fn compile(schema: &Json) -> Result<Compiled, String> {
    let draft = references::draft_of(schema)?;
    let mut root = schema.clone();
    let resources = Resources::collect(&mut root, draft)?;
    check(schema, draft)?;
    resources.follow(&root, draft)?;
    let tracks = schema.to_string().contains("\"unevaluated");
    Ok(Compiled { root, resources, draft, tracks })
}

/// What is wrong with a value, a line each; nothing where it is valid.
pub(super) fn errors(schema: &Compiled, value: &Data) -> String {
    let Compiled { root, resources, draft, tracks } = schema;
    let (draft, tracks) = (*draft, *tracks);
    let asserts_formats = draft < 2019;
    Checker { root, resources: Some(resources), draft, asserts_formats, tracks, depth: 0 }
        .errors(value)
}

/// What is wrong with a schema itself.
fn check(schema: &Json, draft: u16) -> Result<(), String> {
    let (root, name) = meta::schema(draft);
    let (asserts_formats, tracks) = (true, false);
    let checker = Checker { root, resources: None, draft, asserts_formats, tracks, depth: 0 };
    let errors = checker.errors(&json::data(schema.clone()));
    if errors.is_empty() {
        return Ok(());
    }
    let errors = errors.trim_end();
    Err(format!(
        "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation \
         failed with '{name}'\n{errors}"
    ))
}

type Keywords = Object<String, Json>;

#[derive(Clone, Copy)]
struct Checker<'a> {
    root: &'a Json,
    /// The schemas that have names; nothing where all references are pointers.
    resources: Option<&'a Resources>,
    draft: u16,
    asserts_formats: bool,
    /// Whether it matters which keys and items were looked at.
    tracks: bool,
    depth: usize,
}

impl<'a> Checker<'a> {
    /// What is wrong, a line each.
    fn errors(self, value: &Data) -> String {
        let mut text = String::new();
        if let Err(wrong) = self.value(self.root, value, &mut Vec::new()) {
            match wrong.kind {
                Kind::Group => wrong.causes.iter().for_each(|cause| cause.write(&mut text, 0)),
                _ => wrong.write(&mut text, 0),
            }
        }
        text
    }

    /// Holds a value against a schema; `path` is where the value stands.
    fn value(
        mut self,
        schema: &'a Json,
        value: &Data,
        path: &mut Vec<String>,
    ) -> Result<Evaluated, Wrong> {
        self.depth += 1;
        let at = pointer(path);
        let said =
            |words: String| Wrong { at: at.clone(), kind: Kind::Said(words), causes: Vec::new() };
        if self.depth > MAX_DEPTH {
            return Err(said("the schema is nested too deeply".to_owned()));
        }
        let keywords = match schema {
            Json::Bool(false) => return Err(said("false schema".to_owned())),
            Json::Object(keywords) => keywords,
            _ => return Ok(Evaluated::default()),
        };
        let reference = keywords.get("$ref").and_then(Json::as_str);
        let alone = reference.is_some() && self.draft < 2019;
        if !alone
            && let Some(words) = keywords::first(keywords, value, self.draft, self.asserts_formats)
        {
            return Err(said(words));
        }
        let mut findings = Findings { at, errors: Vec::new(), evaluated: Evaluated::default() };
        if let Some(reference) = reference {
            self.reference(reference, value, path, &mut findings);
            if alone {
                return findings.result();
            }
        }
        if self.draft >= 2019 {
            let keyword = if self.draft == 2019 { "$recursiveRef" } else { "$dynamicRef" };
            if let Some(reference) = keywords.get(keyword).and_then(Json::as_str) {
                self.reference(reference, value, path, &mut findings);
            }
        }
        match value {
            Data::Table(table) => self.table(keywords, table, path, &mut findings),
            Data::List(items) => self.list(keywords, items, path, &mut findings),
            Data::Text(text) => keywords::text(keywords, text, &mut findings),
            _ => {
                if let Some(number) = value.number() {
                    keywords::number(keywords, number, &mut findings);
                }
            }
        }
        self.combinations(keywords, value, path, &mut findings);
        if self.draft >= 2019 {
            self.unevaluated(keywords, value, path, &mut findings);
        }
        findings.result()
    }

    fn reference(
        self,
        reference: &str,
        value: &Data,
        path: &mut Vec<String>,
        findings: &mut Findings,
    ) {
        let Some(target) = self.resolve(reference) else { return };
        match self.value(target, value, path) {
            Ok(evaluated) => findings.evaluated.merge(evaluated),
            Err(wrong) => {
                let causes = match wrong.kind {
                    Kind::Group => wrong.causes,
                    _ => vec![wrong],
                };
                let at = findings.at.clone();
                findings.errors.push(Wrong { at, kind: Kind::Reference, causes });
            }
        }
    }

    /// What a reference inside of the schema refers to.
    fn resolve(self, reference: &str) -> Option<&'a Json> {
        match self.resources {
            None => self.root.pointer(reference.strip_prefix('#')?),
            Some(resources) => resources.target(self.root, reference).ok(),
        }
    }

    fn table(
        self,
        keywords: &'a Keywords,
        table: &Table,
        path: &mut Vec<String>,
        findings: &mut Findings,
    ) {
        keywords::bounds(keywords, "Properties", table.len(), findings);
        let missing = |names: &Json| -> Vec<String> {
            let names = names.as_array().into_iter().flatten().filter_map(Json::as_str);
            names.filter(|name| !table.contains_key(*name)).map(str::to_owned).collect()
        };
        if let Some(required) = keywords.get("required") {
            match &missing(required)[..] {
                [] => {}
                [one] => findings.say(format!("missing property {}", quoted(one))),
                many => findings.say(format!("missing properties {}", joined(many))),
            }
        }
        let value = || Data::Table(table.clone());
        let depends = |name: &str, names: &Json, findings: &mut Findings| {
            let missing = missing(names);
            if !missing.is_empty() {
                let (missing, name) = (joined(&missing), quoted(name));
                findings.say(format!("properties {missing} required, if {name} exists"));
            }
        };
        for (name, dependency) in present(keywords, "dependencies", table) {
            match dependency {
                Json::Array(_) => depends(name, dependency, findings),
                schema => findings.take(self.value(schema, &value(), path)),
            }
        }
        self.properties(keywords, table, path, findings);
        if self.draft >= 6
            && let Some(schema) = keywords.get("propertyNames")
        {
            for name in table.keys() {
                if let Err(wrong) = self.value(schema, &Data::Text(name.clone()), &mut Vec::new()) {
                    let causes = match wrong.kind {
                        Kind::Group => wrong.causes,
                        _ => vec![wrong],
                    };
                    let kind = Kind::Said(format!("invalid propertyName {}", quoted(name)));
                    findings.errors.push(Wrong { at: String::new(), kind, causes });
                }
            }
        }
        if self.draft >= 2019 {
            for (_, schema) in present(keywords, "dependentSchemas", table) {
                findings.take(self.value(schema, &value(), path));
            }
            for (name, names) in present(keywords, "dependentRequired", table) {
                depends(name, names, findings);
            }
        }
    }

    fn properties(
        self,
        keywords: &'a Keywords,
        table: &Table,
        path: &mut Vec<String>,
        findings: &mut Findings,
    ) {
        let named = keywords.get("properties").and_then(Json::as_object);
        let patterns = keywords::patterns(keywords);
        let mut additional = Vec::new();
        for (name, value) in table {
            let mut schemas: Vec<&Json> = named.and_then(|it| it.get(name)).into_iter().collect();
            let fitting = patterns.iter().filter(|(pattern, _)| pattern.is_match(name));
            schemas.extend(fitting.map(|(_, schema)| *schema));
            if schemas.is_empty() {
                match keywords.get("additionalProperties") {
                    None => continue,
                    Some(Json::Bool(false)) => additional.push(name.clone()),
                    Some(schema) => schemas.push(schema),
                }
            }
            for schema in schemas {
                findings.take_below(self.below(schema, value, name.clone(), path));
            }
            if self.tracks {
                findings.evaluated.keys.insert(name.clone());
            }
        }
        if !additional.is_empty() {
            findings.say(format!("additional properties {} not allowed", joined(&additional)));
        }
    }

    fn below(
        self,
        schema: &'a Json,
        value: &Data,
        name: String,
        path: &mut Vec<String>,
    ) -> Result<Evaluated, Wrong> {
        path.push(name);
        let result = self.value(schema, value, path);
        path.pop();
        result
    }

    fn combinations(
        self,
        keywords: &'a Keywords,
        value: &Data,
        path: &mut Vec<String>,
        findings: &mut Findings,
    ) {
        let schemas = |name: &str| {
            keywords.get(name).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default()
        };
        if let Some(schema) = keywords.get("not")
            && let Ok(evaluated) = self.value(schema, value, path)
        {
            findings.evaluated.merge(evaluated);
            findings.say("'not' failed");
        }
        let mut errors = Vec::new();
        for schema in schemas("allOf") {
            match self.value(schema, value, path) {
                Ok(evaluated) => findings.evaluated.merge(evaluated),
                Err(wrong) => errors.push(wrong),
            }
        }
        if !errors.is_empty() {
            findings.say_because("'allOf' failed", errors);
        }
        let (mut errors, mut matched) = (Vec::new(), false);
        for schema in schemas("anyOf") {
            match self.value(schema, value, path) {
                Ok(evaluated) => {
                    findings.evaluated.merge(evaluated);
                    matched = true;
                    if !self.tracks {
                        break;
                    }
                }
                Err(wrong) => errors.push(wrong),
            }
        }
        if !matched && !errors.is_empty() {
            findings.say_because("'anyOf' failed", errors);
        }
        self.one_of(schemas("oneOf"), value, path, findings);
        if self.draft >= 7
            && let Some(schema) = keywords.get("if")
        {
            let branch = match self.value(schema, value, path) {
                Ok(evaluated) => {
                    findings.evaluated.merge(evaluated);
                    "then"
                }
                Err(_) => "else",
            };
            if let Some(schema) = keywords.get(branch) {
                findings.take(self.value(schema, value, path));
            }
        }
    }

    fn one_of(
        self,
        schemas: &'a [Json],
        value: &Data,
        path: &mut Vec<String>,
        findings: &mut Findings,
    ) {
        let (mut errors, mut matched) = (Vec::new(), None);
        for (index, schema) in schemas.iter().enumerate() {
            match (self.value(schema, value, path), matched) {
                (Err(wrong), _) => errors.push(wrong),
                (Ok(evaluated), None) => {
                    findings.evaluated.merge(evaluated);
                    matched = Some(index);
                }
                (Ok(_), Some(first)) => {
                    let words = format!("'oneOf' failed, subschemas {first}, {index} matched");
                    return findings.say(words);
                }
            }
        }
        if matched.is_none() && !schemas.is_empty() {
            findings.say_because("'oneOf' failed, none matched", errors);
        }
    }

    fn unevaluated(
        self,
        keywords: &'a Keywords,
        value: &Data,
        path: &mut Vec<String>,
        findings: &mut Findings,
    ) {
        match value {
            Data::Table(table) => {
                let Some(schema) = keywords.get("unevaluatedProperties") else { return };
                for (name, value) in table {
                    if findings.evaluated.keys.insert(name.clone()) {
                        findings.take_below(self.below(schema, value, name.clone(), path));
                    }
                }
            }
            Data::List(items) => {
                let Some(schema) = keywords.get("unevaluatedItems") else { return };
                for (index, item) in items.iter().enumerate() {
                    if findings.evaluated.items.insert(index) {
                        findings.take_below(self.below(schema, item, index.to_string(), path));
                    }
                }
            }
            _ => {}
        }
    }
}

/// The entries of a keyword whose names are keys of the table.
fn present<'a>(
    keywords: &'a Keywords,
    keyword: &str,
    table: &Table,
) -> impl Iterator<Item = (&'a str, &'a Json)> {
    let entries = keywords.get(keyword).and_then(Json::as_object).into_iter().flatten();
    entries
        .filter(|(name, _)| table.contains_key(*name))
        .map(|(name, schema)| (name.as_str(), schema))
        .collect::<Vec<_>>()
        .into_iter()
}

/// The first schema, from outside to inside, that fits.
fn find<'a>(schema: &'a Json, fits: &dyn Fn(&Keywords) -> bool) -> Option<&'a Json> {
    match schema {
        Json::Object(keywords) if fits(keywords) => Some(schema),
        Json::Object(keywords) => keywords.values().find_map(|inner| find(inner, fits)),
        Json::Array(items) => items.iter().find_map(|inner| find(inner, fits)),
        _ => None,
    }
}
