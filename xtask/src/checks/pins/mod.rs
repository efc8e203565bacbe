//! Pins: code and images of others are named by what they are, not by a name that can be moved.
//!
//! These checks work offline: what a commit is stands in the ledger, `.github/pins.yaml`.

mod comment;
mod ledger;
mod reading;

pub(super) mod invalid_ledger;
pub(super) mod missing_version_comment;
pub(super) mod unknown_commit;
pub(super) mod unpinned_action;
pub(super) mod unpinned_image;
pub(super) mod unreadable_workflow;
pub(super) mod unused_ledger_entry;
pub(super) mod version_mismatch;

/// The lines that a check reports in one workflow.
#[cfg(test)]
fn reported_lines(check: &'static super::Check, text: &str) -> Vec<u32> {
    let sources = crate::sources::Sources::from_texts([(".github/workflows/w.yml", text)]);
    let evidence = crate::evidence::Evidence { sources, ..Default::default() };
    let outcomes = super::run([check], &evidence);
    outcomes
        .into_iter()
        .flat_map(|outcome| outcome.diagnostics)
        .map(|diagnostic| diagnostic.location.line.expect("a line"))
        .collect()
}
