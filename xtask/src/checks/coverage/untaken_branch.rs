//! `coverage/untaken-branch`: a branch of a template that no render takes.

use super::asked_for;
use crate::branches::{self, Share};
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "coverage/untaken-branch",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "the renders of the suite take the share of the templates' branches that it asks for",
    why: "What no combination renders is held by no check and no expectation: it can be wrong in any way, \
          and the first to render it is an operator.",
    failing: "{{- if .Values.ingress.enabled }}  # false in every combination\n",
    repaired: "combinations:\n  - {name: ingress, values: {ingress: {enabled: true}}}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some((at_least, branches)) = asked_for(evidence) else { return Verdict::default() };
    let share = Share::of(branches);
    let mut verdict = Verdict { judged: share.all, observations: Vec::new() };
    if share.percent() >= at_least {
        return verdict;
    }
    let untaken = branches.iter().filter(|it| it.taken == 0 && it.excluded.is_none());
    verdict.observations = untaken
        .map(|branch| {
            let message = format!("{} in any render of the suite", branches::never(&branch.arm));
            let place = Place::at(&branch.file, branch.line, branch.column);
            Observation::new(place, message).help(format!(
                "{} of {} branches are taken, and the suite asks for {at_least} %: add a \
                 combination, or leave the branch out under `coverage.without` with a reason; \
                 `cargo xtask coverage` looks for values that take it",
                share.taken, share.all
            ))
        })
        .collect();
    verdict
}
