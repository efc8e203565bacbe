//! `manifest/volatile-selector`: a label that changes with every release, where nothing may change.

use super::each_object;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::manifest::Object;
use crate::yaml::{Node, Step};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "manifest/volatile-selector",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "selectors and volumeClaimTemplates carry no label of the chart's or the app's version",
    why: "spec.selector of a Deployment, StatefulSet or DaemonSet and the volumeClaimTemplates of a \
          StatefulSet are immutable (Kubernetes, Workload Resources). With a version in them the first \
          install works and the first upgrade fails.",
    failing: "selector:\n  matchLabels:\n    helm.sh/chart: demo-0.1.0\n",
    repaired: "selector:\n  matchLabels:\n    app.kubernetes.io/name: demo\n",
    run,
};

const VOLATILE: [&str; 3] = ["helm.sh/chart", "app.kubernetes.io/version", "helm.sh/revision"];

fn run(evidence: &Evidence) -> Verdict {
    each_object(evidence, observe)
}

fn observe(object: Object<'_>) -> Vec<Observation> {
    if !["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"].contains(&object.kind) {
        return Vec::new();
    }
    let mut places: Vec<Vec<Step>> =
        vec![vec!["spec".into(), "selector".into(), "matchLabels".into()]];
    let claims = object.root.get("spec").and_then(|spec| spec.get("volumeClaimTemplates"));
    for index in 0..claims.map_or(0, |claims| claims.items().len()) {
        let claim: Vec<Step> = vec!["spec".into(), "volumeClaimTemplates".into(), index.into()];
        places.push([claim, vec!["metadata".into(), "labels".into()]].concat());
    }
    let mut observations = Vec::new();
    for place in places {
        let labels = object.root.at(&place).map_or(&[][..], Node::entries);
        for label in labels.iter().filter(|label| VOLATILE.contains(&label.key.as_str())) {
            let path = [place.as_slice(), &[Step::Key(label.key.clone())]].concat();
            let message = format!(
                "label {} of {} `{}` changes with the version, and may never change",
                label.key, object.kind, object.name
            );
            let place = Place::rendered(object.document, &path);
            observations.push(Observation {
                path,
                ..Observation::new(place, message).help("use only labels that stay for good")
            });
        }
    }
    observations
}
