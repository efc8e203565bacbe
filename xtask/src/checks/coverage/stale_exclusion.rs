//! `coverage/stale-exclusion`: a branch that the suite leaves out, and that is taken or gone.

use super::asked_for;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "coverage/stale-exclusion",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "every branch that the suite leaves out is there and is taken by no render",
    why: "An exclusion says why no render can take a branch. Once one does, or the branch is gone, the \
          reason is wrong, and the exclusion waits to hide another branch.",
    failing: "without:\n  - {template: templates/a.yaml, at: lookup, reason: needs a cluster}  # taken\n",
    repaired: "without: []\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some((_, branches)) = asked_for(evidence) else { return Verdict::default() };
    let exclusions = &evidence.suite.coverage.without;
    let mut verdict = Verdict { judged: exclusions.len(), observations: Vec::new() };
    for (number, exclusion) in exclusions.iter().enumerate() {
        let mut left_out = branches.iter().filter(|it| it.excluded == Some(number)).peekable();
        let message = match left_out.peek() {
            None => format!(
                "{} has no such branch on a line with `{}`",
                exclusion.template, exclusion.at
            ),
            Some(_) => match left_out.find(|branch| branch.taken > 0) {
                None => continue,
                Some(branch) => format!(
                    "the branch on line {} of {} is taken by a render",
                    branch.line, exclusion.template
                ),
            },
        };
        let place = Place::from(&exclusion.anchor);
        verdict.observations.push(
            Observation::new(place, message).help("take the exclusion away, or name its branch"),
        );
    }
    verdict
}
