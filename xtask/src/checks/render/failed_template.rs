//! `render/failed-template`: a combination that does not render.

use super::said;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::{Attempt, Evidence};
use crate::locate::Place;
use crate::render::RenderFailure;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "render/failed-template",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "`helm template` renders every combination",
    why: "What does not render cannot be installed, and nothing can be said about it.",
    failing: "kind: ConfigMap\nmetadata:\n  name: {{ .Values.missing.name }}\n",
    repaired: "kind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let observations =
        evidence.attempts.iter().filter_map(|attempt| observe(evidence, attempt)).collect();
    Verdict { judged: evidence.attempts.len(), observations }
}

fn observe(evidence: &Evidence, attempt: &Attempt) -> Option<Observation> {
    let Err(RenderFailure::Refused(text)) = &attempt.rendered else { return None };
    let said = said::read(evidence, text, Place::file(&evidence.chart));
    let mut observation = Observation::new(said.place, said.message);
    observation.combinations = vec![attempt.combination.name.clone()];
    for caller in said.callers {
        observation = observation.related(caller, "called from here");
    }
    if !attempt.combination.anchor.file.is_empty() {
        let anchor = Place::from(&attempt.combination.anchor);
        observation = observation.related(anchor, "with the values of this combination");
    }
    observation.help = said.detail;
    Some(observation)
}
