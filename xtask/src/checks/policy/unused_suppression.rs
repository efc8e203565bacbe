//! `policy/unused-suppression`: a suppression that hides nothing.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "policy/unused-suppression",
    scope: Scope::Policy,
    severity: Severity::Error,
    summary: "every suppression hides something",
    why: "One that matches nothing today hides the next real diagnostic tomorrow.",
    failing: "suppressions:\n  - {check: manifest/duplicate-key, file: mended.yaml, …}\n",
    repaired: "suppressions: []\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    let suppressions = &evidence.suite.policy.suppressions;
    for (suppression, uses) in suppressions.iter().zip(&evidence.suppression_uses) {
        verdict.judged += 1;
        if *uses > 0 {
            continue;
        }
        let message = format!("the suppression of {} matches nothing", suppression.check);
        verdict
            .observations
            .push(Observation::new(Place::from(&suppression.anchor), message).help("take it away"));
    }
    verdict
}
