//! `hook/unknown-annotation`: a hook annotation that Helm reads differently or not at all.

use crate::checks::manifest::each_object;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::manifest::Object;
use crate::suite::did_you_mean;
use crate::yaml::Value;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "hook/unknown-annotation",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "hook annotations are ones that Helm knows, with values that it understands",
    why: "A weight that is no number counts as 0, an unknown delete policy deletes nothing, and an \
          unknown annotation does nothing (Helm, Chart hooks).",
    failing: "annotations:\n  helm.sh/hook: pre-upgrade\n  helm.sh/hook-wieght: \"5\"\n",
    repaired: "annotations:\n  helm.sh/hook: pre-upgrade\n  helm.sh/hook-weight: \"5\"\n",
    run,
};

const POLICIES: &[&str] = &["before-hook-creation", "hook-succeeded", "hook-failed"];
const ANNOTATIONS: &[&str] = &[
    "helm.sh/hook",
    "helm.sh/hook-weight",
    "helm.sh/hook-delete-policy",
    "helm.sh/hook-output-log-policy",
];
const LOGS: &[&str] = &["hook-succeeded", "hook-failed"];

fn run(evidence: &Evidence) -> Verdict {
    each_object(evidence, observe)
}

fn observe(object: Object<'_>) -> Vec<Observation> {
    let annotations = object.root.get("metadata").and_then(|metadata| metadata.get("annotations"));
    let Some(annotations) = annotations else { return Vec::new() };
    let mut observations = Vec::new();
    for entry in annotations.entries().iter().filter(|entry| entry.key.starts_with("helm.sh/hook"))
    {
        let wrong = match entry.key.as_str() {
            // Helm leaves an object with an unknown event out, so that none is rendered.
            "helm.sh/hook" => None,
            "helm.sh/hook-delete-policy" => {
                unknown(entry.value.as_str(), POLICIES, "delete policy")
            }
            "helm.sh/hook-output-log-policy" => unknown(entry.value.as_str(), LOGS, "log policy"),
            "helm.sh/hook-weight" => match &entry.value.value {
                Value::String(text) if text.trim().parse::<i64>().is_ok() => None,
                other => {
                    Some((format!("a weight is a number in quotes, and this is {other:?}"), None))
                }
            },
            unknown => Some((
                format!("there is no annotation {unknown}"),
                did_you_mean(unknown, ANNOTATIONS.iter().copied()),
            )),
        };
        let Some((message, help)) = wrong else { continue };
        let path = ["metadata".into(), "annotations".into(), entry.key.as_str().into()];
        let message = format!("{} of {} `{}`: {message}", entry.key, object.kind, object.name);
        let place = Place::rendered(object.document, &path);
        let observation = Observation::new(place, message);
        observations.push(Observation { path: path.to_vec(), help, ..observation });
    }
    observations
}

fn unknown(value: Option<&str>, known: &[&str], what: &str) -> Option<(String, Option<String>)> {
    let Some(value) = value else {
        return Some((format!("the {what} is not text"), None));
    };
    let odd = value.split(',').map(str::trim).find(|word| !known.contains(word))?;
    let help = did_you_mean(odd, known.to_vec());
    Some((format!("Helm knows no {what} `{odd}`"), help))
}
