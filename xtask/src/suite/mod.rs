//! What must hold, read from the suite's folder: combinations, refusals, audit findings, policy.
//!
//! Reading never stops at an error: what is wrong becomes a [`Problem`] with a line, which a check
//! reports. This room must not render or judge anything.

mod expectation;
mod finding;
mod load;
mod matrix;
mod nearest;
mod places;
mod policy;

pub use finding::{Edit, Expectation, Finding, Operator, Rating, Selection};
pub use load::load;
pub use matrix::{Combination, CoverageRule, Exclusion, MadeOnce, Refusal};
pub use nearest::{did_you_mean, nearest};
pub use policy::{Policy, Suppression};

/// The suite of one chart.
#[derive(Debug, Default)]
pub struct Suite {
    /// Its folder as it is shown, where there is a suite.
    pub folder: Option<String>,
    /// The combinations in the order of the matrix.
    pub combinations: Vec<Combination>,
    /// The refusals in the order of the matrix.
    pub refusals: Vec<Refusal>,
    /// The values that two renders need not have in common.
    pub made_once: Vec<MadeOnce>,
    /// How many of the templates' branches the renders must take.
    pub coverage: CoverageRule,
    /// The audit findings in the order of the matrix's list.
    pub findings: Vec<Finding>,
    /// Severity overrides and suppressions.
    pub policy: Policy,
    /// What is wrong with the suite's files.
    pub problems: Vec<Problem>,
}

impl Suite {
    /// The matrix file as it is shown.
    pub fn matrix_file(&self) -> Option<String> {
        self.folder.as_ref().map(|folder| format!("{folder}/{}", load::MATRIX))
    }

    /// The audit finding with this id.
    pub fn finding(&self, id: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.id == id)
    }
}

/// Something wrong in a suite file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
}

/// A line and column of a suite file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}
