//! An entry of the ledger that nothing uses.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

use super::{ledger, reading};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "pins/unused-ledger-entry",
    scope: Scope::Pins,
    severity: Severity::Error,
    summary: "the ledger lists a commit that no workflow uses",
    why: "A ledger that keeps what is gone is no longer read, and an old version in it stays \
          allowed: a downgrade to it would pass. What is verified ahead of its use stands \
          under `spare`.",
    failing: include_str!("../../../witness/pins/unused-ledger-entry/fires/.github/pins.yaml"),
    repaired: include_str!("../../../witness/pins/unused-ledger-entry/silent/.github/pins.yaml"),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    // Where only some workflows were looked at, nothing can be said about the others.
    if !evidence.named.is_empty() {
        return Verdict::default();
    }
    let Some(ledger) = ledger::read(evidence) else { return Verdict::default() };
    // What cannot be read may use any of them.
    if reading::units(evidence).iter().any(|unit| unit.document.is_err()) {
        return Verdict { judged: ledger.entries.len(), observations: Vec::new() };
    }
    let uses = reading::uses(evidence);
    let used = |entry: &ledger::Entry| {
        uses.iter().any(|found| match &found.target {
            reading::Target::Remote(remote) => {
                remote.commit() == Some(&entry.commit)
                    && remote.repository().eq_ignore_ascii_case(&entry.repository)
            }
            _ => false,
        })
    };
    let observations = ledger
        .entries
        .iter()
        .filter(|entry| !entry.spare && !used(entry))
        .map(|entry| {
            let place = Place::at(ledger::PATH, entry.span.line, entry.span.column);
            Observation::new(place, format!("nothing uses {} {}", entry.repository, entry.version))
                .help("take the entry out, or move it under `spare`")
        })
        .collect();
    Verdict { judged: ledger.entries.len(), observations }
}
