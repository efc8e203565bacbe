//! `schema/unknown-kind`: an object of a kind that its API group does not have.

use crate::checks::manifest::each_object_of;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::manifest::Object;
use crate::suite::did_you_mean;
use crate::yaml::Node;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "schema/unknown-kind",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "the apiVersion and kind of a built-in object go together",
    why: "Helm renders any kind; the cluster answers `no matches for kind` in the middle of an \
          install. Groups that are not built in are left alone.",
    failing: "apiVersion: apps/v1\nkind: CronJob\n",
    repaired: "apiVersion: batch/v1\nkind: CronJob\n",
    run,
};

/// The kinds of the stable built-in groups (Kubernetes API reference, 1.27 to 1.33).
const KINDS: &[(&str, &str)] = &[
    (
        "v1",
        "Binding ConfigMap Endpoints Event LimitRange List Namespace Node PersistentVolume \
         PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service \
         ServiceAccount",
    ),
    ("apps/v1", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet"),
    ("autoscaling/v1", "HorizontalPodAutoscaler Scale"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("batch/v1", "CronJob Job"),
    ("coordination.k8s.io/v1", "Lease"),
    ("discovery.k8s.io/v1", "EndpointSlice"),
    ("networking.k8s.io/v1", "IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR"),
    ("policy/v1", "Eviction PodDisruptionBudget"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole ClusterRoleBinding Role RoleBinding"),
    ("scheduling.k8s.io/v1", "PriorityClass"),
    ("storage.k8s.io/v1", "CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment"),
];

fn run(evidence: &Evidence) -> Verdict {
    each_object_of(evidence, observe)
}

fn observe(object: Object<'_>) -> Option<Vec<Observation>> {
    let api_version = object.root.get("apiVersion").and_then(Node::as_str)?;
    let (_, kinds) = KINDS.iter().find(|(known, _)| *known == api_version)?;
    if kinds.split_whitespace().any(|kind| kind == object.kind) {
        return Some(Vec::new());
    }
    let path = ["kind".into()];
    let message = format!("{api_version} has no kind {}", object.kind);
    let elsewhere =
        KINDS.iter().find(|(_, kinds)| kinds.split_whitespace().any(|kind| kind == object.kind));
    let help = match elsewhere {
        Some((group, _)) => Some(format!("{} is in {group}", object.kind)),
        None => did_you_mean(object.kind, kinds.split_whitespace().collect::<Vec<_>>()),
    };
    let place = Place::rendered(object.document, &path);
    Some(vec![Observation { path: path.to_vec(), help, ..Observation::new(place, message) }])
}
