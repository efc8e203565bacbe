//! Checks of references between rendered objects, and within a pod.

pub(super) mod missing_key;
pub(super) mod missing_port;
pub(super) mod missing_volume;

use crate::checks::Observation;
use crate::locate::Place;
use crate::manifest::Object;
use crate::suite::did_you_mean;
use crate::yaml::{Node, Step, dotted};

/// A container of the pods that an object makes, with its path.
struct Container<'a> {
    path: Vec<Step>,
    node: &'a Node,
}

/// The pod's spec and its containers; nothing where the object makes no pods.
fn pod(object: Object<'_>) -> Option<(&Node, Vec<Container<'_>>)> {
    let (path, template) = object.pod_template()?;
    let spec = template.get("spec")?;
    let mut containers = Vec::new();
    for kind in ["initContainers", "containers"] {
        for (index, node) in spec.get(kind).map_or(&[][..], Node::items).iter().enumerate() {
            let steps = [Step::from("spec"), Step::from(kind), Step::Index(index)];
            containers.push(Container { path: path.iter().cloned().chain(steps).collect(), node });
        }
    }
    Some((spec, containers))
}

/// The names of the items of a list.
fn names(list: Option<&Node>) -> impl Iterator<Item = &str> {
    let items = list.map_or(&[][..], Node::items).iter();
    items.filter_map(|item| item.get("name").and_then(Node::as_str))
}

/// A name in a container that names nothing in its pod: `message` says so behind it, and help has the nearest
/// of those `known`, or all that there `are`.
fn unknown_name(
    object: Object<'_>,
    path: Vec<Step>,
    name: &str,
    message: &str,
    (known, are): (&[&str], &str),
) -> Observation {
    let (kind, owner, shown) = (object.kind, object.name, dotted(&path));
    let message = format!("{shown} of {kind} `{owner}` is `{name}`, and {message}");
    let all = || (!known.is_empty()).then(|| format!("{are} {}", known.join(", ")));
    let help = did_you_mean(name, known.iter().copied()).or_else(all);
    let place = Place::rendered(object.document, &path);
    Observation { path, help, ..Observation::new(place, message) }
}
