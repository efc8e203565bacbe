//! Checks of the audit findings: whether each is still closed.

mod evaluate;
pub(super) mod regressed;
pub(super) mod unevaluated;

pub use evaluate::{Evaluation, Failure, Missing, evaluate};

use crate::evidence::Evidence;
use crate::suite::{Finding, Selection};

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Every expectation holds.
    Closed,
    /// Part of it could not be looked at.
    Unevaluated,
    /// An expectation does not hold.
    Regressed,
}

impl Status {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Status::Closed => "closed",
            Status::Unevaluated => "unevaluated",
            Status::Regressed => "regressed",
        }
    }
}

/// Where a finding stands as a whole.
pub fn status(evidence: &Evidence, finding: &Finding) -> Status {
    let expectations = finding.expectations.iter();
    let states = expectations.map(|expectation| state(&evaluate(evidence, expectation)));
    states.max().unwrap_or(Status::Unevaluated)
}

/// Where a finding stands in one combination; nothing where it makes no statement about it.
pub fn status_in(evidence: &Evidence, finding: &Finding, combination: &str) -> Option<Status> {
    let concerned = finding.expectations.iter().filter(|expectation| {
        matches!(&expectation.selection, Selection::Objects { combinations, .. }
            if combinations.iter().any(|known| known == combination))
    });
    let states = concerned.map(|expectation| {
        let all = evaluate(evidence, expectation);
        if all.failures.iter().any(|failure| failure.combination.as_deref() == Some(combination)) {
            return Status::Regressed;
        }
        let missing = |missing: &Missing| missing.combination.as_deref() == Some(combination);
        if all.missing.iter().any(missing) { Status::Unevaluated } else { Status::Closed }
    });
    states.max()
}

/// Where one expectation stands.
pub fn state(evaluation: &Evaluation) -> Status {
    if !evaluation.failures.is_empty() {
        return Status::Regressed;
    }
    if !evaluation.missing.is_empty() || evaluation.judged == 0 && evaluation.left_out == 0 {
        return Status::Unevaluated;
    }
    Status::Closed
}
