//! `render/empty-render`: a combination that renders nothing.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "render/empty-render",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "every combination renders at least one object",
    why: "Helm succeeds on a chart whose templates are all switched off or missing, and every rule \
          about objects then holds for want of an object.",
    failing: "{{- if .Values.enabled }} # and nothing sets it\nkind: ConfigMap\n{{- end }}\n",
    repaired: "kind: ConfigMap\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict { judged: evidence.attempts.len(), observations: Vec::new() };
    for attempt in &evidence.attempts {
        if attempt.manifest().is_some_and(|manifest| manifest.objects().next().is_none()) {
            let place = Place::file(format!("{}/templates", evidence.chart));
            let mut observation = Observation::new(place, "nothing is rendered");
            observation.combinations = vec![attempt.combination.name.clone()];
            verdict.observations.push(observation);
        }
    }
    verdict
}
