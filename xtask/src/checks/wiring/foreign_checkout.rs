//! A guard job that looks at something else than what was pushed.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;

use super::reading;

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/foreign-checkout",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "a guard job checks out something else than the commit under review, or nothing",
    why: "A checkout with another `ref`, repository or folder judges other files than those \
          that would be merged, and is green. The README of actions/checkout says that without \
          these inputs it takes the commit that triggered the workflow.",
    failing: include_str!(
        "../../../witness/wiring/foreign-checkout/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/wiring/foreign-checkout/silent/.github/workflows/ci.yml"
    ),
    run,
};

/// What makes a checkout another one; an empty value changes nothing.
const INPUTS: [&str; 5] = ["ref", "repository", "path", "sparse-checkout", "filter"];

fn run(evidence: &Evidence) -> Verdict {
    let Some(workflow) = reading::workflow(evidence) else { return Verdict::default() };
    let mut verdict = Verdict::default();
    for (role, job, _) in workflow.carriers() {
        verdict.judged += 1;
        let steps = reading::steps(job.node).iter();
        let checkouts: Vec<_> =
            steps.filter(|step| reading::uses_action(step, "actions/checkout")).collect();
        if checkouts.is_empty() {
            let message = format!("the job that {} checks nothing out", role.does());
            verdict.observations.push(Observation::new(workflow.place(job.span), message));
        }
        let inputs = checkouts.iter().filter_map(|step| step.get("with"));
        for input in inputs.flat_map(|with| with.entries()) {
            if INPUTS.contains(&input.key.as_str()) && input.value.as_str() != Some("") {
                let message = format!("`{}` lets the guards judge other files", input.key);
                let place = workflow.place(input.key_span);
                verdict.observations.push(Observation::new(place, message).help("take it out"));
            }
        }
    }
    verdict
}
