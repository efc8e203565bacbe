//! `reference/missing-key`: a key that a rendered Secret or ConfigMap does not have.

use std::collections::HashMap;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::{Attempt, Evidence};
use crate::locate::Place;
use crate::manifest::Object;
use crate::suite::did_you_mean;
use crate::yaml::{Node, Step};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "reference/missing-key",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "a key that is read from a rendered Secret or ConfigMap is in it",
    why: "The pod does not start (CreateContainerConfigError), and says so only once it is scheduled. \
          A Secret that the chart does not render is left alone: its content cannot be known here.",
    failing: "secretKeyRef: {name: demo, key: passwd}      # the Secret has `password`\n",
    repaired: "secretKeyRef: {name: demo, key: password}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for attempt in &evidence.attempts {
        judge_attempt(attempt, &mut verdict);
    }
    verdict
}

/// What holds keys: kind and name.
type Holders<'a> = HashMap<(&'a str, &'a str), Object<'a>>;

fn judge_attempt(attempt: &Attempt, verdict: &mut Verdict) {
    let Some(manifest) = attempt.manifest() else { return };
    let holders: Holders<'_> = manifest
        .objects()
        .filter(|object| matches!(object.kind, "Secret" | "ConfigMap"))
        .map(|object| ((object.kind, object.name), object))
        .collect();
    for object in manifest.objects() {
        let mut references = Vec::new();
        collect(object.root, &mut Vec::new(), &mut references);
        for reference in references {
            let Some(holder) = holders.get(&(reference.kind, reference.name)) else { continue };
            verdict.judged += 1;
            let keys = keys(*holder);
            if keys.contains(&reference.key) {
                continue;
            }
            let message = format!(
                "{} `{}` reads key `{}` of {} `{}`, which has {}",
                object.kind,
                object.name,
                reference.key,
                reference.kind,
                reference.name,
                if keys.is_empty() { "none".to_owned() } else { keys.join(", ") }
            );
            let place = Place::rendered(object.document, &reference.path);
            verdict.observations.push(Observation {
                combinations: vec![attempt.combination.name.clone()],
                object: Some(object.to_name()),
                path: reference.path,
                help: did_you_mean(reference.key, keys),
                ..Observation::new(place, message)
                    .related(Place::rendered(holder.document, &[]), "the keys are made here")
            });
        }
    }
}

fn keys(holder: Object<'_>) -> Vec<&str> {
    ["data", "stringData", "binaryData"]
        .iter()
        .filter_map(|field| holder.root.get(field))
        .flat_map(|node| node.entries().iter().map(|entry| entry.key.as_str()))
        .collect()
}

struct Reference<'a> {
    kind: &'static str,
    name: &'a str,
    key: &'a str,
    path: Vec<Step>,
}

/// Every reference to a key: `secretKeyRef` and `configMapKeyRef` of environments, and the items of
/// volumes. Optional ones are left out.
fn collect<'a>(node: &'a Node, path: &mut Vec<Step>, found: &mut Vec<Reference<'a>>) {
    for (index, item) in node.items().iter().enumerate() {
        path.push(Step::Index(index));
        collect(item, path, found);
        path.pop();
    }
    for entry in node.entries() {
        path.push(Step::Key(entry.key.clone()));
        let target = &entry.value;
        match entry.key.as_str() {
            "secretKeyRef" => key_reference(target, "Secret", path, found),
            "configMapKeyRef" => key_reference(target, "ConfigMap", path, found),
            "secret" => items(target, "Secret", "secretName", path, found),
            "configMap" => items(target, "ConfigMap", "name", path, found),
            _ => {}
        }
        collect(target, path, found);
        path.pop();
    }
}

fn is_optional(target: &Node) -> bool {
    target.get("optional").is_some_and(|node| node.value == crate::yaml::Value::Bool(true))
}

fn key_reference<'a>(
    target: &'a Node,
    kind: &'static str,
    path: &[Step],
    found: &mut Vec<Reference<'a>>,
) {
    let text = |key: &str| target.get(key).and_then(Node::as_str);
    let (Some(name), Some(key)) = (text("name"), text("key")) else { return };
    if !is_optional(target) {
        let path = [path, &["key".into()]].concat();
        found.push(Reference { kind, name, key, path });
    }
}

fn items<'a>(
    target: &'a Node,
    kind: &'static str,
    name_field: &str,
    path: &[Step],
    found: &mut Vec<Reference<'a>>,
) {
    let name = target.get(name_field).or_else(|| target.get("name")).and_then(Node::as_str);
    let Some(name) = name else { return };
    let list = target.get("items").map_or(&[][..], Node::items);
    for (index, item) in list.iter().enumerate() {
        let Some(key) = item.get("key").and_then(Node::as_str) else { continue };
        if !is_optional(target) {
            let path = [path, &["items".into(), index.into(), "key".into()]].concat();
            found.push(Reference { kind, name, key, path });
        }
    }
}
