//! A ledger that cannot be relied on.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

use super::{ledger, reading};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "pins/invalid-ledger",
    scope: Scope::Pins,
    severity: Severity::Error,
    summary: "the ledger of commits is missing, malformed or contradicts itself",
    why: "Every other statement about a commit rests on this file. An entry that is no commit, \
          or that stands twice, would let a pin pass that nobody has verified.",
    failing: include_str!("../../../witness/pins/invalid-ledger/fires/.github/pins.yaml"),
    repaired: include_str!("../../../witness/pins/invalid-ledger/silent/.github/pins.yaml"),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some(ledger) = ledger::read(evidence) else { return without_ledger(evidence) };
    let observations = ledger
        .problems
        .into_iter()
        .map(|problem| Observation {
            help: problem.help,
            ..Observation::new(
                Place::at(ledger::PATH, problem.line, problem.column),
                problem.message,
            )
        })
        .collect::<Vec<_>>();
    Verdict { judged: ledger.entries.len() + observations.len(), observations }
}

/// A repository that uses nothing of others needs no ledger.
fn without_ledger(evidence: &Evidence) -> Verdict {
    let commits = reading::uses(evidence)
        .into_iter()
        .filter(
            |found| matches!(&found.target, reading::Target::Remote(to) if to.commit().is_some()),
        )
        .count();
    if commits == 0 {
        return Verdict::default();
    }
    let message = format!("there is no ledger, so none of {commits} commits can be verified");
    let help = format!(
        "list them in {}: actions, then owner/name, then a version with its commit",
        ledger::PATH
    );
    Verdict {
        judged: 1,
        observations: vec![Observation::new(Place::file(ledger::PATH), message).help(help)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;

    #[test]
    fn commits_without_a_ledger_are_reported_once() {
        let commit = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";
        let step = format!("{{uses: a/b@{commit}}}");
        let text = format!("jobs:\n  a:\n    steps:\n      - {step}\n      - {step}\n");
        let sources = Sources::from_texts([(".github/workflows/w.yml", text.as_str())]);
        let verdict = run(&Evidence { sources, ..Evidence::default() });
        assert_eq!(verdict.observations.len(), 1);
        assert!(verdict.observations[0].message.contains("none of 2 commits"));
    }
}
