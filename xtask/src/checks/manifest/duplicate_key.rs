//! `manifest/duplicate-key`: a key that stands twice in one mapping.

use super::each_document;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::manifest::Rendered;
use crate::yaml::Step;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "manifest/duplicate-key",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "no mapping of a rendered object has a key twice",
    why: "Helm keeps the last one in silence, so the other one is lost. The API server refuses such \
          an object under strict field validation (Kubernetes, API concepts: field validation).",
    failing: "metadata:\n  name: demo\n  labels: {a: b}\n  labels: {c: d}\n",
    repaired: "metadata:\n  name: demo\n  labels: {a: b, c: d}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    each_document(evidence, observe)
}

fn observe(document: &Rendered) -> Vec<Observation> {
    let Ok(content) = &document.content.document else { return Vec::new() };
    content
        .duplicates
        .iter()
        .map(|duplicate| {
            let message = format!(
                "key `{}` stands twice in one mapping: on lines {} and {} of what is rendered",
                duplicate.key, duplicate.first.line, duplicate.second.line
            );
            let key = [Step::Key(duplicate.key.clone())];
            Observation::new(Place::rendered(document, &key), message)
                .help("take one of the two away, or merge them")
        })
        .collect()
}
