//! Faults that the backup drill must find.

use crate::fault::Fault;

/// The faults.
pub(super) const FAULTS: &[Fault] = &[];
