//! Wiring: the guards run, on every push and pull request, and their failures count.
//!
//! These checks look at the workflow and the scripts as text. Where shell could be bent in ways
//! that no pattern foresees, they compare with the text that is known to work.

mod reading;
mod shell;

pub(super) mod altered_environment;
pub(super) mod altered_guard_script;
pub(super) mod altered_guard_step;
pub(super) mod excess_permissions;
pub(super) mod foreign_checkout;
pub(super) mod helm_version_drift;
pub(super) mod malformed_guard_script;
pub(super) mod missing_guard_job;
pub(super) mod missing_guard_script;
pub(super) mod missing_pre_push;
pub(super) mod missing_test_step;
pub(super) mod narrowed_trigger;
pub(super) mod persisted_credentials;
pub(super) mod skippable_guard;
pub(super) mod swallowed_failure;
pub(super) mod unfaithful_ci_run;
pub(super) mod unlisted_required_check;
