//! A guard script that breaks the contract of guards.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

use super::{reading, shell};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/malformed-guard-script",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "a guard script breaks the contract that the guard loop relies on",
    why: "A guard says why it is there, ends at the first failure, ends with `<id>: clean.` \
          when all is well and with an `::error::` line when it is not. Without `set -e` a \
          failing command in the middle is passed over; without its last line nobody can tell \
          a guard that ran from one that ended early.",
    failing: include_str!(
        "../../../witness/wiring/malformed-guard-script/fires/scripts/ci-guards/action-pins.sh"
    ),
    repaired: include_str!(
        "../../../witness/wiring/malformed-guard-script/silent/scripts/ci-guards/action-pins.sh"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for (path, id, text) in reading::guard_scripts(evidence) {
        verdict.judged += 1;
        for (line, message) in problems(id, text) {
            verdict.observations.push(Observation::new(Place::at(path, line, 1), message));
        }
    }
    verdict
}

fn problems(id: &str, text: &str) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    let shebang = lines.next().unwrap_or_default();
    if !matches!(shebang, "#!/usr/bin/env bash" | "#!/bin/bash") {
        found.push((1, "a guard starts with #!/usr/bin/env bash".to_owned()));
    }
    let words = lines.take_while(|line| line.starts_with('#')).any(|line| line.len() > 20);
    if !words {
        found.push((1, "a guard says first what it found and why it is there".to_owned()));
    }
    if !shell::ends_at_failure(text) {
        let first = text.lines().position(|line| !shell::code(line).is_empty());
        let line = first.map_or(1, |index| index as u32 + 1);
        found.push((line, "the first statement of a guard is `set -euo pipefail`".to_owned()));
    }
    let statements = shell::statements(text);
    let clean = format!("{id}: clean.");
    if !statements.last().is_some_and(|last| says(last, &clean, id)) {
        let line = text.lines().count().max(1) as u32;
        found.push((line, format!("the last statement of a guard prints `{clean}`")));
    }
    if !statements.iter().any(|statement| statement.contains("::error")) {
        found.push((1, "a guard that fails says so in a line with `::error::`".to_owned()));
    }
    found
}

/// Whether a statement prints the line, written out or with the id in a variable.
fn says(statement: &str, clean: &str, id: &str) -> bool {
    let written = statement.contains(clean) && !statement.contains(&format!("-{clean}"));
    let variable = statement.contains("$id: clean.") || statement.contains("${id}: clean.");
    (statement.starts_with("echo ") || statement.starts_with("printf "))
        && (written || variable)
        && !id.is_empty()
}
