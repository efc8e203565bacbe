//! `render/failed-lint`: a combination that renders and that `helm lint` refuses.

use super::said;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::render::RenderFailure;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "render/failed-lint",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "`helm lint` finds no error in any combination",
    why: "Lint reads what rendering ignores: the chart's metadata and the form of every object. \
          A combination that does not render is reported once, by render/failed-template.",
    failing: "# Chart.yaml\napiVersion: v2\nname: demo\nversion: not-a-version\n",
    repaired: "# Chart.yaml\napiVersion: v2\nname: demo\nversion: 0.1.0\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict { judged: evidence.attempts.len(), observations: Vec::new() };
    for attempt in evidence.attempts.iter().filter(|attempt| attempt.rendered.is_ok()) {
        let Err(RenderFailure::Refused(text)) = &attempt.linted else { continue };
        for line in text.lines() {
            let said = said::read(evidence, line, Place::file(&evidence.chart));
            let mut observation = Observation::new(said.place, said.message);
            observation.combinations = vec![attempt.combination.name.clone()];
            verdict.observations.push(observation);
        }
    }
    verdict
}
