//! `manifest/name-too-long`: an object whose name Kubernetes refuses or cannot use.

use super::each_object;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::manifest::Object;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "manifest/name-too-long",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "a name has at most 63 characters, of a CronJob or StatefulSet at most 52",
    why: "63 characters are a DNS label (Kubernetes, Object Names and IDs). A CronJob appends eleven \
          for its Jobs, a StatefulSet as many for its revision label, and fails later, at its pods. \
          A release name may have 53 (Helm), so that a short name in the defaults proves nothing.",
    failing: "kind: CronJob\nmetadata:\n  name: {{ .Release.Name }}-certctl-backup\n",
    repaired: "kind: CronJob\nmetadata:\n  name: {{ .Release.Name | trunc 45 | trimSuffix \"-\" }}-backup\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    each_object(evidence, observe)
}

/// The longest name of a kind, in characters. Names of kinds that no pod or label is named after
/// may have 253.
fn longest(kind: &str) -> usize {
    match kind {
        "CronJob" | "StatefulSet" => 52,
        "Deployment" | "DaemonSet" | "ReplicaSet" | "Job" | "Pod" | "Service" | "Namespace" => 63,
        _ => 253,
    }
}

fn observe(object: Object<'_>) -> Vec<Observation> {
    let (length, longest) = (object.name.chars().count(), longest(object.kind));
    if length <= longest {
        return Vec::new();
    }
    let path = ["metadata".into(), "name".into()];
    let message = format!(
        "{} `{}` has a name of {length} characters, and may have {longest}",
        object.kind, object.name
    );
    let place = Place::rendered(object.document, &path);
    let help = "cut the base of the name before its suffix is appended";
    vec![Observation { path: path.to_vec(), ..Observation::new(place, message).help(help) }]
}
