//! `suite/stale-mutation`: a `broken_by` that can no longer be applied.

use crate::checks::finding::{Status, evaluated, state};
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "suite/stale-mutation",
    scope: Scope::Suite,
    severity: Severity::Error,
    summary: "the text that a `broken_by` replaces stands exactly once in its file",
    why: "The edit proves that its expectation can fail. Once the file has moved on, the proof is \
          gone, and nobody would notice an expectation that holds whatever is rendered.",
    failing: "broken_by: {file: a.yaml, replace: \"type: OnDelete\", with: \"type: RollingUpdate\"}\n\
              # and a.yaml says `type: Recreate`\n",
    repaired: "# a.yaml says `type: OnDelete`, once\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for (finding, expectation, evaluation) in evaluated(evidence) {
        verdict.judged += 1;
        // Of an expectation that does not hold, the edit has been made by somebody else already.
        if state(evaluation) == Status::Regressed {
            continue;
        }
        let edit = &expectation.broken_by;
        let message = match evidence.sources.text(&edit.file).map(|text| edit.stands(text)) {
            Some(1) => continue,
            Some(0) => format!("{} does not hold the text that it replaces", edit.file),
            Some(times) => {
                format!("{} holds the text that it replaces {times} times", edit.file)
            }
            None => format!("it edits {}, which is not there", edit.file),
        };
        let message =
            format!("`broken_by` of expectation `{}` is stale: {message}", expectation.id);
        verdict.observations.push(
            Observation {
                finding: Some(finding.id.clone()),
                ..Observation::new(Place::from(&expectation.anchor), message)
            }
            .help("quote a text that stands there once, and whose change breaks the expectation"),
        );
    }
    verdict
}
