//! The ordered list of all checks. One line a check; a test walks the folder and finds orphans.

use super::{Check, alert, documents, finding, manifest, policy, render, suite};

/// Every check, in the order in which they run and are listed.
pub static REGISTRY: &[&Check] = &[
    &suite::invalid_file::CHECK,
    &suite::stale_mutation::CHECK,
    &suite::unknown_check::CHECK,
    &render::failed_template::CHECK,
    &render::failed_lint::CHECK,
    &render::empty_render::CHECK,
    &render::accepted_refusal::CHECK,
    &render::other_refusal::CHECK,
    &manifest::invalid_yaml::CHECK,
    &manifest::nameless_object::CHECK,
    &manifest::duplicate_key::CHECK,
    &manifest::duplicate_object::CHECK,
    &alert::dead_runbook::CHECK,
    &finding::regressed::CHECK,
    &finding::unevaluated::CHECK,
    &documents::dead_link::CHECK,
    &documents::dead_path::CHECK,
    &documents::unknown_command::CHECK,
    &documents::undescribed_value::CHECK,
    &documents::stale_values_table::CHECK,
    &policy::expired_suppression::CHECK,
    &policy::unused_suppression::CHECK,
];

/// The check with this id.
pub fn find(id: &str) -> Option<&'static Check> {
    REGISTRY.iter().copied().find(|check| check.id == id)
}
