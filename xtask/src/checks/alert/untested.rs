//! `alert/untested`: an alert without a unit test, or a unit test without an alert.

use std::collections::BTreeMap;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::suite::did_you_mean;
use crate::yaml::{self, Dialect, Node, Step};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "alert/untested",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "where a suite has unit tests of alerts, they name every alert and no other",
    why: "promtool says nothing of an alert that no test names, and a test with a misspelt alertname \
          that expects no alert passes for ever.",
    failing: "alert_rule_test:\n  - {alertname: AgentOfline, eval_time: 1h, exp_alerts: []}\n",
    repaired: "alert_rule_test:\n  - {alertname: AgentOffline, eval_time: 1h, exp_alerts: []}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some(folder) = &evidence.suite.folder else { return Verdict::default() };
    let tested = tested(evidence, &format!("{folder}/alerts/"));
    // A partial run may have left out the combination with the rules.
    let whole = evidence.attempts.len() == evidence.suite.combinations.len();
    if tested.is_empty() || !whole {
        return Verdict::default();
    }
    let rendered = rendered(evidence);
    let mut verdict = Verdict { judged: tested.len() + rendered.len(), observations: Vec::new() };
    for (alert, place) in &tested {
        if !rendered.contains_key(alert) {
            let message =
                format!("a unit test names the alert {alert}, which no combination renders");
            let known: Vec<&str> = rendered.keys().map(String::as_str).collect();
            let observation = Observation::new(place.clone(), message);
            let help = did_you_mean(alert, known);
            verdict.observations.push(Observation { help, ..observation });
        }
    }
    for (alert, place) in &rendered {
        if !tested.contains_key(alert) {
            let message = format!("no unit test under {folder}/alerts names the alert {alert}");
            verdict.observations.push(Observation::new(place.clone(), message));
        }
    }
    verdict
}

/// The alerts that unit tests name, each with the place where it is named first.
fn tested(evidence: &Evidence, folder: &str) -> BTreeMap<String, Place> {
    let mut found = BTreeMap::new();
    for (file, text) in evidence.sources.under(folder) {
        let Ok(document) = yaml::parse_one(text, Dialect::Core) else { continue };
        let tests = document.root.get("tests").map_or(&[][..], Node::items);
        let named = tests.iter().filter_map(|test| test.get("alert_rule_test"));
        for alert in named.flat_map(Node::items).filter_map(|test| test.get("alertname")) {
            let Some(name) = alert.as_str() else { continue };
            let place = Place::at(file, alert.span.line, alert.span.column);
            found.entry(name.to_owned()).or_insert(place);
        }
    }
    found
}

/// The alerts that are rendered, each with the place of its first render.
fn rendered(evidence: &Evidence) -> BTreeMap<String, Place> {
    let mut found = BTreeMap::new();
    for manifest in evidence.attempts.iter().filter_map(|attempt| attempt.manifest()) {
        for object in manifest.select("PrometheusRule", None) {
            let groups = object.root.get("spec").and_then(|spec| spec.get("groups"));
            for (group, rules) in groups.map_or(&[][..], Node::items).iter().enumerate() {
                let rules = rules.get("rules").map_or(&[][..], Node::items);
                for (rule, node) in rules.iter().enumerate() {
                    let Some(name) = node.get("alert").and_then(Node::as_str) else { continue };
                    let path: [Step; 6] = [
                        "spec".into(),
                        "groups".into(),
                        group.into(),
                        "rules".into(),
                        rule.into(),
                        "alert".into(),
                    ];
                    let place = Place::rendered(object.document, &path);
                    found.entry(name.to_owned()).or_insert(place);
                }
            }
        }
    }
    found
}
