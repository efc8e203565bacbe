//! One expectation held against what was rendered and read.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;

use crate::evidence::{Attempt, Evidence};
use crate::locate::Place;
use crate::manifest::{Manifest, Object, query};
use crate::pattern::Pattern;
use crate::suite::{Expectation, Operator, Selection};
use crate::yaml::{Step, dotted};

/// What became of an expectation.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// How many objects or files it was held against.
    pub judged: usize,
    /// How many of its combinations this run left out on request.
    pub left_out: usize,
    /// Where it does not hold.
    pub failures: Vec<Failure>,
    /// Why part of it could not be looked at.
    pub missing: Vec<Missing>,
}

/// One place where an expectation does not hold.
#[derive(Debug)]
pub struct Failure {
    /// What is there instead.
    pub saw: String,
    /// Where.
    pub place: Place,
    /// In which combination, where it is about objects.
    pub combination: Option<String>,
    /// The object, where there is one.
    pub object: Option<crate::diagnostic::ObjectName>,
    /// The path inside the object.
    pub path: Vec<Step>,
}

/// Something that an expectation needs and that is not there.
#[derive(Debug)]
pub struct Missing {
    /// What.
    pub what: Lack,
    /// In which combination.
    pub combination: String,
}

/// What an expectation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The combination does not render, which is reported for itself.
    Render,
    /// Nothing is selected; why that proves nothing.
    Selection(String),
}

/// Holds an expectation against the evidence.
pub fn evaluate(evidence: &Evidence, expectation: &Expectation) -> Evaluation {
    let mut evaluation = Evaluation::default();
    match &expectation.selection {
        Selection::File { file, pattern } => {
            in_file(evidence, expectation, file, pattern.as_ref(), &mut evaluation);
        }
        Selection::Objects { combinations, .. } => {
            let mut known = HashMap::new();
            for name in combinations {
                match evidence.attempt(name) {
                    None => evaluation.left_out += 1,
                    Some(attempt) => {
                        in_combination(evidence, attempt, expectation, &mut known, &mut evaluation)
                    }
                }
            }
        }
    }
    evaluation
}

fn in_combination(
    evidence: &Evidence,
    attempt: &Attempt,
    expectation: &Expectation,
    known: &mut HashMap<usize, Vec<query::Selected>>,
    evaluation: &mut Evaluation,
) {
    let Selection::Objects { kind, name, path, .. } = &expectation.selection else { return };
    let combination = attempt.combination.name.clone();
    let Some(manifest) = attempt.manifest() else {
        evaluation.missing.push(Missing { what: Lack::Render, combination });
        return;
    };
    let targets = targets(manifest, kind, name.as_deref());
    let wanted = match name {
        Some(name) => format!("{kind} `{name}`"),
        None => format!("object of kind {kind}"),
    };
    let Some(path) = path else {
        evaluation.judged += targets.len().max(1);
        if let Some(saw) = judge_whole(&targets, &wanted, &expectation.operator) {
            let place = targets.first().map_or_else(
                || absent_place(evidence, kind, expectation),
                |target| Place::rendered(target.object.document, &[]),
            );
            let object = targets.first().map(|target| target.object.to_name());
            let combination = Some(combination);
            evaluation.failures.push(Failure { saw, place, combination, object, path: Vec::new() });
        }
        return;
    };
    if targets.is_empty() {
        if matches!(expectation.operator, Operator::Absent) {
            let what = format!("no {wanted} is rendered, so nothing can be absent from it");
            evaluation.missing.push(Missing { what: Lack::Selection(what), combination });
            return;
        }
        evaluation.failures.push(Failure {
            saw: format!("no {wanted} is rendered"),
            place: absent_place(evidence, kind, expectation),
            combination: Some(combination),
            object: None,
            path: Vec::new(),
        });
        return;
    }
    for Target { object, prefix, json } in targets {
        evaluation.judged += 1;
        // Combinations share most of their documents; a path is followed once in each.
        let selected = known
            .entry(object.document.content.number)
            .or_insert_with(|| query::select(json, path));
        let Some((saw, at)) = judge_selected(selected, &expectation.operator) else { continue };
        let at = [prefix, at.unwrap_or_else(|| query::literal_prefix(path))].concat();
        let shown = if at.is_empty() { path.to_string() } else { dotted(&at) };
        evaluation.failures.push(Failure {
            saw: format!("{} `{}`: {shown} {saw}", object.kind, object.name),
            place: nearest_place(object, &at),
            combination: Some(combination.clone()),
            object: Some(object.to_name()),
            path: at,
        });
    }
}

/// Where an object that is not rendered would come from: the template that writes its kind.
fn absent_place(evidence: &Evidence, kind: &str, expectation: &Expectation) -> Place {
    let templates = format!("{}/templates/", evidence.chart);
    let line = format!("kind: {kind}");
    let writes = |text: &str| text.lines().any(|found| found.trim() == line);
    // Files that begin with an underscore render nothing of their own.
    let mut files = evidence.sources.under(&templates).filter(|(file, _)| !file.contains("/_"));
    let file = files.find(|(_, text)| writes(text));
    Place::file(file.map_or(expectation.broken_by.file.as_str(), |(file, _)| file))
}

/// What an expectation is held against: an object, or the pod template in it.
struct Target<'a> {
    object: Object<'a>,
    prefix: Vec<Step>,
    json: &'a Value,
}

/// The kind under which an expectation selects the pod template of every workload.
const POD_TEMPLATE: &str = "PodTemplate";

fn targets<'a>(manifest: &'a Manifest, kind: &'a str, name: Option<&'a str>) -> Vec<Target<'a>> {
    if kind != POD_TEMPLATE {
        let whole = |object: Object<'a>| Target { object, prefix: Vec::new(), json: object.json() };
        return manifest.select(kind, name).map(whole).collect();
    }
    manifest
        .objects()
        .filter(|object| name.is_none_or(|name| object.name == name))
        .filter_map(|object| {
            let (prefix, _) = object.pod_template()?;
            let json = prefix.iter().try_fold(object.json(), |json, step| match step {
                Step::Key(key) => json.get(key),
                Step::Index(index) => json.get(index),
            })?;
            Some(Target { object, prefix, json })
        })
        .collect()
}

/// The place of a path, or of the deepest part of it that was rendered.
fn nearest_place(object: Object<'_>, path: &[Step]) -> Place {
    let rendered = (0..=path.len()).rev().find(|&depth| object.root.at(&path[..depth]).is_some());
    Place::rendered(object.document, &path[..rendered.unwrap_or(0)])
}

fn judge_whole(targets: &[Target<'_>], wanted: &str, operator: &Operator) -> Option<String> {
    let number = targets.len();
    match operator {
        Operator::Absent if number > 0 => {
            let object = targets[0].object;
            Some(format!("{} `{}` is rendered", object.kind, object.name))
        }
        Operator::Count(count) if *count != number => {
            Some(format!("{number} times {wanted} where {count} must be rendered"))
        }
        Operator::Absent | Operator::Count(_) => None,
        _ if number == 0 => Some(format!("no {wanted} is rendered")),
        Operator::Exists => None,
        Operator::Equals(_) | Operator::Matches(_) | Operator::Contains(_) => {
            targets.iter().find_map(|Target { object, json, .. }| {
                let whole = query::Selected { path: Vec::new(), value: (*json).clone() };
                let (saw, _) = judge_selected(&[whole], operator)?;
                Some(format!("{} `{}` {saw}", object.kind, object.name))
            })
        }
    }
}

/// What is wrong with what was selected and, where it is one thing, where that is.
fn judge_selected(
    selected: &[query::Selected],
    operator: &Operator,
) -> Option<(String, Option<Vec<Step>>)> {
    let number = selected.len();
    let first = || selected.first().map(|one| one.path.clone());
    match operator {
        Operator::Exists if number == 0 => Some(("is missing".to_owned(), None)),
        Operator::Exists => None,
        Operator::Absent if number == 0 => None,
        Operator::Absent => {
            Some((format!("is {} and must be absent", shown(&selected[0].value)), first()))
        }
        Operator::Count(count) if *count == number => None,
        Operator::Count(count) => {
            Some((format!("is there {number} times and must be there {count} times"), first()))
        }
        Operator::Equals(_) | Operator::Matches(_) if number == 0 => {
            Some((format!("is missing and must {}", must(operator)), None))
        }
        Operator::Equals(_) | Operator::Matches(_) => {
            let wrong = selected.iter().find(|one| !holds(&one.value, operator))?;
            let saw = format!("is {} and must {}", shown(&wrong.value), must(operator));
            Some((saw, Some(wrong.path.clone())))
        }
        Operator::Contains(_) if selected.iter().any(|one| holds(&one.value, operator)) => None,
        Operator::Contains(_) => {
            let is = match selected {
                [] => "is missing".to_owned(),
                [one, ..] => format!("is {}", shown(&one.value)),
            };
            Some((format!("{is} and must {}", must(operator)), first()))
        }
    }
}

fn holds(value: &Value, operator: &Operator) -> bool {
    match operator {
        Operator::Equals(expected) => same(value, expected),
        Operator::Matches(pattern) => value.as_str().is_some_and(|text| pattern.is_match(text)),
        Operator::Contains(expected) => match value {
            Value::Array(items) => items.iter().any(|item| same(item, expected)),
            Value::String(text) => expected.as_str().is_some_and(|part| text.contains(part)),
            other => same(other, expected),
        },
        Operator::Exists | Operator::Absent | Operator::Count(_) => true,
    }
}

/// Equal as Kubernetes sees it: 1 and 1.0 are one number.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

fn must(operator: &Operator) -> String {
    match operator {
        Operator::Equals(value) => format!("equal {}", shown(value)),
        Operator::Matches(pattern) => format!("match /{pattern}/"),
        Operator::Contains(value) => format!("contain {}", shown(value)),
        Operator::Exists => "exist".to_owned(),
        Operator::Absent => "be absent".to_owned(),
        Operator::Count(count) => format!("be there {count} times"),
    }
}

/// A value as JSON, short enough for one line.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}…")
}

fn in_file(
    evidence: &Evidence,
    expectation: &Expectation,
    file: &str,
    pattern: Option<&Pattern>,
    evaluation: &mut Evaluation,
) {
    evaluation.judged += 1;
    let failure = |saw: String, line: Option<u32>| Failure {
        saw: format!("{file} {saw}"),
        place: line.map_or_else(|| Place::file(file), |line| Place::at(file, line, 1)),
        combination: None,
        object: None,
        path: Vec::new(),
    };
    let Some(text) = evidence.sources.text(file) else {
        if !matches!(expectation.operator, Operator::Absent) || pattern.is_some() {
            evaluation.failures.push(failure("is missing".to_owned(), None));
        }
        return;
    };
    let matches: Vec<Range<usize>> = match pattern {
        Some(pattern) => pattern.found_in(text).collect(),
        None => Vec::new(),
    };
    let selected: Vec<query::Selected> = match pattern {
        Some(_) => matches.iter().map(|found| text_of(&text[found.clone()])).collect(),
        None => vec![text_of(text)],
    };
    let Some((saw, _)) = judge_selected(&selected, &expectation.operator) else { return };
    let line = matches.first().map(|found| line_of(text, found.start));
    let saw = match (pattern, selected.is_empty(), &expectation.operator) {
        (Some(pattern), true, Operator::Exists) => {
            format!("holds nothing that matches /{pattern}/")
        }
        (Some(pattern), _, _) => format!("holds /{pattern}/, which {saw}"),
        (None, _, Operator::Absent) => "is there and must be absent".to_owned(),
        (None, _, operator) => format!("must {}", must(operator)),
    };
    evaluation.failures.push(failure(saw, line));
}

fn text_of(text: &str) -> query::Selected {
    query::Selected { path: Vec::new(), value: Value::String(text.to_owned()) }
}

fn line_of(text: &str, offset: usize) -> u32 {
    text[..offset].matches('\n').count() as u32 + 1
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn selected(values: &[Value]) -> Vec<query::Selected> {
        let one = |value: &Value| query::Selected { path: vec!["a".into()], value: value.clone() };
        values.iter().map(one).collect()
    }

    fn verdict(values: &[Value], operator: &Operator) -> Option<String> {
        judge_selected(&selected(values), operator).map(|(saw, _)| saw)
    }

    #[test]
    fn equals_wants_every_selected_value_and_at_least_one() {
        let equals = Operator::Equals(json!(1));
        assert_eq!(verdict(&[json!(1), json!(1.0)], &equals), None);
        assert_eq!(
            verdict(&[json!(1), json!(2)], &equals).as_deref(),
            Some("is 2 and must equal 1")
        );
        assert_eq!(verdict(&[], &equals).as_deref(), Some("is missing and must equal 1"));
        assert!(verdict(&[json!("1")], &equals).is_some(), "a string is no number");
    }

    #[test]
    fn contains_looks_into_lists_and_texts() {
        let contains = Operator::Contains(json!("b"));
        assert_eq!(verdict(&[json!(["a", "b"])], &contains), None);
        assert_eq!(verdict(&[json!("abc")], &contains), None);
        assert!(verdict(&[json!(["abc"])], &contains).is_some(), "an item is compared whole");
        assert!(verdict(&[], &contains).is_some());
    }

    #[test]
    fn absent_and_count_are_about_the_number() {
        assert_eq!(verdict(&[], &Operator::Absent), None);
        assert!(verdict(&[json!(null)], &Operator::Absent).is_some(), "a null is there");
        assert_eq!(verdict(&[json!(1), json!(2)], &Operator::Count(2)), None);
        assert!(verdict(&[json!(1)], &Operator::Count(2)).is_some());
    }
}
