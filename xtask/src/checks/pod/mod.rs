//! Checks of pod templates.

pub(super) mod misplaced_field;
