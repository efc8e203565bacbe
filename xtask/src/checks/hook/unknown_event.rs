//! `hook/unknown-event`: an object that Helm leaves out, because it knows no such hook.

use std::sync::LazyLock;

use regex::Regex;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::suite::did_you_mean;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "hook/unknown-event",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "every hook is for an event that Helm knows",
    why: "Helm leaves an object with an unknown event out of the release, and says so only in a log \
          line (Helm, Chart hooks). A migration that is never run looks like one that succeeds.",
    failing: "annotations:\n  helm.sh/hook: pre-update\n",
    repaired: "annotations:\n  helm.sh/hook: pre-upgrade\n",
    run,
};

const EVENTS: &[&str] = &[
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
];

fn run(evidence: &Evidence) -> Verdict {
    // Helm 3: `skipping unknown hook: "pre-update"`; Helm 4: `… hookTypes=pre-update`.
    static SKIPPED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"skipping unknown hooks?(?::|" hookTypes=)\s*"?([^"\s]*)"#)
            .expect("a valid pattern")
    });
    let mut verdict = Verdict { judged: evidence.attempts.len(), observations: Vec::new() };
    for attempt in &evidence.attempts {
        for captures in SKIPPED.captures_iter(&attempt.remarks) {
            let event = captures.get(1).map_or("", |event| event.as_str());
            let message = format!("an object is left out, for Helm knows no hook event `{event}`");
            let mut observation = Observation::new(place(evidence, event), message);
            observation.combinations = vec![attempt.combination.name.clone()];
            observation.help = did_you_mean(event, EVENTS.to_vec());
            verdict.observations.push(observation);
        }
    }
    verdict
}

/// Helm does not say which object it left out: the line that names the event, where it is literal.
fn place(evidence: &Evidence, event: &str) -> Place {
    let templates = format!("{}/templates/", evidence.chart);
    let found = evidence.sources.under(&templates).find_map(|(file, text)| {
        let index =
            text.lines().position(|line| line.contains("helm.sh/hook") && line.contains(event))?;
        let line = text.lines().nth(index)?;
        let column = line.len() - line.trim_start().len() + 1;
        Some(Place::at(file, index as u32 + 1, column as u32))
    });
    found.unwrap_or_else(|| Place::file(templates.trim_end_matches('/')))
}
