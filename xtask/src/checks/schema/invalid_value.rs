//! `schema/invalid-value`: a value that the type of its field does not take.

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
    id: "schema/invalid-value",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "every value of a built-in Kubernetes object is of the type of its field",
    why: "The API server refuses the object, and with it the release. The usual cause is a number or \
          boolean where text is wanted, such as an environment variable without quotes.",
    failing: "env:\n  - name: PORT\n    value: 8443\n",
    repaired: "env:\n  - name: PORT\n    value: \"8443\"\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let examined = examined(evidence);
    each_object_of(evidence, |object| {
        Some(observe(object, examined.get(&object.document.content.number)?))
    })
}

fn observe(object: Object<'_>, examined: &Examined) -> Vec<Observation> {
    let Some((path, reason)) = examined.invalid.clone() else { return Vec::new() };
    let message = format!("{} of {} `{}`: {reason}", dotted(&path), object.kind, object.name);
    let observation = Observation::new(Place::rendered(object.document, &path), message);
    vec![Observation { path, ..observation }]
}
