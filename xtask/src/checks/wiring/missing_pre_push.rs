//! A pre-push hook that is gone.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

use super::shell;

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/missing-pre-push",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "the pre-push hook is missing, or does not run the gate",
    why: "What the gate finds before a push costs a minute, and after it a red pull request. \
          `cargo xtask hooks install` sets up a hook that hands over to this script, and \
          without the script every push passes in silence.",
    failing: include_str!(
        "../../../witness/wiring/missing-pre-push/fires/scripts/git-hooks/pre-push"
    ),
    repaired: include_str!(
        "../../../witness/wiring/missing-pre-push/silent/scripts/git-hooks/pre-push"
    ),
    run,
};

const HOOK: &str = "scripts/git-hooks/pre-push";

fn run(evidence: &Evidence) -> Verdict {
    let problem = match evidence.sources.text(HOOK) {
        None => Some("there is no pre-push hook"),
        Some(text) if !text.starts_with("#!") => Some("the pre-push hook starts with no `#!`"),
        Some(text) if !runs_the_gate(text) => Some("the pre-push hook does not run the gate"),
        Some(_) => None,
    };
    let observations =
        problem.map(|message| Observation::new(Place::file(HOOK), message)).into_iter().collect();
    Verdict { judged: 1, observations }
}

/// The command stands at the start of a statement or after `if !`, and its failure counts.
fn runs_the_gate(text: &str) -> bool {
    shell::statements(text).into_iter().any(|statement| {
        let rest = statement.strip_prefix("if ! ").unwrap_or(statement);
        let command = rest.strip_prefix("exec ").unwrap_or(rest);
        command.starts_with("cargo xtask gate") && shell::swallows(command).is_none()
    })
}
