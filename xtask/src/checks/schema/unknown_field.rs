//! `schema/unknown-field`: a field that the type of an object does not have.

use super::{Examined, examined};
use crate::checks::manifest::each_object_of;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::manifest::Object;
use crate::yaml::dotted;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "schema/unknown-field",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "every field of a built-in Kubernetes object is one that its type has",
    why: "The API server drops a field that it does not know and warns at most (Kubernetes, API \
          concepts: field validation), so that a misspelt setting is no setting. A field of the \
          container in the securityContext of the pod is the classic.",
    failing: "spec:\n  securityContext:\n    readOnlyRootFilesystem: true\n",
    repaired: "spec:\n  securityContext:\n    runAsNonRoot: true\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let examined = examined(evidence);
    each_object_of(evidence, |object| {
        Some(observe(object, examined.get(&object.document.content.number)?))
    })
}

fn observe(object: Object<'_>, examined: &Examined) -> Vec<Observation> {
    let observations = examined.unknown.iter().cloned().map(|path| {
        let message =
            format!("{} `{}` has an unknown field {}", object.kind, object.name, dotted(&path));
        let observation = Observation::new(Place::rendered(object.document, &path), message);
        Observation { path, ..observation }
    });
    observations.collect()
}
