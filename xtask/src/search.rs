//! Which smallest change of a value makes a render take a branch that none takes yet.
//!
//! One value at a time is changed, first of the chart's defaults, then of each combination. It must
//! not know how what it finds is reported.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use helm_template::coverage::{Arm, Coverage};
use rayon::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::branches::Branch;
use crate::render::{RenderOptions, Renderer};
use crate::suite::Combination;

/// A change that takes a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The combination that is changed; none where it is the chart's defaults.
    pub combination: Option<String>,
    /// The value, dotted.
    pub key: String,
    /// What it becomes.
    pub value: Json,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// For each of the branches the first change that takes it, where one does.
    pub changes: Vec<Option<Change>>,
    /// Whether everything was tried in the time that there was.
    pub complete: bool,
}

/// Looks for changes that take some branches, for as long as `limit`.
pub fn changes(
    renderer: &dyn Renderer,
    chart: &Path,
    combinations: &[Combination],
    values: &Json,
    schema: Option<&Json>,
    untaken: &[&Branch],
    limit: Duration,
) -> Found {
    let started = Instant::now();
    let is_over = || started.elapsed() > limit;
    let mut found: Vec<Option<Change>> = vec![None; untaken.len()];
    let candidates = candidates(values, schema);
    let defaults = RenderOptions {
        release: "certctl".to_owned(),
        namespace: "default".to_owned(),
        ..RenderOptions::default()
    };
    let bases = std::iter::once((None, &defaults)).chain(
        combinations.iter().map(|combination| (Some(&combination.name), &combination.options)),
    );
    for (name, base) in bases {
        if found.iter().all(Option::is_some) {
            break;
        }
        let taken = Mutex::new(HashMap::<usize, usize>::new());
        candidates.par_iter().enumerate().for_each(|(number, (path, value))| {
            if is_over() {
                return;
            }
            let options =
                RenderOptions { values: changed(&base.values, path, value), ..base.clone() };
            let Some(coverage) = renderer.template(chart, &options).coverage else { return };
            let mut taken = taken.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            for branch in passed(&coverage, untaken) {
                let first = taken.entry(branch).or_insert(number);
                *first = number.min(*first);
            }
        });
        for (branch, number) in taken.into_inner().unwrap_or_default() {
            let (path, value) = &candidates[number];
            let change =
                Change { combination: name.cloned(), key: dotted(path), value: value.clone() };
            found[branch].get_or_insert(change);
        }
    }
    let complete = found.iter().all(Option::is_some) || !is_over();
    Found { changes: found, complete }
}

/// Which of some branches a render took, by their numbers.
fn passed<'a>(coverage: &'a Coverage, branches: &'a [&Branch]) -> impl Iterator<Item = usize> + 'a {
    let key = |file: &str, line: u32, column: u32, arm: &Arm| {
        let inside = file.split_once("templates/").map_or("", |(_, inside)| inside).to_owned();
        (inside, line, column, arm.clone())
    };
    let wanted: HashMap<_, usize> = branches
        .iter()
        .enumerate()
        .map(|(number, it)| (key(&it.file, it.line, it.column, &it.arm), number))
        .collect();
    coverage.iter().filter(|(_, taken)| *taken > 0).filter_map(move |(place, _)| {
        wanted.get(&key(&place.template, place.line, place.column, &place.arm)).copied()
    })
}

/// Values as JSON with one of them changed.
fn changed(values: &str, path: &[String], value: &Json) -> String {
    let mut root: Json = serde_json::from_str(values).unwrap_or_else(|_| json!({}));
    let mut at = &mut root;
    for key in path {
        if !at.is_object() {
            *at = json!({});
        }
        let Json::Object(object) = at else { return values.to_owned() };
        at = object.entry(key).or_insert(Json::Null);
    }
    *at = value.clone();
    root.to_string()
}

/// What each value may become: the other truth value, what the schema lists, something where there is
/// nothing, nothing where there is something.
fn candidates(values: &Json, schema: Option<&Json>) -> Vec<(Vec<String>, Json)> {
    let mut candidates = Vec::new();
    walk(values, schema, schema, &mut Vec::new(), &mut candidates);
    candidates
}

fn walk(
    value: &Json,
    schema: Option<&Json>,
    root: Option<&Json>,
    path: &mut Vec<String>,
    candidates: &mut Vec<(Vec<String>, Json)>,
) {
    let schema = schema.and_then(|schema| resolved(schema, root));
    let mut add = |value: Json| candidates.push((path.clone(), value));
    let listed = schema.and_then(|schema| schema.get("enum")).and_then(Json::as_array);
    for other in listed.into_iter().flatten().filter(|other| *other != value) {
        add(other.clone());
    }
    match value {
        Json::Bool(truth) => add(json!(!truth)),
        Json::Number(number) if number.as_f64() != Some(0.0) => add(json!(0)),
        Json::Number(_) => add(json!(1)),
        Json::String(text) if listed.is_none() && text.is_empty() => {
            ["x", "https://example.com", "1h"].iter().for_each(|text| add(json!(text)));
        }
        Json::String(_) if listed.is_none() => add(json!("")),
        Json::Null => [json!(1), json!("x"), json!(true)].into_iter().for_each(&mut add),
        Json::Array(items) if items.is_empty() => {
            [json!(["x"]), json!([{"name": "x"}])].into_iter().for_each(&mut add);
        }
        Json::Array(_) => add(json!([])),
        Json::Object(object) if object.is_empty() => add(json!({"x": "y"})),
        Json::Object(_) | Json::String(_) => {}
    }
    if !path.is_empty() && !value.is_null() {
        add(Json::Null);
    }
    if let Json::Object(object) = value {
        let properties = schema.and_then(|schema| schema.get("properties"));
        for (key, value) in object {
            path.push(key.clone());
            let below = properties.and_then(|properties| properties.get(key));
            walk(value, below, root, path, candidates);
            path.pop();
        }
        // What the schema knows and values.yaml does not set, such as a key that was removed.
        let known = properties.and_then(Json::as_object);
        let unset = known.into_iter().flatten().filter(|(key, _)| !object.contains_key(*key));
        for (key, schema) in unset {
            path.push(key.clone());
            let described = resolved(schema, root).unwrap_or(&Json::Null);
            candidates.push((path.clone(), example(described)));
            path.pop();
        }
    }
}

/// The schema that another one refers to.
fn resolved<'a>(schema: &'a Json, root: Option<&'a Json>) -> Option<&'a Json> {
    match schema.get("$ref").and_then(Json::as_str) {
        Some(reference) => root?.pointer(reference.strip_prefix('#')?),
        None => Some(schema),
    }
}

fn example(schema: &Json) -> Json {
    let kind = match schema.get("type") {
        Some(Json::Array(kinds)) => kinds.first().and_then(Json::as_str),
        other => other.and_then(Json::as_str),
    };
    match kind {
        Some("boolean") => json!(true),
        Some("integer" | "number") => json!(1),
        Some("array") => json!(["x"]),
        Some("object") => Json::Object(Map::new()),
        _ => json!("x"),
    }
}

/// A path as `--set` takes it.
fn dotted(path: &[String]) -> String {
    let keys: Vec<String> = path.iter().map(|key| key.replace('.', "\\.")).collect();
    keys.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_one_value_and_keeps_the_others() {
        let path = ["a".to_owned(), "b".to_owned()];
        assert_eq!(changed(r#"{"a":{"c":1}}"#, &path, &json!(true)), r#"{"a":{"c":1,"b":true}}"#);
        assert_eq!(changed("", &path, &json!(0)), r#"{"a":{"b":0}}"#);
        assert_eq!(changed(r#"{"a":1}"#, &path, &json!(0)), r#"{"a":{"b":0}}"#);
    }

    #[test]
    fn tries_what_the_schema_lists() {
        let values = json!({"mode": "one", "on": false});
        let schema = json!({"properties": {
            "mode": {"$ref": "#/definitions/mode"}, "gone": {"type": "boolean"},
        }, "definitions": {"mode": {"enum": ["one", "two"]}}});
        let found = candidates(&values, Some(&schema));
        let has = |key: &str, value: Json| found.contains(&(vec![key.to_owned()], value));
        assert!(has("mode", json!("two")) && has("on", json!(true)) && has("gone", json!(true)));
        assert!(!has("mode", json!("one")) && !has("mode", json!("")));
    }
}
