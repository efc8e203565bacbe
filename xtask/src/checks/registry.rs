//! The ordered list of all checks. One line a check; a test walks the folder and finds orphans.

use super::{
    Check, alert, documents, finding, hook, manifest, pins, policy, reference, render, schema,
    suite, wiring,
};

/// Every check, in the order in which they run and are listed.
pub static REGISTRY: &[&Check] = &[
    &suite::invalid_file::CHECK,
    &suite::stale_mutation::CHECK,
    &suite::unknown_check::CHECK,
    &render::failed_template::CHECK,
    &render::failed_lint::CHECK,
    &render::empty_render::CHECK,
    &render::ignored_value::CHECK,
    &render::accepted_refusal::CHECK,
    &render::other_refusal::CHECK,
    &manifest::invalid_yaml::CHECK,
    &manifest::nameless_object::CHECK,
    &manifest::duplicate_key::CHECK,
    &manifest::duplicate_object::CHECK,
    &manifest::name_too_long::CHECK,
    &manifest::volatile_selector::CHECK,
    &manifest::scientific_number::CHECK,
    &hook::unknown_event::CHECK,
    &hook::unknown_annotation::CHECK,
    &schema::unknown_field::CHECK,
    &schema::invalid_value::CHECK,
    &reference::missing_key::CHECK,
    &alert::dead_runbook::CHECK,
    &finding::regressed::CHECK,
    &finding::unevaluated::CHECK,
    &documents::dead_link::CHECK,
    &documents::dead_path::CHECK,
    &documents::unknown_command::CHECK,
    &documents::undescribed_value::CHECK,
    &documents::stale_values_table::CHECK,
    &pins::unreadable_workflow::CHECK,
    &pins::unpinned_action::CHECK,
    &pins::missing_version_comment::CHECK,
    &pins::unpinned_image::CHECK,
    &pins::unknown_commit::CHECK,
    &pins::version_mismatch::CHECK,
    &pins::invalid_ledger::CHECK,
    &pins::unused_ledger_entry::CHECK,
    &wiring::missing_guard_job::CHECK,
    &wiring::altered_guard_step::CHECK,
    &wiring::swallowed_failure::CHECK,
    &wiring::skippable_guard::CHECK,
    &wiring::narrowed_trigger::CHECK,
    &wiring::excess_permissions::CHECK,
    &wiring::foreign_checkout::CHECK,
    &wiring::helm_version_drift::CHECK,
    &wiring::unlisted_required_check::CHECK,
    &wiring::missing_guard_script::CHECK,
    &wiring::malformed_guard_script::CHECK,
    &wiring::altered_guard_script::CHECK,
    &wiring::unfaithful_ci_run::CHECK,
    &wiring::missing_pre_push::CHECK,
    &policy::expired_suppression::CHECK,
    &policy::unused_suppression::CHECK,
];

/// The check with this id.
pub fn find(id: &str) -> Option<&'static Check> {
    REGISTRY.iter().copied().find(|check| check.id == id)
}
