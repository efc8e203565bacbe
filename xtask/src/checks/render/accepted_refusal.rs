//! `render/accepted-refusal`: values that the chart must refuse, and renders.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "render/accepted-refusal",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "values that must be refused do not render",
    why: "A refusal stops an operator before anything is installed. It is tried with `helm \
          template`, because `helm lint` turns a template's `fail` into a remark (Helm, \
          pkg/lint/rules/template.go).",
    failing: "{{- /* two sources of TLS are accepted */}}\n",
    repaired: "{{- if and .Values.existingSecret .Values.certManager }}{{ fail \"two sources\" }}{{ end }}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict { judged: evidence.refusals.len(), observations: Vec::new() };
    for attempt in &evidence.refusals {
        let Ok(objects) = attempt.rendered else { continue };
        let refusal = &attempt.refusal;
        let message = format!(
            "refusal `{}` renders {objects} objects: {} must be refused",
            refusal.name, refusal.about
        );
        let place = Place::file(format!("{}/templates", evidence.chart));
        let mut observation = Observation::new(place, message)
            .related(Place::from(&refusal.anchor), "these values")
            .help(format!(
                "a template must `fail` with a message that matches /{}/",
                refusal.message
            ));
        observation.combinations = vec![refusal.name.clone()];
        verdict.observations.push(observation);
    }
    verdict
}
