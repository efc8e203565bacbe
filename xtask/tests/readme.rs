//! What the README shows is what the main job prints.

#[path = "support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::time::Duration;

use xtask::render::process::{self, Invocation};

#[test]
fn the_readme_shows_the_real_summary() {
    let invocation = Invocation {
        program: Path::new(env!("CARGO_BIN_EXE_xtask")),
        arguments: ["helm-lint", "--format", "human"].map(Into::into).to_vec(),
        environment: &[],
        input: "",
        limit: Duration::from_secs(120),
    };
    let finished = process::run_in(support::root(), &invocation).expect("it runs");
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
