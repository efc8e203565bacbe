//! `suite/unknown-check`: a policy about a check that does not exist, or whose severity is fixed.

use crate::checks::{Check, Observation, REGISTRY, Scope, Verdict, find};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::suite::did_you_mean;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "suite/unknown-check",
    scope: Scope::Suite,
    severity: Severity::Error,
    summary: "policy.yaml names only checks that exist, and lowers no guard of the guards",
    why: "An override or suppression of a misspelt check does nothing, and its author believes that \
          it does. Findings, the suite itself, wiring and policy are what everything else is held by: \
          one line must not turn them into warnings, without an owner, a reason and an end.",
    failing: "severity:\n  manifest/duplicate-keys: warning\n",
    repaired: "severity:\n  manifest/duplicate-key: warning\n",
    run,
};

/// What everything else is held by.
const FIXED: &[Scope] = &[Scope::Suite, Scope::Findings, Scope::Wiring, Scope::Policy];

fn run(evidence: &Evidence) -> Verdict {
    let policy = &evidence.suite.policy;
    let file = evidence.suite.folder.as_deref().unwrap_or_default();
    let overrides =
        policy.severity.keys().map(|id| (id, Place::file(format!("{file}/policy.yaml"))));
    let suppressions = policy
        .suppressions
        .iter()
        .map(|suppression| (&suppression.check, Place::from(&suppression.anchor)));
    let mut verdict = Verdict::default();
    for (id, place) in overrides.chain(suppressions) {
        verdict.judged += 1;
        let known = || REGISTRY.iter().map(|check| check.id);
        let fixed = find(id).is_some_and(|check| FIXED.contains(&check.scope));
        if fixed && policy.severity.contains_key(id) {
            let message = format!("the severity of `{id}` is fixed");
            let help = "suppress one place of it, with an owner, a reason and a day";
            verdict.observations.push(Observation::new(place, message).help(help));
            continue;
        }
        if known().any(|known| known == id) {
            continue;
        }
        verdict.observations.push(Observation {
            help: did_you_mean(id, known().collect::<Vec<_>>()),
            ..Observation::new(place, format!("there is no check `{id}`"))
        });
    }
    verdict
}
