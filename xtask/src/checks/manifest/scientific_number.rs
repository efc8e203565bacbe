//! `manifest/scientific-number`: a whole number that was written as `1e+06`.

use std::sync::LazyLock;

use regex::Regex;

use super::each_document;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::manifest::Rendered;
use crate::yaml::{Node, Step, Value, dotted};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "manifest/scientific-number",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "no rendered value is a number in scientific notation, as Go prints large floats",
    why: "Numbers of a values file reach templates as float64, and `{{ 1000000 }}` is printed as \
          1e+06. Kubernetes refuses it for a whole number, and a program that parses it may take its \
          default in silence.",
    failing: "value: {{ .Values.limit | quote }}          # 1e+06\n",
    repaired: "value: {{ int64 .Values.limit | quote }}    # 1000000\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    each_document(evidence, observe)
}

fn observe(document: &Rendered) -> Vec<Observation> {
    let Ok(content) = &document.content.document else { return Vec::new() };
    if !document.content.text.contains("e+") {
        return Vec::new();
    }
    let lines: Vec<&str> = document.content.text.lines().collect();
    let mut observations = Vec::new();
    walk(&content.root, &mut Vec::new(), &mut |path, node| {
        let Some(number) = scientific(node, &lines) else { return };
        let message = format!("{} is rendered as {number}", dotted(path));
        let observation = Observation::new(Place::rendered(document, path), message)
            .help("pass it through int64 before it is printed");
        observations.push(Observation { path: path.to_vec(), ..observation });
    });
    observations
}

/// Go's `%v` of a float64 from 1e+21 on, and of template actions from 1e+06 on.
fn scientific(node: &Node, lines: &[&str]) -> Option<String> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[=: ])([0-9](?:\.[0-9]+)?e\+[0-9]{2,3})(?:$|[ ,;)])")
            .expect("a valid pattern")
    });
    let text = match &node.value {
        Value::String(text) => text.as_str(),
        Value::Float(_) => {
            let line = lines.get(node.span.line.checked_sub(1)? as usize)?;
            let start = line.char_indices().nth(node.span.column as usize - 1)?.0;
            line.get(start..)?
        }
        _ => return None,
    };
    NUMBER.captures(text)?.get(1).map(|number| number.as_str().to_owned())
}

fn walk<'a>(node: &'a Node, path: &mut Vec<Step>, visit: &mut impl FnMut(&[Step], &'a Node)) {
    visit(path, node);
    for (index, item) in node.items().iter().enumerate() {
        path.push(Step::Index(index));
        walk(item, path, visit);
        path.pop();
    }
    for entry in node.entries() {
        path.push(Step::Key(entry.key.clone()));
        walk(&entry.value, path, visit);
        path.pop();
    }
}
