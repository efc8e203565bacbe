//! A step of the test job that is gone.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::yaml::Node;

use super::reading::{self, Role};
use super::shell;

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/missing-test-step",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "the test job lacks a step that every change has to pass",
    why: "Formatting and lints are held by nothing but these steps; a step that was taken out, or \
          that no longer denies warnings, leaves the job green.",
    failing: include_str!(
        "../../../witness/wiring/missing-test-step/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/wiring/missing-test-step/silent/.github/workflows/ci.yml"
    ),
    run,
};

/// What runs beside the tests.
const STEPS: [&str; 2] =
    ["cargo fmt --all --check", "cargo clippy --workspace --all-targets -- -D warnings"];

fn run(evidence: &Evidence) -> Verdict {
    let Some(workflow) = reading::workflow(evidence) else { return Verdict::default() };
    // Without a test job there is nothing to lack a step, and wiring/missing-guard-job says so.
    let Some((job, _)) = workflow.carrier(Role::Tests) else { return Verdict::default() };
    let scripts = reading::steps(job.node).iter().filter_map(|step| step.get("run"));
    let statements: Vec<&str> =
        scripts.filter_map(Node::as_str).flat_map(shell::statements).collect();
    let missing = STEPS.into_iter().filter(|step| !statements.contains(step));
    let observations = missing.map(|step| {
        Observation::new(workflow.place(job.span), format!("no step of the test job runs `{step}`"))
    });
    Verdict { judged: STEPS.len(), observations: observations.collect() }
}
