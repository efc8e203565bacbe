//! A commit that nobody has written into the ledger.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

use super::ledger::{self, Ledger};
use super::reading::{self, Remote, Target};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "pins/unknown-commit",
    scope: Scope::Pins,
    severity: Severity::Error,
    summary: "a commit is not in the ledger, so nobody has said what it is",
    why: "A forty-digit commit may lie in a fork: GitHub serves commits of forks under the \
          name of the repository, so the digits alone prove no origin. GitHub's 'Security \
          hardening for GitHub Actions' asks to verify that a commit is from the action's \
          repository; the ledger is where that is written down.",
    failing: include_str!("../../../witness/pins/unknown-commit/fires/.github/workflows/ci.yml"),
    repaired: include_str!("../../../witness/pins/unknown-commit/silent/.github/workflows/ci.yml"),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some(ledger) = ledger::read(evidence) else { return Verdict::default() };
    let mut verdict = Verdict::default();
    for found in reading::uses(evidence) {
        let Target::Remote(remote) = &found.target else { continue };
        let Some(commit) = remote.commit() else { continue };
        verdict.judged += 1;
        let repository = remote.repository();
        if ledger.versions_of(&repository).iter().any(|entry| entry.commit == commit) {
            continue;
        }
        verdict.observations.push(observe(&ledger, remote, commit, found.place));
    }
    verdict
}

fn observe(ledger: &Ledger, remote: &Remote, commit: &str, place: Place) -> Observation {
    let repository = remote.repository();
    if let Some(other) = ledger.entries.iter().find(|entry| entry.commit == commit) {
        let message = format!("the ledger lists this commit for {}", other.repository);
        let there = format!("{} {}", other.repository, other.version);
        return Observation::new(place, format!("{message}, not for {repository}"))
            .related(Place::at(ledger::PATH, other.span.line, other.span.column), there)
            .help(replace_or_list(ledger, remote, commit));
    }
    let message = match ledger.versions_of(&repository).is_empty() {
        true => format!("the ledger does not know {repository}"),
        false => format!("the ledger does not list this commit for {repository}"),
    };
    let help = match ledger.nearest(&repository) {
        Some(near) if !near.eq_ignore_ascii_case(&repository) => format!("did you mean {near}?"),
        _ => replace_or_list(ledger, remote, commit),
    };
    Observation::new(place, message).help(help)
}

fn replace_or_list(ledger: &Ledger, remote: &Remote, commit: &str) -> String {
    match ledger.replacement(&remote.name, None) {
        Some(line) => format!("write {line}, or list the commit in {}", ledger::PATH),
        None => format!(
            "make sure that the commit is a release of {}, then list it in {}: {commit}",
            remote.repository(),
            ledger::PATH
        ),
    }
}
