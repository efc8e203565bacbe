//! `suite/invalid-file`: a suite file that does not say what it means to.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "suite/invalid-file",
    scope: Scope::Suite,
    severity: Severity::Error,
    summary: "a file of the suite has a fault, so that part of it guards nothing",
    why: "A misspelt key, an unknown combination or an expectation without its `broken_by` would \
          otherwise be skipped, and a guard that is skipped looks like one that passes.",
    failing: "expectations:\n  - id: ondelete\n    in: [defualts]\n",
    repaired: "expectations:\n  - id: ondelete\n    in: [defaults]\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let suite = &evidence.suite;
    let observations = suite
        .problems
        .iter()
        .map(|problem| Observation {
            help: problem.help.clone(),
            ..Observation::new(
                Place::at(&problem.file, problem.line, problem.column),
                problem.message.clone(),
            )
        })
        .collect();
    let judged = suite.combinations.len() + suite.refusals.len() + suite.findings.len();
    Verdict { judged, observations }
}
