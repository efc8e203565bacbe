//! A job that may do more than read the repository.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::yaml::{Entry, Value};

use super::reading::{self, Workflow};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/excess-permissions",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "a job has more than read permissions, or none are stated",
    why: "The token of a job is what an attacker gets who controls a step. GitHub's 'Security \
          hardening for GitHub Actions' asks for the least permissions; without `permissions:` \
          a job gets the default of the repository, which may be write.",
    failing: include_str!(
        "../../../witness/wiring/excess-permissions/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/wiring/excess-permissions/silent/.github/workflows/ci.yml"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some(workflow) = reading::workflow(evidence) else { return Verdict::default() };
    let mut verdict = Verdict::default();
    let whole = workflow.root.entry("permissions");
    if let Some(entry) = whole {
        verdict.observations.extend(excess(&workflow, entry));
    }
    for job in workflow.jobs() {
        verdict.judged += 1;
        match job.node.entry("permissions") {
            Some(entry) => verdict.observations.extend(excess(&workflow, entry)),
            None if whole.is_some() => {}
            None => verdict.observations.push(
                Observation::new(
                    workflow.place(job.span),
                    format!("the job `{}` states no permissions", job.id),
                )
                .help("permissions:\n  contents: read"),
            ),
        }
    }
    verdict
}

fn excess(workflow: &Workflow<'_>, permissions: &Entry) -> Vec<Observation> {
    let help = "contents: read is all that the guards need";
    let complain =
        |span, message: String| Observation::new(workflow.place(span), message).help(help);
    match &permissions.value.value {
        Value::Mapping(scopes) => scopes
            .iter()
            .filter(|scope| !matches!(scope.value.as_str(), Some("read" | "none")))
            .map(|scope| {
                let message = format!("the permission `{}` is more than read", scope.key);
                complain(scope.key_span, message)
            })
            .collect(),
        Value::String(all) => {
            let message = format!("`{all}` gives every permission of its kind");
            vec![complain(permissions.value.span, message)]
        }
        _ => {
            vec![complain(permissions.key_span, "`permissions` states none".to_owned())]
        }
    }
}
