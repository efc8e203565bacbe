//! Checks of the suite's own files: a guard that is broken must not look like a guard that passes.

pub(super) mod invalid_file;
pub(super) mod stale_mutation;
pub(super) mod unknown_check;
