//! `alert/dead-runbook`: an alert whose runbook_url leads to no heading of this repository.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::{Attempt, Evidence};
use crate::locate::Place;
use crate::manifest::Object;
use crate::markdown;
use crate::sources::Sources;
use crate::suite::did_you_mean;
use crate::yaml::{Node, Step};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "alert/dead-runbook",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "a runbook_url into this repository leads to a document and a heading that exist",
    why: "Whoever is woken by an alert follows its link first. Links to other places are left alone: \
          they would need a network.",
    failing: "runbook_url: https://example.org/blob/main/docs/runbook.md#agent-down\n",
    repaired: "runbook_url: https://example.org/blob/main/docs/runbook.md#agent-offline\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for attempt in &evidence.attempts {
        let rules = attempt.manifest().into_iter().flat_map(|manifest| {
            manifest.objects().filter(|object| object.kind == "PrometheusRule")
        });
        for object in rules {
            judge_object(&evidence.sources, attempt, object, &mut verdict);
        }
    }
    verdict
}

fn judge_object(sources: &Sources, attempt: &Attempt, object: Object<'_>, verdict: &mut Verdict) {
    let groups = object.root.get("spec").and_then(|spec| spec.get("groups"));
    for (group_index, group) in groups.map_or(&[][..], Node::items).iter().enumerate() {
        let rules = group.get("rules").map_or(&[][..], Node::items);
        for (rule_index, rule) in rules.iter().enumerate() {
            let url = rule.get("annotations").and_then(|node| node.get("runbook_url"));
            let Some(url) = url.and_then(Node::as_str) else { continue };
            verdict.judged += 1;
            let Some((message, help)) = judge(sources, url) else { continue };
            let path: Vec<Step> = vec![
                "spec".into(),
                "groups".into(),
                group_index.into(),
                "rules".into(),
                rule_index.into(),
                "annotations".into(),
                "runbook_url".into(),
            ];
            let alert = rule.get("alert").and_then(Node::as_str).unwrap_or("?");
            verdict.observations.push(Observation {
                combinations: vec![attempt.combination.name.clone()],
                object: Some(object.to_name()),
                path: path.clone(),
                help,
                ..Observation::new(
                    Place::rendered(object.document, &path),
                    format!("runbook_url of alert {alert}: {message}"),
                )
            });
        }
    }
}

/// What is wrong with a URL into a repository's files, `…/blob/<branch>/<path>#<heading>`.
fn judge(sources: &Sources, url: &str) -> Option<(String, Option<String>)> {
    let (_, inside) = url.split_once("/blob/")?;
    let (_, target) = inside.split_once('/')?;
    let (path, anchor) = match target.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (target, None),
    };
    let folder = path.split('/').next().unwrap_or_default();
    // A folder that this repository does not have belongs to another one.
    sources.under(&format!("{folder}/")).next()?;
    let Some(document) = sources.text(path) else {
        return Some((format!("{path} does not exist"), None));
    };
    let anchor = anchor?;
    let anchors = markdown::anchors(document);
    if anchors.iter().any(|known| known == anchor) {
        return None;
    }
    let known: Vec<&str> = anchors.iter().map(String::as_str).collect();
    Some((format!("{path} has no heading for #{anchor}"), did_you_mean(anchor, known)))
}
