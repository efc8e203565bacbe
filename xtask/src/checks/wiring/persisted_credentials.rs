//! A checkout that leaves the token of the job behind.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::yaml::{Node, Value};

use super::reading;

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/persisted-credentials",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "a checkout leaves the token of the job in the git configuration",
    why: "actions/checkout writes the token to .git/config unless it is told not to (its README, \
          `persist-credentials`). Every later step, a build script of a dependency included, can \
          read it there and use it.",
    failing: include_str!(
        "../../../witness/wiring/persisted-credentials/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/wiring/persisted-credentials/silent/.github/workflows/ci.yml"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some(workflow) = reading::workflow(evidence) else { return Verdict::default() };
    let mut verdict = Verdict::default();
    for job in workflow.jobs() {
        let steps = reading::steps(job.node).iter();
        for step in steps.filter(|step| reading::uses_action(step, "actions/checkout")) {
            verdict.judged += 1;
            let input = step.get("with").and_then(|with| with.get("persist-credentials"));
            if input.is_some_and(is_false) {
                continue;
            }
            let span = input.map_or(step.span, |input| input.span);
            let message = format!("a checkout of the job `{}` keeps the token", job.id);
            verdict.observations.push(
                Observation::new(workflow.place(span), message)
                    .help("give it `with: {persist-credentials: false}`"),
            );
        }
    }
    verdict
}

fn is_false(input: &Node) -> bool {
    matches!(input.value, Value::Bool(false)) || input.as_str() == Some("false")
}
