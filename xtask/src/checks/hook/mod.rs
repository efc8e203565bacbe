//! Checks of Helm's hook annotations.

pub(super) mod unknown_annotation;
pub(super) mod unknown_event;
