//! This repository passes its own gate, and its README shows what the main job prints.

#[path = "support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::time::Duration;

use xtask::render::process::{self, Invocation};

/// Runs `cargo xtask` in this repository.
fn xtask(arguments: &[&str]) -> process::Finished {
    let invocation = Invocation {
        program: Path::new(env!("CARGO_BIN_EXE_xtask")),
        arguments: arguments.iter().map(Into::into).collect(),
        environment: &[],
        input: "",
        limit: Duration::from_secs(120),
    };
    process::run_in(support::root(), &invocation).expect("it runs")
}

#[test]
fn the_gate_has_nothing_to_say_of_this_repository() {
    let finished = xtask(&["gate", "--format", "human"]);
    assert!(finished.success, "{}{}", finished.stdout, finished.stderr);
}

#[test]
fn the_readme_shows_the_real_summary() {
    let finished = xtask(&["helm-lint", "--format", "human"]);
    assert!(finished.success, "{}{}", finished.stdout, finished.stderr);
    let readme = fs::read_to_string(support::root().join("README.md")).expect("a README");
    // Where the helm lies differs from machine to machine.
    let lines: Vec<&str> =
        finished.stdout.lines().filter(|line| !line.starts_with("helm v")).collect();
    assert!(lines.len() >= 5, "{}", finished.stdout);
    for line in lines {
        assert!(readme.lines().any(|known| known == line), "the README lacks: {line}");
    }
}
