//! A guard job that can be skipped.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;

use super::reading::{self, Role};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/skippable-guard",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "a job or a step that must run can be skipped",
    why: "A job that is skipped reports its check as successful, says GitHub's \
          'Troubleshooting required status checks', so a required check passes that never ran. \
          An `if:` that is false, or a job in `needs:` that fails, is such a skip.",
    failing: include_str!("../../../witness/wiring/skippable-guard/fires/.github/workflows/ci.yml"),
    repaired: include_str!(
        "../../../witness/wiring/skippable-guard/silent/.github/workflows/ci.yml"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some(workflow) = reading::workflow(evidence) else { return Verdict::default() };
    let mut verdict = Verdict::default();
    for (role, job, step) in workflow.carriers() {
        verdict.judged += 1;
        let mut report = |place: Option<crate::locate::Place>, message: String, help: &str| {
            let found = place.map(|place| Observation::new(place, message).help(help));
            verdict.observations.extend(found);
        };
        let id = job.id;
        report(
            workflow.key_place(job.node, "if"),
            format!("the job `{id}` can be skipped, and a skipped check counts as passed"),
            "take the `if:` out",
        );
        report(
            workflow.key_place(job.node, "needs"),
            format!("the job `{id}` is skipped when a job fails that it needs"),
            "take the `needs:` out",
        );
        if role != Role::HelmMatrix {
            report(
                workflow.key_place(job.node, "strategy"),
                format!("a matrix gives the job `{id}` other check names, or no run at all"),
                "take the `strategy:` out: the required check has one fixed name",
            );
        }
        for one in reading::steps(job.node) {
            let carrying = std::ptr::eq(one, step);
            let helm = reading::uses_action(one, "azure/setup-helm");
            if carrying || helm || reading::uses_action(one, "actions/checkout") {
                report(
                    workflow.key_place(one, "if"),
                    format!("a step that the job `{id}` cannot do without can be skipped"),
                    "take the `if:` out",
                );
            }
        }
    }
    verdict
}
