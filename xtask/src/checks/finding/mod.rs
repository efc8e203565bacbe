//! Checks of the audit findings: whether each is still closed.

mod evaluate;
pub(super) mod regressed;
pub(super) mod unevaluated;

pub use evaluate::{Evaluation, Failure, Lack, Missing, evaluate};

use rayon::prelude::*;

use crate::evidence::Evidence;
use crate::suite::{Expectation, Finding, Selection};

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

/// What became of every expectation: a list for each finding, in the order of the suite. Held against
/// the evidence once a run, however many checks and tables ask.
pub fn evaluations(evidence: &Evidence) -> &[Vec<Evaluation>] {
    evidence.evaluations.get_or_init(|| {
        let findings = evidence.suite.findings.par_iter();
        let evaluated = findings.map(|finding| {
            let expectations = finding.expectations.par_iter();
            expectations.map(|expectation| evaluate(evidence, expectation)).collect()
        });
        evaluated.collect()
    })
}

/// Every expectation with its finding and with what became of it.
pub(in crate::checks) fn evaluated(
    evidence: &Evidence,
) -> impl Iterator<Item = (&Finding, &Expectation, &Evaluation)> {
    let findings = evidence.suite.findings.iter().zip(evaluations(evidence));
    findings.flat_map(|(finding, evaluations)| {
        let expectations = finding.expectations.iter().zip(evaluations);
        expectations.map(move |(expectation, evaluation)| (finding, expectation, evaluation))
    })
}

/// Where a finding stands as a whole.
pub fn status(evaluations: &[Evaluation]) -> Status {
    evaluations.iter().map(state).max().unwrap_or(Status::Unevaluated)
}

/// Where a finding stands in one combination; nothing where it makes no statement about it.
pub fn status_in(
    finding: &Finding,
    evaluations: &[Evaluation],
    combination: &str,
) -> Option<Status> {
    let expectations = finding.expectations.iter().zip(evaluations);
    let concerned = expectations.filter(|(expectation, _)| {
        matches!(&expectation.selection, Selection::Objects { combinations, .. }
            if combinations.iter().any(|known| known == combination))
    });
    let states = concerned.map(|(_, evaluation)| {
        let here = |failure: &Failure| failure.combination.as_deref() == Some(combination);
        if evaluation.failures.iter().any(here) {
            return Status::Regressed;
        }
        let missing = |missing: &Missing| missing.combination == combination;
        if evaluation.missing.iter().any(missing) { Status::Unevaluated } else { Status::Closed }
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
