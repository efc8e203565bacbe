//! `finding/unevaluated`: an audit finding of which nobody can say that it is still closed.

use super::evaluated;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "finding/unevaluated",
    scope: Scope::Findings,
    severity: Severity::Error,
    summary: "every expectation of every audit finding is held against something",
    why: "An expectation that selects nothing holds in silence, which is how a guard rots.",
    failing: "- {id: no-ttl, kind: Job, name: renamed-since, path: $.spec.ttl, absent: true}\n",
    repaired: "- {id: no-ttl, kind: Job, name: certctl-migrate, path: $.spec.ttl, absent: true}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for (finding, expectation, evaluation) in evaluated(evidence) {
        verdict.judged += 1;
        for missing in &evaluation.missing {
            let message = format!(
                "{} cannot be evaluated: expectation `{}`: {}",
                finding.id, expectation.id, missing.what
            );
            verdict.observations.push(Observation {
                finding: Some(finding.id.clone()),
                combinations: missing.combination.clone().into_iter().collect(),
                ..Observation::new(Place::from(&expectation.anchor), message)
            });
        }
    }
    verdict
}
