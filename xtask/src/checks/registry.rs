//! The ordered list of all checks. One line a check; a test walks the folder and finds orphans.

use super::{Check, pins};

/// Every check, in the order in which they run and are listed.
pub static REGISTRY: &[&Check] = &[
    &pins::unreadable_workflow::CHECK,
    &pins::unpinned_action::CHECK,
    &pins::missing_version_comment::CHECK,
    &pins::unpinned_image::CHECK,
    &pins::unknown_commit::CHECK,
    &pins::version_mismatch::CHECK,
    &pins::invalid_ledger::CHECK,
    &pins::unused_ledger_entry::CHECK,
];

/// The check with this id.
pub fn find(id: &str) -> Option<&'static Check> {
    REGISTRY.iter().copied().find(|check| check.id == id)
}
