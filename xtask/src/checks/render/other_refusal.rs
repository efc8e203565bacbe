//! `render/other-refusal`: values that are refused for another reason than the one that counts.

use super::said;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::render::RenderFailure;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "render/other-refusal",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "a refusal says what the operator must know",
    why: "A chart that fails for another reason proves nothing about the refusal, and an operator \
          who reads a nil pointer instead of the reason is stuck.",
    failing: "Error: nil pointer evaluating interface {}.name\n",
    repaired: "Error: execution error at (…): server.tls has two sources\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict { judged: evidence.refusals.len(), observations: Vec::new() };
    for attempt in &evidence.refusals {
        let Err(RenderFailure::Refused(text)) = &attempt.rendered else { continue };
        let refusal = &attempt.refusal;
        if refusal.message.is_match(text) {
            continue;
        }
        let said = said::read(evidence, text, Place::from(&refusal.anchor));
        let message = format!(
            "refusal `{}` is refused without its message /{}/: {}",
            refusal.name, refusal.message, said.message
        );
        let mut observation = Observation::new(said.place, message)
            .related(Place::from(&refusal.anchor), "the message that it must give");
        observation.combinations = vec![refusal.name.clone()];
        observation.help = said.detail;
        verdict.observations.push(observation);
    }
    verdict
}
