//! A workflow that cannot be read, so that nothing in it was judged.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::yaml::{Document, Node, Span, SyntaxError, Value};

use super::reading::{self, Kind, Unit};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "pins/unreadable-workflow",
    scope: Scope::Pins,
    severity: Severity::Error,
    summary: "a workflow or an action cannot be read as one",
    why: "What cannot be read cannot be judged, and must not pass in silence. GitHub refuses \
          such a file as well, mostly without telling anyone: the checks simply do not appear. \
          A key that stands twice is refused by GitHub, and read by most YAML parsers as if \
          only the last one were there. GitHub's 'Workflow syntax for GitHub Actions' gives \
          the shape.",
    failing: include_str!(
        "../../../witness/pins/unreadable-workflow/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/pins/unreadable-workflow/silent/.github/workflows/ci.yml"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let units = reading::units(evidence);
    let mut verdict = Verdict { judged: units.len(), observations: Vec::new() };
    for (file, reason) in evidence.sources.skipped() {
        if reading::kind_by_path(file).is_some() {
            verdict.judged += 1;
            let message = format!("this file {reason}, so nothing in it was judged");
            verdict.observations.push(Observation::new(Place::file(file), message));
        }
    }
    for unit in &units {
        verdict.observations.extend(problems(unit));
    }
    verdict
}

fn problems(unit: &Unit<'_>) -> Vec<Observation> {
    match &unit.document {
        Err(SyntaxError { message, line, column }) => {
            let place = Place::at(unit.file, *line, *column);
            vec![Observation::new(place, format!("this is no YAML: {message}"))]
        }
        Ok(document) => {
            let shape = misshapen(unit.kind, document).into_iter().map(|(span, message)| {
                Observation::new(Place::at(unit.file, span.line, span.column), message)
            });
            let duplicates = document.duplicates.iter().map(|duplicate| {
                let Span { line, column, .. } = duplicate.second;
                let message = format!("the key `{}` stands twice", duplicate.key);
                let first = Place::at(unit.file, duplicate.first.line, duplicate.first.column);
                Observation::new(Place::at(unit.file, line, column), message)
                    .related(first, "first here")
            });
            shape.chain(duplicates).collect()
        }
    }
}

/// The places at which a file is not built as GitHub expects it.
fn misshapen(kind: Kind, document: &Document) -> Vec<(Span, String)> {
    let root = &document.root;
    let key = if kind == Kind::Workflow { "jobs" } else { "runs" };
    let Some(body) = root.entry(key) else {
        return vec![(root.span, format!("there is no `{key}`"))];
    };
    if !is_mapping(&body.value) || body.value.entries().is_empty() {
        return vec![(body.key_span, format!("`{key}` holds nothing"))];
    }
    let owners: Vec<&Node> = match kind {
        Kind::Workflow => reading::jobs(root).collect(),
        Kind::Action => vec![&body.value],
    };
    owners.into_iter().flat_map(owner_problems).collect()
}

fn owner_problems(owner: &Node) -> Vec<(Span, String)> {
    if !is_mapping(owner) {
        return vec![(owner.span, "a job is no mapping".to_owned())];
    }
    let Some(steps) = owner.entry("steps") else { return Vec::new() };
    if !matches!(steps.value.value, Value::Sequence(_)) {
        return vec![(steps.key_span, "`steps` is no list".to_owned())];
    }
    let odd = steps.value.items().iter().filter(|step| !is_mapping(step));
    odd.map(|step| (step.span, "a step is no mapping".to_owned())).collect()
}

fn is_mapping(node: &Node) -> bool {
    matches!(node.value, Value::Mapping(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::pins::reported_lines;

    fn lines(text: &str) -> Vec<u32> {
        reported_lines(&CHECK, text)
    }

    #[test]
    fn every_way_to_hide_a_step_is_seen() {
        assert_eq!(
            lines("jobs:\n  a:\n    steps:\n      - uses: a/b@v1\n        uses: ./c\n"),
            [5]
        );
        assert_eq!(lines("jobs:\n  a:\n    steps: {uses: a/b@v1}\n"), [3]);
        assert_eq!(lines("jobs:\n  a:\n    steps:\n      - a/b@v1\n"), [4]);
        assert_eq!(lines("jobs:\n  - uses: a/b@v1\n"), [1]);
        assert_eq!(lines("on: push\n---\njobs: {}\n"), [3]);
        assert_eq!(lines("on: push\n"), [1]);
        assert_eq!(lines(""), [1]);
        assert!(lines("jobs:\n  a: {runs-on: x, steps: []}\n").is_empty());
    }
}
