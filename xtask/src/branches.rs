//! Which branches of the chart's own templates the renders of the suite took, and which it leaves out
//! for a reason.
//!
//! It must not know how a branch is reported, nor which values would take it.

use helm_template::coverage::{Arm, Coverage, Place};

use crate::evidence::Evidence;
use crate::suite::Exclusion;

/// A branch of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The file as it is shown.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in bytes.
    pub column: u32,
    /// Which way.
    pub arm: Arm,
    /// How often the renders took it.
    pub taken: u64,
    /// The number of the exclusion that leaves it out, where one does.
    pub excluded: Option<usize>,
}

/// The branches of the chart's templates; nothing where the embedded renderer was not asked. Found once
/// a run.
pub fn branches(evidence: &Evidence) -> Option<&[Branch]> {
    evidence.branches.get_or_init(|| find(evidence)).as_deref()
}

fn find(evidence: &Evidence) -> Option<Vec<Branch>> {
    let attempts = evidence.attempts.iter().filter_map(|attempt| attempt.coverage.as_ref());
    let refusals = evidence.refusals.iter().filter_map(|refusal| refusal.coverage.as_ref());
    let mut covered: Option<Coverage> = None;
    for coverage in attempts.chain(refusals) {
        covered.get_or_insert_default().merge(coverage);
    }
    let covered = covered?;
    let branches = covered.iter().filter_map(|(place, taken)| branch(evidence, place, taken));
    let mut branches: Vec<Branch> = branches.collect();
    branches.sort_by(|one, other| {
        let places = (one.line, one.column).cmp(&(other.line, other.column));
        one.file.cmp(&other.file).then(places).then_with(|| one.arm.cmp(&other.arm))
    });
    Some(branches)
}

/// A place in one of the chart's own files: those of a chart below it have suites of their own.
fn branch(evidence: &Evidence, place: &Place, taken: u64) -> Option<Branch> {
    let (_, inside) = place.template.split_once('/')?;
    // A `range` without items and without `else` does nothing, and nothing in it can be wrong.
    let is_nothing = place.arm == Arm::RangeElse && !place.written;
    if !inside.starts_with("templates/") || is_nothing {
        return None;
    }
    let file = format!("{}/{inside}", evidence.chart);
    let Place { line, column, ref arm, .. } = *place;
    let text = evidence.sources.text(&file)?;
    let text = || text.lines().nth((line as usize).saturating_sub(1)).unwrap_or_default();
    let excludes = |exclusion: &Exclusion| {
        exclusion.template == inside
            && text().contains(&exclusion.at)
            && exclusion.branch.as_deref().is_none_or(|branch| branch == word(arm))
    };
    let excluded = evidence.suite.coverage.without.iter().position(excludes);
    Some(Branch { file, line, column, arm: arm.clone(), taken, excluded })
}

/// The word by which the suite names a kind of branch.
pub fn word(arm: &Arm) -> &'static str {
    match arm {
        Arm::If => "if",
        Arm::Else => "else",
        Arm::With => "with",
        Arm::WithElse => "with-else",
        Arm::Range => "range",
        Arm::RangeElse => "range-else",
        Arm::Define(_) => "define",
        Arm::DefaultGiven => "default-given",
        Arm::DefaultUsed => "default-used",
        Arm::TernaryTrue => "ternary-true",
        Arm::TernaryFalse => "ternary-false",
    }
}

/// What it means that a branch is not taken, as the end of a sentence.
pub fn never(arm: &Arm) -> String {
    match arm {
        Arm::If => "this condition is never true".to_owned(),
        Arm::Else => "this condition is never false".to_owned(),
        Arm::With => "this value of `with` is never set".to_owned(),
        Arm::WithElse => "this value of `with` is never empty".to_owned(),
        Arm::Range => "this `range` never has an item".to_owned(),
        Arm::RangeElse => "this `range` is never empty".to_owned(),
        Arm::Define(name) => format!("`{name}` is never called"),
        Arm::DefaultGiven => "this `default` is never given a value".to_owned(),
        Arm::DefaultUsed => "this `default` is never used".to_owned(),
        Arm::TernaryTrue => "this `ternary` never chooses its first value".to_owned(),
        Arm::TernaryFalse => "this `ternary` never chooses its second value".to_owned(),
    }
}

/// How many branches count, and how many of them are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Branches that are not left out.
    pub all: usize,
    /// Of these, how many were taken.
    pub taken: usize,
}

impl Share {
    /// The share of some branches.
    pub fn of<'a>(branches: impl IntoIterator<Item = &'a Branch>) -> Self {
        let counted = branches.into_iter().filter(|branch| branch.excluded.is_none());
        counted.fold(Share::default(), |share, branch| Share {
            all: share.all + 1,
            taken: share.taken + usize::from(branch.taken > 0),
        })
    }

    /// In percent; of nothing, all.
    pub fn percent(self) -> f64 {
        if self.all == 0 { 100.0 } else { self.taken as f64 * 100.0 / self.all as f64 }
    }
}
