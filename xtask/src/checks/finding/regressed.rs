//! `finding/regressed`: an audit finding that was closed and is open again.

use super::evaluated;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "finding/regressed",
    scope: Scope::Findings,
    severity: Severity::Error,
    summary: "every expectation of every audit finding holds",
    why: "An audit finding was paid for once. `cargo xtask findings ID` tells why it mattered and \
          what closed it.",
    failing: "updateStrategy:\n  type: RollingUpdate\n",
    repaired: "updateStrategy:\n  type: OnDelete\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for (finding, expectation, evaluation) in evaluated(evidence) {
        verdict.judged += evaluation.judged;
        for failure in &evaluation.failures {
            let message =
                format!("{} regressed: {}, but {}", finding.id, expectation.says, failure.saw);
            let mend = expectation.mend.as_ref().unwrap_or(&finding.closed_by);
            verdict.observations.push(Observation {
                finding: Some(finding.id.clone()),
                combinations: failure.combination.clone().into_iter().collect(),
                object: failure.object.clone(),
                path: failure.path.clone(),
                ..Observation::new(failure.place.clone(), message)
                    .related(
                        Place::from(&expectation.anchor),
                        format!("expectation `{}`", expectation.id),
                    )
                    .help(format!("{} (`cargo xtask findings {}`)", mend.trim(), finding.id))
            });
        }
    }
    verdict
}
