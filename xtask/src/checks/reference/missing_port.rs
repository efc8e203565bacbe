//! `reference/missing-port`: a probe or a hook of a container at a named port that it does not have.

use super::{names, pod, unknown_name};
use crate::checks::manifest::each_object_of;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::manifest::Object;
use crate::yaml::{Node, Step};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "reference/missing-port",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "a port that a probe names is a port of its container",
    why: "The kubelet looks for the name among the ports of the same container only, and each probe fails \
          where it is not there: the pod never becomes ready, or is restarted without end (Kubernetes, \
          Configure Liveness, Readiness and Startup Probes).",
    failing: "ports: [{name: https, containerPort: 8443}]\nreadinessProbe:\n  httpGet: {path: /, port: http}\n",
    repaired: "ports: [{name: https, containerPort: 8443}]\nreadinessProbe:\n  httpGet: {path: /, port: https}\n",
    run,
};

/// Where a container names a port, up to the handler.
const HANDLERS: &[&[&str]] = &[
    &["startupProbe"],
    &["livenessProbe"],
    &["readinessProbe"],
    &["lifecycle", "postStart"],
    &["lifecycle", "preStop"],
];

fn run(evidence: &Evidence) -> Verdict {
    each_object_of(evidence, observe)
}

fn observe(object: Object<'_>) -> Option<Vec<Observation>> {
    let (_, containers) = pod(object)?;
    let (mut looked, mut observations) = (false, Vec::new());
    for container in containers {
        let known: Vec<&str> = names(container.node.get("ports")).collect();
        for handler in HANDLERS {
            for action in ["httpGet", "tcpSocket"] {
                let steps = handler.iter().chain([&action, &"port"]).map(|key| Step::from(*key));
                let steps: Vec<Step> = steps.collect();
                let port = container.node.at(&steps).and_then(Node::as_str);
                // The kubelet takes digits in quotes for the number.
                let Some(port) = port.filter(|port| port.parse::<u16>().is_err()) else { continue };
                looked = true;
                if known.contains(&port) {
                    continue;
                }
                let path: Vec<Step> = container.path.iter().cloned().chain(steps).collect();
                let known = (&known[..], "its named ports are");
                observations.push(unknown_name(
                    object,
                    path,
                    port,
                    "its container names no such port",
                    known,
                ));
            }
        }
    }
    looked.then_some(observations)
}
