//! A guard step whose script is not the one that is known to fail when a guard fails.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;

use super::reading::{self, Role};
use super::shell;

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/altered-guard-step",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "the step that runs the guards, the tests or the helm matrix is not the known one",
    why: "Shell has more ways to lose a failure than patterns can list: a subshell, a \
          function, an `if`, an early exit. The steps that everything hangs on are short and \
          never need an edit for a new guard, so their text is compared. GitHub's 'Workflow \
          syntax for GitHub Actions' describes the shell and its options.",
    failing: include_str!(
        "../../../witness/wiring/altered-guard-step/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/wiring/altered-guard-step/silent/.github/workflows/ci.yml"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some(workflow) = reading::workflow(evidence) else { return Verdict::default() };
    let mut verdict = Verdict::default();
    for (role, job, step) in workflow.carriers() {
        verdict.judged += 1;
        let elsewhere = job_folder(&workflow, job.node)
            .or_else(|| workflow.key_place(step, "working-directory"));
        if let Some(place) = elsewhere {
            let message = format!("the step that {} runs in another folder", role.does());
            verdict.observations.push(Observation::new(place, message));
        }
        let Some(script) = step.get("run") else { continue };
        let text = script.as_str().unwrap_or_default();
        // A failure that is lost in a known way is reported as such.
        if shell::statements(text).into_iter().any(|line| shell::swallows(line).is_some()) {
            continue;
        }
        let Some(found) = shell::difference(text, role.statements()) else { continue };
        let (place, what) = match found {
            Some(line) => (workflow.statement_place(script, line), format!("at `{line}`")),
            None => (workflow.place(script.span), "as it ends too early".to_owned()),
        };
        let message = format!("the step that {} is not the known one, {what}", role.does());
        verdict.observations.push(Observation::new(place, message).help(help(role)));
    }
    verdict
}

/// The folder that `defaults` give to every step, where they do.
fn job_folder(
    workflow: &reading::Workflow<'_>,
    job: &crate::yaml::Node,
) -> Option<crate::locate::Place> {
    [job, &workflow.root].into_iter().find_map(|owner| {
        let run = owner.get("defaults")?.get("run")?;
        workflow.key_place(run, "working-directory")
    })
}

fn help(role: Role) -> String {
    format!("the known one is:\n{}", role.statements().join("\n"))
}
