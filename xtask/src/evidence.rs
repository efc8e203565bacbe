//! Everything that was read from the world for one run: what the checks are functions of.

use crate::sources::Sources;

/// What the checks look at. A check takes what it is about and leaves the rest alone.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The text of the files under review.
    pub sources: Sources,
    /// Paths that were asked for by name; where there are any, the rest was not looked at.
    pub named: Vec<String>,
}
