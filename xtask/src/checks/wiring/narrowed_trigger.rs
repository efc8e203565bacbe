//! A workflow that does not run on every push and pull request.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::yaml::{Node, Value};

use super::reading::{self, Workflow};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/narrowed-trigger",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "a push or a pull request is possible that the workflow does not run for",
    why: "A change that no filter foresaw is merged unguarded, or waits for ever: GitHub's \
          'Troubleshooting required status checks' says that checks of a workflow that a path \
          or branch filter skips stay pending.",
    failing: include_str!(
        "../../../witness/wiring/narrowed-trigger/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/wiring/narrowed-trigger/silent/.github/workflows/ci.yml"
    ),
    run,
};

const FILTERS: [&str; 6] =
    ["paths", "paths-ignore", "branches", "branches-ignore", "tags", "tags-ignore"];
/// The activities that change what would be merged.
const ACTIVITIES: [&str; 3] = ["opened", "synchronize", "reopened"];

fn run(evidence: &Evidence) -> Verdict {
    let Some(workflow) = reading::workflow(evidence) else { return Verdict::default() };
    let mut verdict = Verdict::default();
    for event in ["push", "pull_request"] {
        verdict.judged += 1;
        verdict.observations.extend(judge(&workflow, event));
    }
    verdict
}

fn judge(workflow: &Workflow<'_>, event: &str) -> Vec<Observation> {
    let Some(on) = workflow.root.entry("on") else {
        return vec![missing(workflow.place(workflow.root.span), event)];
    };
    let listed = match &on.value.value {
        Value::String(only) => only == event,
        Value::Sequence(events) => events.iter().any(|one| one.as_str() == Some(event)),
        _ => false,
    };
    if listed {
        return Vec::new();
    }
    let Some(filters) = on.value.get(event) else {
        return vec![missing(workflow.place(on.key_span), event)];
    };
    let mut found: Vec<Observation> = filters
        .entries()
        .iter()
        .filter(|entry| FILTERS.contains(&entry.key.as_str()))
        .map(|entry| {
            let message = format!("`{}` narrows the trigger `{event}`", entry.key);
            Observation::new(workflow.place(entry.key_span), message).help("take the filter out")
        })
        .collect();
    found.extend(narrowed_types(workflow, filters, event));
    found
}

fn narrowed_types(workflow: &Workflow<'_>, filters: &Node, event: &str) -> Option<Observation> {
    let types = filters.entry("types").filter(|_| event == "pull_request")?;
    let items = types.value.items().iter().filter_map(Node::as_str);
    let listed: Vec<&str> = items.chain(types.value.as_str()).collect();
    let lacking: Vec<&str> =
        ACTIVITIES.into_iter().filter(|activity| !listed.contains(activity)).collect();
    if lacking.is_empty() {
        return None;
    }
    let message = format!("`types` leaves out {}", lacking.join(" and "));
    Some(Observation::new(workflow.place(types.key_span), message).help("take `types` out"))
}

fn missing(place: Place, event: &str) -> Observation {
    Observation::new(place, format!("the workflow does not run on `{event}`"))
        .help("it runs on `push:` and `pull_request:`, both without filters")
}
