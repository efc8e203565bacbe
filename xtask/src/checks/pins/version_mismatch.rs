//! A comment that says another version than the ledger.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

use super::missing_version_comment::version_of;
use super::{ledger, reading};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "pins/version-mismatch",
    scope: Scope::Pins,
    severity: Severity::Error,
    summary: "the comment beside a commit says another version than the ledger",
    why: "A reviewer reads the comment and the machine runs the commit. A comment that is \
          wrong hides a downgrade, or an update that was never reviewed. zizmor names the same \
          problem `ref-version-mismatch`; with a ledger it is decided without the network.",
    failing: include_str!("../../../witness/pins/version-mismatch/fires/.github/workflows/ci.yml"),
    repaired: include_str!(
        "../../../witness/pins/version-mismatch/silent/.github/workflows/ci.yml"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some(ledger) = ledger::read(evidence) else { return Verdict::default() };
    let mut verdict = Verdict::default();
    for found in reading::uses(evidence) {
        let reading::Target::Remote(remote) = &found.target else { continue };
        let Some(commit) = remote.commit() else { continue };
        let versions = ledger.versions_of(&remote.repository());
        let Some(entry) = versions.iter().find(|entry| entry.commit == commit) else { continue };
        let comment = found.comment.as_deref().unwrap_or_default();
        let Some(version) = version_of(comment, &ledger, remote) else { continue };
        verdict.judged += 1;
        if version == entry.version {
            continue;
        }
        let message = format!("the comment says {version}, but this commit is {}", entry.version);
        let help = format!("write uses: {}@{commit} # {}", remote.name, entry.version);
        let there = format!("{} {}", entry.repository, entry.version);
        let ledger_place = Place::at(ledger::PATH, entry.span.line, entry.span.column);
        let observation = Observation::new(found.place, message).help(help);
        verdict.observations.push(observation.related(ledger_place, there));
    }
    verdict
}
