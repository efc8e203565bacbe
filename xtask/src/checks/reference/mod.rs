//! Checks of references between rendered objects.

pub(super) mod missing_key;
