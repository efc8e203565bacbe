//! Checks of the suppressions, once policy has been applied to everything else.

pub(super) mod expired_suppression;
pub(super) mod unused_suppression;
