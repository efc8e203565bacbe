//! A guard script that hands over to something else than its check.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

use super::reading::{self, GUARDS, REQUIRED_GUARDS};
use super::shell;

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/altered-guard-script",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "a required guard script is not the known one",
    why: "The three guards only hand over to `cargo xtask`. A guard that no longer calls it, \
          calls it with an option that looks at less, or returns before it, still prints that \
          all is clean; so their statements are compared, as those of the guard steps are.",
    failing: include_str!(
        "../../../witness/wiring/altered-guard-script/fires/scripts/ci-guards/action-pins.sh"
    ),
    repaired: include_str!(
        "../../../witness/wiring/altered-guard-script/silent/scripts/ci-guards/action-pins.sh"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for (id, command) in REQUIRED_GUARDS {
        let path = format!("{GUARDS}{id}.sh");
        let mut scripts = reading::guard_scripts(evidence);
        let Some((_, _, text)) = scripts.find(|script| script.1 == id) else { continue };
        verdict.judged += 1;
        // A failure that is lost in a known way is reported as such.
        if shell::statements(text).into_iter().any(|line| shell::swallows(line).is_some()) {
            continue;
        }
        let expected = statements(id, command);
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        let Some(found) = shell::difference(text, &expected) else { continue };
        let (line, what) = match found {
            Some(statement) => (line_of(text, statement), format!("at `{statement}`")),
            None => (text.lines().count().max(1) as u32, "as it ends too early".to_owned()),
        };
        let message = format!("the guard {id} is not the known one, {what}");
        let help = format!("the known one is:\n{}", expected.join("\n"));
        verdict.observations.push(Observation::new(Place::at(path, line, 1), message).help(help));
    }
    verdict
}

fn statements(id: &str, command: &str) -> Vec<String> {
    vec![
        "set -euo pipefail".to_owned(),
        "status=0".to_owned(),
        format!("cargo xtask {command} || status=$?"),
        "if [ \"$status\" -ne 0 ]; then".to_owned(),
        format!("echo \"::error::{id}: cargo xtask {command} ended with status $status\""),
        "exit \"$status\"".to_owned(),
        "fi".to_owned(),
        format!("echo \"{id}: clean.\""),
    ]
}

fn line_of(text: &str, statement: &str) -> u32 {
    let found = text.lines().position(|line| shell::code(line) == statement);
    found.map_or(1, |index| index as u32 + 1)
}
