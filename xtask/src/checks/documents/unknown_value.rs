//! `documents/unknown-value`: a document that sets a value which the chart does not have.

use std::sync::LazyLock;

use regex::Regex;

use super::documents;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::markdown::{self, Block};
use crate::suite::did_you_mean;
use crate::yaml::{self, Dialect, Node, Step, Value};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "documents/unknown-value",
    scope: Scope::Documents,
    severity: Severity::Error,
    summary: "every value that a document sets, in `--set` or in a block of values, is in values.yaml",
    why: "A command from a runbook that names a value wrongly is refused by the schema in the best \
          case, and installs something else in the worst.",
    failing: "helm upgrade certctl deploy/helm/certctl --set backup.enable=true\n",
    repaired: "helm upgrade certctl deploy/helm/certctl --set backup.enabled=true\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let file = format!("{}/values.yaml", evidence.chart);
    let values = evidence.sources.text(&file).map(|text| yaml::parse_one(text, Dialect::GoYaml));
    // values.yaml that is no YAML fails every render, and is reported there.
    let Some(Ok(values)) = values else { return Verdict::default() };
    let mut verdict = Verdict::default();
    for (document, text) in documents(evidence) {
        let places = set_arguments(text).chain(value_blocks(text, &values.root));
        for (path, line, column) in places {
            verdict.judged += 1;
            let Some((unknown, known)) = unknown_step(&values.root, &path) else { continue };
            let message =
                format!("{} is set here, and values.yaml has no `{unknown}`", yaml::dotted(&path));
            let help = did_you_mean(&unknown, known);
            let observation = Observation::new(Place::at(document, line, column), message);
            verdict.observations.push(Observation { help, ..observation });
        }
    }
    verdict
}

type SetPlace = (Vec<Step>, u32, u32);

/// The keys of `--set` and its kin in code.
fn set_arguments(text: &str) -> impl Iterator<Item = SetPlace> {
    static SET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"--set(?:-string|-json|-file|-literal)?[ =]+(["']?)([A-Za-z][^\s"'`]*)"#)
            .expect("a valid pattern")
    });
    // Commas part assignments, but not inside braces or escaped.
    static KEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|,)([A-Za-z][A-Za-z0-9_.\-]*(?:\[[0-9]+\][A-Za-z0-9_.\-]*)*)=")
            .expect("a valid pattern")
    });
    let mut found = Vec::new();
    for code in markdown::code(text).into_iter().filter(|code| code.text.contains("--set")) {
        for argument in SET.captures_iter(code.text).filter_map(|captures| captures.get(2)) {
            for key in KEY.captures_iter(argument.as_str()).filter_map(|captures| captures.get(1)) {
                let before = &code.text[..argument.start() + key.start()];
                let column = code.column + before.chars().count() as u32;
                found.push((steps(key.as_str()), code.line, column));
            }
        }
    }
    found.into_iter()
}

fn steps(key: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in key.split('.') {
        let mut pieces = part.split('[');
        steps.extend(pieces.next().filter(|name| !name.is_empty()).map(Step::from));
        for index in pieces {
            steps.extend(index.trim_end_matches(']').parse().map(Step::Index));
        }
    }
    steps
}

/// The keys of blocks of YAML that are values: those with a top-level key of values.yaml.
fn value_blocks(text: &str, values: &Node) -> impl Iterator<Item = SetPlace> {
    let mut found = Vec::new();
    for block in markdown::blocks(text).iter().filter(|block| block.language == "yaml") {
        let Some((root, first)) = parse(block) else { continue };
        if root.entries().iter().any(|entry| values.get(&entry.key).is_some()) {
            collect(&root, first, &mut Vec::new(), &mut found);
        }
    }
    found.into_iter()
}

fn parse(block: &Block<'_>) -> Option<(Node, u32)> {
    let (first, _) = block.lines.first()?;
    let text: Vec<&str> = block.lines.iter().map(|(_, line)| *line).collect();
    let document = yaml::parse_one(&text.join("\n"), Dialect::GoYaml).ok()?;
    Some((document.root, first - 1))
}

fn collect(node: &Node, first: u32, path: &mut Vec<Step>, found: &mut Vec<SetPlace>) {
    for entry in node.entries() {
        path.push(Step::Key(entry.key.clone()));
        if entry.value.entries().is_empty() {
            found.push((path.clone(), first + entry.key_span.line, entry.key_span.column));
        } else {
            collect(&entry.value, first, path, found);
        }
        path.pop();
    }
}

/// The first step that values.yaml does not have, with what stands beside it. An empty map takes any
/// key, and what is inside a list or a scalar is not known.
fn unknown_step<'a>(values: &'a Node, path: &[Step]) -> Option<(String, Vec<&'a str>)> {
    let mut node = values;
    for step in path {
        let Step::Key(key) = step else { return None };
        match &node.value {
            Value::Mapping(entries) if !entries.is_empty() => match node.get(key) {
                Some(inside) => node = inside,
                None => {
                    let known = entries.iter().map(|entry| entry.key.as_str()).collect();
                    return Some((key.clone(), known));
                }
            },
            _ => return None,
        }
    }
    None
}
