//! A job that CI must have and has not.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

use super::reading::{self, Role, WORKFLOW};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/missing-guard-job",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "no job of the workflow runs the guards, the tests or the helm matrix",
    why: "A required status check that no job reports any more blocks nothing once it is taken \
          off the list, and a loop over the guards that is gone leaves a green job that looks \
          at nothing. GitHub's 'About protected branches' says which checks count: those by \
          name.",
    failing: include_str!(
        "../../../witness/wiring/missing-guard-job/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/wiring/missing-guard-job/silent/.github/workflows/ci.yml"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let workflow = match reading::try_workflow(evidence) {
        Some(Ok(workflow)) => workflow,
        Some(Err(error)) => {
            let place = Place::at(WORKFLOW, error.line, error.column);
            let message = format!("this is no YAML, so no job runs: {}", error.message);
            return Verdict { judged: 1, observations: vec![Observation::new(place, message)] };
        }
        None => {
            let message = "there is no workflow, so nothing runs the guards";
            let observation = Observation::new(Place::file(WORKFLOW), message);
            return Verdict { judged: 1, observations: vec![observation] };
        }
    };
    let place = workflow.key_place(&workflow.root, "jobs");
    let place = place.unwrap_or_else(|| workflow.place(workflow.root.span));
    let mut verdict = Verdict { judged: Role::ALL.len(), observations: Vec::new() };
    for role in Role::ALL {
        if workflow.carrier(role).is_none() {
            let message = format!("no job {}", role.does());
            let help = format!("a step needs this script:\n{}", role.statements().join("\n"));
            verdict.observations.push(Observation::new(place.clone(), message).help(help));
        }
    }
    verdict
}
