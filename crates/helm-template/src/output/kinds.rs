//! The order in which Helm installs kinds.

use std::cmp::Ordering;

use crate::version::Version;

const ORDER: &[&str] = &[
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
];
/// Behind all others in Helm 4.
const WEBHOOKS: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/// The order of one version of Helm.
pub(super) struct Kinds {
    webhooks: bool,
}

impl Kinds {
    pub(super) fn new(helm: Version) -> Self {
        Kinds { webhooks: helm >= Version::V4_1 }
    }

    fn place(&self, kind: &str) -> Option<usize> {
        let known = ORDER.iter().position(|known| *known == kind);
        let webhook =
            || WEBHOOKS.iter().position(|known| *known == kind).map(|at| ORDER.len() + at);
        known.or_else(|| if self.webhooks { webhook() } else { None })
    }

    /// Known kinds in their order, then all others by their names.
    pub(super) fn compare(&self, one: &str, other: &str) -> Ordering {
        match (self.place(one), self.place(other)) {
            (Some(one), Some(other)) => one.cmp(&other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => one.cmp(other),
        }
    }
}
