//! `reference/missing-volume`: a mount of a volume that the pod does not have.

use super::{names, pod, unknown_name};
use crate::checks::manifest::each_object_of;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::manifest::Object;
use crate::yaml::{Node, Step};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "reference/missing-volume",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "what a container mounts is a volume of its pod",
    why: "The API server refuses the object: `volumeMounts[0].name: Not found` (Kubernetes, Volumes). \
          helm renders it, and an upgrade stops half way.",
    failing: "volumeMounts:\n  - {name: temp, mountPath: /tmp}   # volumes has `tmp`\n",
    repaired: "volumeMounts:\n  - {name: tmp, mountPath: /tmp}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    each_object_of(evidence, observe)
}

fn observe(object: Object<'_>) -> Option<Vec<Observation>> {
    let (spec, containers) = pod(object)?;
    let claims = object.root.get("spec").and_then(|spec| spec.get("volumeClaimTemplates"));
    let claims = claims.map_or(&[][..], Node::items).iter();
    let claims = claims.filter_map(|claim| claim.get("metadata")?.get("name")?.as_str());
    let known: Vec<&str> = names(spec.get("volumes")).chain(claims).collect();
    let (mut looked, mut observations) = (false, Vec::new());
    for container in containers {
        for list in ["volumeMounts", "volumeDevices"] {
            let mounts = container.node.get(list).map_or(&[][..], Node::items);
            for (index, mount) in mounts.iter().enumerate() {
                let Some(name) = mount.get("name").and_then(Node::as_str) else { continue };
                looked = true;
                if known.contains(&name) {
                    continue;
                }
                let steps = [Step::from(list), Step::Index(index), Step::from("name")];
                let path: Vec<Step> = container.path.iter().cloned().chain(steps).collect();
                let known = (&known[..], "its volumes are");
                observations.push(unknown_name(
                    object,
                    path,
                    name,
                    "its pod has no such volume",
                    known,
                ));
            }
        }
    }
    looked.then_some(observations)
}
