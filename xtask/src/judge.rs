//! From evidence to a [`Run`]: the checks, then policy, then the counts that keep green honest.

use std::collections::BTreeSet;

use crate::checks::finding::{self, Evaluation, Status};
use crate::checks::{self, Check, Outcome, REGISTRY, Scope, schema};
use crate::diagnostic::{Diagnostic, Severity};
use crate::evidence::Evidence;
use crate::policy;
use crate::suite::{Finding, Rating};

/// What a run found, ready to be reported.
#[derive(Debug, Default)]
pub struct Run {
    /// The renderer, for people, where something was rendered.
    pub engine: Option<String>,
    /// What is reported.
    pub diagnostics: Vec<Diagnostic>,
    /// The combinations in the order of the matrix.
    pub combinations: Vec<CombinationRow>,
    /// The findings in the order of the matrix.
    pub findings: Vec<FindingRow>,
    /// How much was judged.
    pub counts: Counts,
    /// How many things each check looked at, in the order of the registry.
    pub looked: Vec<(&'static str, usize)>,
    /// Checks that ran and had nothing to look at.
    pub idle: Vec<&'static str>,
    /// What this run left out on request, one line each.
    pub left_out: Vec<String>,
}

/// How much was judged, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Combinations rendered and linted.
    pub combinations: usize,
    /// Refusals tried.
    pub refusals: usize,
    /// Objects rendered, over all combinations.
    pub objects: usize,
    /// Expectations held against something.
    pub expectations: usize,
    /// Checks that looked at something.
    pub checks: usize,
    /// Diagnostics of severity error.
    pub errors: usize,
    /// Diagnostics of severity warning.
    pub warnings: usize,
}

/// One combination in the summary.
#[derive(Debug)]
pub struct CombinationRow {
    /// Its name.
    pub name: String,
    /// Whether the audit named it.
    pub audit: bool,
    /// Whether it rendered, linted and has no error.
    pub passed: bool,
    /// How many objects it rendered.
    pub objects: usize,
    /// Where each finding stands in it, in the order of the findings; nothing where a finding makes
    /// no statement about it.
    pub findings: Vec<Option<Status>>,
}

/// One finding in the summary.
#[derive(Debug)]
pub struct FindingRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether the audit found it.
    pub audit: bool,
    /// How bad it is rated.
    pub rating: Rating,
    /// Where it stands.
    pub status: Status,
    /// How many expectations keep it closed.
    pub expectations: usize,
}

impl Run {
    /// Whether something is wrong in what a reviewer reviews.
    pub fn failed(&self) -> bool {
        self.counts.errors > 0
    }

    /// How many of the audit's combinations pass, and how many there are.
    pub fn audit_combinations(&self) -> (usize, usize) {
        let audit = self.combinations.iter().filter(|row| row.audit);
        let passed = audit.clone().filter(|row| row.passed).count();
        (passed, audit.count())
    }
}

/// Finds what several checks ask for before the first of them runs: a check that waits for an answer that
/// another one is finding holds up a core.
fn find_ahead(evidence: &Evidence, scopes: &[Scope]) {
    rayon::join(
        || scopes.contains(&Scope::Findings).then(|| finding::evaluations(evidence)),
        || scopes.contains(&Scope::Renders).then(|| schema::examined(evidence)),
    );
}

/// Runs the checks of some scopes over the evidence and decides what is reported.
pub fn judge(evidence: &mut Evidence, scopes: &[Scope]) -> Run {
    let wanted = |check: &&&'static Check| scopes.contains(&check.scope);
    find_ahead(evidence, scopes);
    let outcomes = checks::run(REGISTRY.iter().filter(wanted).copied(), evidence);
    let mut looked: Vec<(&'static str, usize)> = looked_at(&outcomes);
    let policy = evidence.suite.policy.clone();
    let decided = policy::apply(outcomes, &policy, &evidence.today);
    let mut diagnostics = decided.diagnostics;
    evidence.suppression_uses = decided.suppression_uses;
    let partial = evidence.attempts.len() < evidence.suite.combinations.len();
    if !partial && scopes.contains(&Scope::Findings) {
        let last = |check: &&&'static Check| check.scope == Scope::Policy;
        let outcomes = checks::run(REGISTRY.iter().filter(last).copied(), evidence);
        looked.extend(looked_at(&outcomes));
        diagnostics.extend(outcomes.into_iter().flat_map(|outcome| outcome.diagnostics));
    }
    let with_findings = scopes.contains(&Scope::Findings);
    let findings: Vec<(&Finding, &[Evaluation])> = if with_findings {
        let evaluations = finding::evaluations(evidence).iter().map(Vec::as_slice);
        evidence.suite.findings.iter().zip(evaluations).collect()
    } else {
        Vec::new()
    };
    let expectations = findings.iter().flat_map(|(_, evaluations)| *evaluations);
    let combinations = combination_rows(evidence, &findings, &diagnostics);
    let errors = diagnostics.iter().filter(|one| one.severity == Severity::Error).count();
    let counts = Counts {
        combinations: combinations.len(),
        refusals: evidence.refusals.len(),
        objects: combinations.iter().map(|row| row.objects).sum(),
        expectations: expectations.filter(|evaluation| evaluation.judged > 0).count(),
        checks: looked.iter().filter(|(_, judged)| *judged > 0).count(),
        errors,
        warnings: diagnostics.len() - errors,
    };
    Run {
        engine: None,
        findings: findings.iter().map(|(finding, all)| finding_row(finding, all)).collect(),
        combinations,
        counts,
        idle: looked.iter().filter(|(_, judged)| *judged == 0).map(|(id, _)| *id).collect(),
        left_out: Vec::new(),
        looked,
        diagnostics,
    }
}

fn looked_at(outcomes: &[Outcome]) -> Vec<(&'static str, usize)> {
    outcomes.iter().map(|outcome| (outcome.check.id, outcome.judged)).collect()
}

fn finding_row(finding: &Finding, evaluations: &[Evaluation]) -> FindingRow {
    FindingRow {
        id: finding.id.clone(),
        title: finding.title.clone(),
        audit: finding.audit,
        rating: finding.rating,
        status: finding::status(evaluations),
        expectations: finding.expectations.len(),
    }
}

fn combination_rows(
    evidence: &Evidence,
    findings: &[(&Finding, &[Evaluation])],
    diagnostics: &[Diagnostic],
) -> Vec<CombinationRow> {
    let failing: BTreeSet<&str> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .flat_map(|diagnostic| diagnostic.combinations.iter().map(String::as_str))
        .collect();
    evidence
        .attempts
        .iter()
        .map(|attempt| {
            let name = attempt.combination.name.clone();
            CombinationRow {
                audit: attempt.combination.audit,
                passed: attempt.rendered.is_ok()
                    && attempt.linted.is_ok()
                    && !failing.contains(name.as_str()),
                objects: attempt.manifest().map_or(0, |manifest| manifest.objects().count()),
                findings: findings
                    .iter()
                    .map(|(finding, evaluations)| finding::status_in(finding, evaluations, &name))
                    .collect(),
                name,
            }
        })
        .collect()
}
