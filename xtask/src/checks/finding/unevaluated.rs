//! `finding/unevaluated`: an audit finding of which nobody can say that it is still closed.

use super::{Lack, evaluated};
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
            // What does not render is one cause, however many expectations it takes along: said once
            // for the finding.
            let (anchor, why) = match &missing.what {
                Lack::Render => (&finding.anchor, "a combination does not render".to_owned()),
                Lack::Selection(why) => {
                    (&expectation.anchor, format!("expectation `{}`: {why}", expectation.id))
                }
            };
            let message = format!("{} cannot be evaluated: {why}", finding.id);
            verdict.observations.push(Observation {
                finding: Some(finding.id.clone()),
                combinations: vec![missing.combination.clone()],
                ..Observation::new(Place::from(anchor), message)
            });
        }
    }
    verdict
}
