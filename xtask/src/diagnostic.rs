//! A diagnostic: one thing that a check reports. Inert data that must not know how it is shown.

/// How bad it is. One table maps it to every format, in `report`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Fails the run.
    Error,
    /// Shown, and fails nothing.
    Warning,
}

/// A place in a file of the repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The path from the root of the repository, with `/`.
    pub file: String,
    /// The line, from 1, where one is known.
    pub line: Option<u32>,
    /// The column, from 1, in characters, where one is known.
    pub column: Option<u32>,
}

impl Location {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Location { file: file.into(), line: None, column: None }
    }

    /// A line and column of a file.
    pub fn at(file: impl Into<String>, line: u32, column: u32) -> Self {
        Location { file: file.into(), line: Some(line), column: Some(column) }
    }
}

/// A second place that helps to understand the first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What is there.
    pub message: String,
}

/// A rendered object by kind and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    /// Its kind.
    pub kind: String,
    /// Its `metadata.name`.
    pub name: String,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The id of the check, such as `pins/unpinned-action`.
    pub check: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a final full stop.
    pub message: String,
    /// The audit finding that it reopens, where there is one.
    pub finding: Option<String>,
    /// The combinations in which it holds, in the order of the matrix.
    pub combinations: Vec<String>,
    /// The rendered object, where it is about one.
    pub object: Option<ObjectName>,
    /// The path inside the object, as people write it.
    pub path: Option<String>,
    /// Where to look first.
    pub location: Location,
    /// Where else to look.
    pub related: Vec<Related>,
    /// How to mend it.
    pub help: Option<String>,
}
