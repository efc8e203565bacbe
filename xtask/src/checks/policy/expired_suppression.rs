//! `policy/expired-suppression`: a suppression whose day has passed.

use std::sync::LazyLock;

use regex::Regex;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "policy/expired-suppression",
    scope: Scope::Policy,
    severity: Severity::Error,
    summary: "a suppression holds until its day and no longer",
    why: "What is suppressed without an end is forgotten. Past its day the diagnostic is reported \
          again, and so is the suppression.",
    failing: "suppressions:\n  - {check: manifest/duplicate-key, owner: ops, reason: …, expires: 2020-01-01}\n",
    repaired: "suppressions: []\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    static DAY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\d{4}-\d{2}-\d{2}$").expect("a valid pattern"));
    let mut verdict = Verdict::default();
    for suppression in &evidence.suite.policy.suppressions {
        verdict.judged += 1;
        let message = if !DAY.is_match(&suppression.expires) {
            format!("`expires: {}` is no day such as {}", suppression.expires, evidence.today)
        } else if suppression.expires < evidence.today {
            format!(
                "the suppression of {} expired on {}; {} owns it",
                suppression.check, suppression.expires, suppression.owner
            )
        } else {
            continue;
        };
        verdict
            .observations
            .push(Observation::new(Place::from(&suppression.anchor), message).help(
                "mend what it hides and take it away, or decide again and give it a new day",
            ));
    }
    verdict
}
