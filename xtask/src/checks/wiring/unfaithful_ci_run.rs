//! A `.ci/run` that is not the test command of the README.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;

use super::shell;

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/unfaithful-ci-run",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: ".ci/run is missing, or runs something else than the test command of the README",
    why: "Machines that run .ci/run and people who follow the README must see the same tests. \
          A script that runs fewer of them, or goes on after a failure, is green for the wrong \
          reason.",
    failing: include_str!("../../../witness/wiring/unfaithful-ci-run/fires/.ci/run"),
    repaired: include_str!("../../../witness/wiring/unfaithful-ci-run/silent/.ci/run"),
    run,
};

const SCRIPT: &str = ".ci/run";
const COMMAND: &str = "cargo xtask test";

fn run(evidence: &Evidence) -> Verdict {
    let Some(text) = evidence.sources.text(SCRIPT) else {
        let observation = Observation::new(Place::file(SCRIPT), "there is no .ci/run")
            .help(format!("it runs {COMMAND}"));
        return Verdict { judged: 1, observations: vec![observation] };
    };
    let mut verdict = Verdict { judged: 1, observations: Vec::new() };
    let report =
        |line: usize, message: String| Observation::new(Place::at(SCRIPT, line as u32, 1), message);
    if !text.starts_with("#!/usr/bin/env bash\n") && !text.starts_with("#!/bin/bash\n") {
        verdict.observations.push(report(1, "it starts with #!/usr/bin/env bash".to_owned()));
    }
    let lost = shell::statements(text).into_iter().any(|line| shell::swallows(line).is_some());
    if !lost && let Some(found) = shell::difference(text, &["set -euo pipefail", COMMAND]) {
        let line = text.lines().position(|line| Some(shell::code(line)) == found);
        let line = line.map_or(text.lines().count(), |index| index + 1);
        let message = format!("it runs `set -euo pipefail` and `{COMMAND}`, and nothing else");
        verdict.observations.push(report(line, message));
    }
    let readme = evidence.sources.text("README.md").unwrap_or_default();
    if !readme.contains(COMMAND) {
        let message = format!("the README does not give the test command, `{COMMAND}`");
        verdict.observations.push(Observation::new(Place::file("README.md"), message));
    }
    verdict
}
