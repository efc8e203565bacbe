//! Checks of rendered objects against the types of the Kubernetes API.
//!
//! Kinds that are not built in (a PrometheusRule, a Certificate) are left alone here.

pub(super) mod invalid_value;
pub(super) mod unknown_field;
pub(super) mod unknown_kind;

use std::collections::HashMap;

use k8s_openapi::api::{
    apps::v1 as apps, autoscaling::v2 as autoscaling, batch::v1 as batch, core::v1 as core,
    networking::v1 as networking, policy::v1 as policy, rbac::v1 as rbac, storage::v1 as storage,
};
use rayon::prelude::*;
use serde::de::DeserializeOwned;

use crate::evidence::{Attempt, Evidence};
use crate::manifest::Object;
use crate::yaml::{self, Mismatch, Node, Step, Typed};

/// What the type of an object has to say about it.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// Fields that the type does not have.
    unknown: Vec<Vec<Step>>,
    /// The first value that is of the wrong type, with the reason.
    invalid: Option<(Vec<Step>, String)>,
}

/// What the types have to say about every object that is of one of ours, by the number of its
/// content: found once a run, for both checks and all combinations.
pub(crate) fn examined(evidence: &Evidence) -> &HashMap<usize, Examined> {
    evidence.examined.get_or_init(|| {
        let objects = evidence.attempts.iter().filter_map(Attempt::manifest);
        let objects = objects.flat_map(|manifest| manifest.objects());
        let contents: HashMap<usize, Object<'_>> =
            objects.map(|object| (object.document.content.number, object)).collect();
        let examined = contents.into_par_iter();
        examined.filter_map(|(number, object)| Some((number, examine(object)?))).collect()
    })
}

/// Reads an object as the type that its apiVersion and kind name; nothing where that is none of ours.
fn examine(object: Object<'_>) -> Option<Examined> {
    let api_version = object.root.get("apiVersion").and_then(Node::as_str)?;
    let examine: fn(&Node) -> Examined = match (api_version, object.kind) {
        ("v1", "ConfigMap") => examine_as::<core::ConfigMap>,
        ("v1", "Endpoints") => examine_as::<core::Endpoints>,
        ("v1", "LimitRange") => examine_as::<core::LimitRange>,
        ("v1", "Namespace") => examine_as::<core::Namespace>,
        ("v1", "PersistentVolume") => examine_as::<core::PersistentVolume>,
        ("v1", "PersistentVolumeClaim") => examine_as::<core::PersistentVolumeClaim>,
        ("v1", "Pod") => examine_as::<core::Pod>,
        ("v1", "ResourceQuota") => examine_as::<core::ResourceQuota>,
        ("v1", "Secret") => examine_as::<core::Secret>,
        ("v1", "Service") => examine_as::<core::Service>,
        ("v1", "ServiceAccount") => examine_as::<core::ServiceAccount>,
        ("apps/v1", "DaemonSet") => examine_as::<apps::DaemonSet>,
        ("apps/v1", "Deployment") => examine_as::<apps::Deployment>,
        ("apps/v1", "StatefulSet") => examine_as::<apps::StatefulSet>,
        ("autoscaling/v2", "HorizontalPodAutoscaler") => {
            examine_as::<autoscaling::HorizontalPodAutoscaler>
        }
        ("batch/v1", "CronJob") => examine_as::<batch::CronJob>,
        ("batch/v1", "Job") => examine_as::<batch::Job>,
        ("networking.k8s.io/v1", "Ingress") => examine_as::<networking::Ingress>,
        ("networking.k8s.io/v1", "IngressClass") => examine_as::<networking::IngressClass>,
        ("networking.k8s.io/v1", "NetworkPolicy") => examine_as::<networking::NetworkPolicy>,
        ("policy/v1", "PodDisruptionBudget") => examine_as::<policy::PodDisruptionBudget>,
        ("rbac.authorization.k8s.io/v1", "ClusterRole") => examine_as::<rbac::ClusterRole>,
        ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding") => {
            examine_as::<rbac::ClusterRoleBinding>
        }
        ("rbac.authorization.k8s.io/v1", "Role") => examine_as::<rbac::Role>,
        ("rbac.authorization.k8s.io/v1", "RoleBinding") => examine_as::<rbac::RoleBinding>,
        ("storage.k8s.io/v1", "StorageClass") => examine_as::<storage::StorageClass>,
        _ => return None,
    };
    Some(examine(object.root))
}

fn examine_as<T: DeserializeOwned>(root: &Node) -> Examined {
    // A quantity may be written as a number, which the API server takes as text.
    let Typed { value, unknown } = yaml::read::<T>(root, &["Quantity"]);
    let invalid = value.err().map(|Mismatch { path, message }| (path, message));
    Examined { unknown, invalid }
}
