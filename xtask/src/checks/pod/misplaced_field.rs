//! `pod/misplaced-field`: a field of a container's securityContext in that of the pod, or the reverse.

use crate::checks::manifest::each_object;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::manifest::Object;
use crate::yaml::{Node, Step};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "pod/misplaced-field",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "fields of a securityContext stand where Kubernetes reads them",
    why: "The API server drops an unknown field with a warning at most, so that a container believed \
          to be read-only is not (Kubernetes API reference: PodSecurityContext, SecurityContext).",
    failing: "spec:\n  securityContext:\n    readOnlyRootFilesystem: true\n",
    repaired: "spec:\n  containers:\n    - name: demo\n      securityContext:\n        readOnlyRootFilesystem: true\n",
    run,
};

const CONTAINER_ONLY: [&str; 5] = [
    "allowPrivilegeEscalation",
    "capabilities",
    "privileged",
    "procMount",
    "readOnlyRootFilesystem",
];
const POD_ONLY: [&str; 6] = [
    "fsGroup",
    "fsGroupChangePolicy",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "sysctls",
    "seLinuxChangePolicy",
];

fn run(evidence: &Evidence) -> Verdict {
    each_object(evidence, observe)
}

fn observe(object: Object<'_>) -> Vec<Observation> {
    let Some((path, template)) = object.pod_template() else { return Vec::new() };
    let spec_path = [path, vec!["spec".into()]].concat();
    let Some(spec) = template.get("spec") else { return Vec::new() };
    let context = [spec_path.as_slice(), &["securityContext".into()]].concat();
    let mut observations = misplaced(
        object,
        &context,
        &CONTAINER_ONLY,
        "exists only on a container, and the pod's securityContext ignores it",
    );
    for list in ["containers", "initContainers"] {
        for index in 0..spec.get(list).map_or(0, |containers| containers.items().len()) {
            let inside: [Step; 3] = [list.into(), index.into(), "securityContext".into()];
            let context = [spec_path.as_slice(), &inside].concat();
            let why = "exists only on a pod, and a container's securityContext ignores it";
            observations.extend(misplaced(object, &context, &POD_ONLY, why));
        }
    }
    observations
}

fn misplaced(object: Object<'_>, context: &[Step], fields: &[&str], why: &str) -> Vec<Observation> {
    let entries = object.root.at(context).map_or(&[][..], Node::entries);
    let wrong = entries.iter().filter(|entry| fields.contains(&entry.key.as_str()));
    wrong
        .map(|entry| {
            let path = [context, &[Step::Key(entry.key.clone())]].concat();
            let message = format!("{} of {} `{}` {why}", entry.key, object.kind, object.name);
            Observation {
                path: path.clone(),
                ..Observation::new(Place::rendered(object.document, &path), message)
            }
        })
        .collect()
}
