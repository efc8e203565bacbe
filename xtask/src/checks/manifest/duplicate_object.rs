//! `manifest/duplicate-object`: two rendered documents that are the same object.

use std::collections::HashMap;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::{Attempt, Evidence};
use crate::locate::Place;
use crate::manifest::Object;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "manifest/duplicate-object",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "no combination renders one object twice",
    why: "The later one overwrites the earlier one or the install fails, depending on who applies \
          it. A hook and an object of the release with one name delete each other (Helm, Chart \
          hooks: hook deletion policies).",
    failing: "kind: Secret\nmetadata: {name: demo}\n---\nkind: Secret\nmetadata: {name: demo}\n",
    repaired: "kind: Secret\nmetadata: {name: demo}\n---\nkind: Secret\nmetadata: {name: demo-migrate}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for attempt in &evidence.attempts {
        observe(attempt, &mut verdict);
    }
    verdict
}

fn observe(attempt: &Attempt, verdict: &mut Verdict) {
    let mut seen: HashMap<[&str; 4], Object<'_>> = HashMap::new();
    for object in attempt.manifest().into_iter().flat_map(|manifest| manifest.objects()) {
        verdict.judged += 1;
        let api_version = object.root.get("apiVersion").and_then(|node| node.as_str());
        let group =
            api_version.and_then(|text| text.split_once('/')).map_or("", |(group, _)| group);
        let namespace = object.root.get("metadata").and_then(|node| node.get("namespace"));
        let namespace = namespace
            .and_then(|node| node.as_str())
            .unwrap_or(&attempt.combination.options.namespace);
        let key = [group, object.kind, namespace, object.name];
        let Some(first) = seen.insert(key, object) else { continue };
        let message = format!("{} `{}` is rendered twice", object.kind, object.name);
        let path = ["metadata".into(), "name".into()];
        let mut observation = Observation::new(Place::rendered(object.document, &path), message)
            .related(Place::rendered(first.document, &path), "and here");
        observation.object = Some(object.to_name());
        observation.combinations = vec![attempt.combination.name.clone()];
        verdict.observations.push(observation);
    }
}
