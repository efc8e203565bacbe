//! `manifest/invalid-yaml`: a rendered document that is no YAML.

use super::each_document;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::manifest::Rendered;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "manifest/invalid-yaml",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "every rendered document is one document of YAML",
    why: "Helm reads only as much of a document as it needs for sorting; what the API server reads \
          is all of it.",
    failing: "metadata: {name: demo\n",
    repaired: "metadata: {name: demo}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    each_document(evidence, observe)
}

fn observe(document: &Rendered) -> Vec<Observation> {
    let Err(error) = &document.content.document else { return Vec::new() };
    let line = document.content.text.lines().nth(error.line.saturating_sub(1) as usize);
    let message = format!("what is rendered is no YAML: {error} of it");
    let mut observation = Observation::new(Place::rendered(document, &[]), message);
    observation.help = line.map(|line| format!("that line is `{}`", line.trim_end()));
    vec![observation]
}
