//! From symbolic places to files and lines: the one function that does so.

use crate::diagnostic::Location;
use crate::evidence::Evidence;

/// Where something is, as a check knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A place in a file that a check read itself.
    At(Location),
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Place::At(Location::file(file))
    }

    /// A line and column of a file, both from 1.
    pub fn at(file: impl Into<String>, line: u32, column: u32) -> Self {
        Place::At(Location::at(file, line, column))
    }
}

/// The file and, where it can be known, the line and column of a place.
pub fn locate(_evidence: &Evidence, place: &Place) -> Location {
    match place {
        Place::At(location) => location.clone(),
    }
}
