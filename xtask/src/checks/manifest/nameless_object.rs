//! `manifest/nameless-object`: a rendered document without what every object has.

use super::each_document;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::manifest::Rendered;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "manifest/nameless-object",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "every rendered document has apiVersion, kind and metadata.name",
    why: "Nothing else can refer to it, no expectation can select it, and the API server refuses it \
          (Kubernetes, Objects in Kubernetes: required fields).",
    failing: "kind: ConfigMap\ndata: {a: b}\n",
    repaired: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo}\ndata: {a: b}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    each_document(evidence, observe)
}

fn observe(document: &Rendered) -> Vec<Observation> {
    let Ok(content) = &document.content.document else { return Vec::new() };
    let text = |key: &str| content.root.get(key).and_then(|node| node.as_str());
    let metadata = content.root.get("metadata");
    let name = metadata.and_then(|metadata| {
        metadata.get("name").or_else(|| metadata.get("generateName"))?.as_str()
    });
    let missing: Vec<&str> =
        [("apiVersion", text("apiVersion")), ("kind", text("kind")), ("metadata.name", name)]
            .into_iter()
            .filter(|(_, value)| value.is_none_or(str::is_empty))
            .map(|(key, _)| key)
            .collect();
    // A list of objects has no name of its own (Kubernetes, API concepts: collections).
    if missing.is_empty() || text("kind") == Some("List") {
        return Vec::new();
    }
    let message = format!("a rendered document has no {} that is text", missing.join(" and no "));
    vec![Observation::new(Place::rendered(document, &[]), message)]
}
