//! `render/ignored-value`: a value that Helm warns of and ignores.

use std::sync::LazyLock;

use regex::Regex;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "render/ignored-value",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "Helm warns of no value while it renders",
    why: "Where values.yaml has a table and a combination gives a plain value, or the reverse, Helm \
          takes one of the two, warns on standard error and exits with 0 (Helm, pkg/chartutil: \
          coalescing of values).",
    failing: "# values.yaml has `server: {storage: {size: 1Gi}}`\nvalues: {server: {storage: 1Gi}}\n",
    repaired: "values: {server: {storage: {size: 1Gi}}}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    // Helm 3 logs a source line and `warning: …`, Helm 4 `level=WARN msg="…"`.
    static WARNING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^(?:.*?warning: |.*level=WARN msg=)(.*)$").expect("a valid pattern")
    });
    let mut verdict = Verdict { judged: evidence.attempts.len(), observations: Vec::new() };
    for attempt in &evidence.attempts {
        for captures in WARNING.captures_iter(&attempt.remarks) {
            let said = captures.get(1).map_or("", |said| said.as_str());
            let message = format!("helm warns: {}", said.trim().trim_matches('"'));
            let values = Place::file(format!("{}/values.yaml", evidence.chart));
            let mut observation = Observation::new(values, message);
            if !attempt.combination.anchor.file.is_empty() {
                let anchor = Place::from(&attempt.combination.anchor);
                observation = observation.related(anchor, "with the values of this combination");
            }
            observation.combinations = vec![attempt.combination.name.clone()];
            verdict.observations.push(observation);
        }
    }
    verdict
}
