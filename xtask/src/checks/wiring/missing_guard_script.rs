//! A guard that is gone.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

use super::reading::{self, GUARDS, REQUIRED_GUARDS};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/missing-guard-script",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "a guard script that must be there is missing, or the loop does not pick it up",
    why: "The loop runs what it finds, so a guard that is deleted or renamed is missed by \
          nobody. The guards on the chart, on the pins and on the wiring must be there; \
          anything else in their folder that the loop does not pick up only looks like a \
          guard.",
    failing: include_str!(
        "../../../witness/wiring/missing-guard-script/fires/scripts/ci-guards/action-pins.sh"
    ),
    repaired: include_str!(
        "../../../witness/wiring/missing-guard-script/silent/scripts/ci-guards/action-pins.sh"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    let ids: Vec<&str> = reading::guard_scripts(evidence).map(|(_, id, _)| id).collect();
    for (id, command) in REQUIRED_GUARDS {
        verdict.judged += 1;
        if !ids.contains(&id) {
            let place = Place::file(format!("{GUARDS}{id}.sh"));
            let message = format!("the guard that runs `cargo xtask {command}` is missing");
            verdict.observations.push(Observation::new(place, message));
        }
    }
    for (path, _) in evidence.sources.under(GUARDS) {
        verdict.judged += 1;
        let rest = path.strip_prefix(GUARDS).unwrap_or(path);
        if rest.contains('/') || !rest.ends_with(".sh") {
            let message = "the guard loop does not pick this file up";
            let help =
                "guards are scripts/ci-guards/<id>.sh; what they need lies elsewhere in scripts/";
            verdict.observations.push(Observation::new(Place::file(path), message).help(help));
        }
    }
    verdict
}
