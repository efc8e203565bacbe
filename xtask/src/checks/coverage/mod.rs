//! Checks of how much of the chart the suite renders: a branch that no render takes is held by nothing.

pub(super) mod stale_exclusion;
pub(super) mod untaken_branch;

use crate::branches::{self, Branch};
use crate::evidence::Evidence;

/// The branches, where the suite asks for a share of them and all of its renders were made.
fn asked_for(evidence: &Evidence) -> Option<(f64, &[Branch])> {
    let at_least = evidence.suite.coverage.at_least?;
    let is_whole = evidence.attempts.len() == evidence.suite.combinations.len()
        && evidence.refusals.len() == evidence.suite.refusals.len();
    Some((at_least, branches::branches(evidence).filter(|_| is_whole)?))
}
