//! The guard scripts and the guard loop of CI, run by bash with a `cargo` made for the purpose.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests are about what bash does")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use xtask::yaml::{Dialect, parse_one};

const GUARDS: [(&str, &str); 3] =
    [("helm-templates-lint", "helm-lint"), ("action-pins", "pins"), ("gate", "gate")];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A folder whose `cargo` answers `line` and ends with `status`.
fn cargo(line: &str, status: i32) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let text = format!("#!/bin/sh\necho \"$*: {line}\"\nexit {status}\n");
    let path = folder.path().join("cargo");
    fs::write(&path, text).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
    folder
}

fn bash(folder: &Path, cargo: &TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    let path = std::env::var("PATH").expect("a PATH");
    let output = Command::new("bash")
        .current_dir(folder)
        .args(arguments)
        .env("PATH", format!("{}:{path}", cargo.path().display()))
        .output()
        .expect("bash");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_guard_hands_over_and_says_how_it_ended() {
    for (id, command) in GUARDS {
        let script = format!("scripts/ci-guards/{id}.sh");
        let said = bash(root(), &cargo("6/6 audit combinations pass", 0), &[&script]);
        let expected = format!("xtask {command}: 6/6 audit combinations pass\n{id}: clean.\n");
        assert_eq!(said, (Some(0), expected));
        for status in [1, 2, 101] {
            let (code, said) = bash(root(), &cargo("wrong", status), &[&script]);
            assert_eq!(code, Some(status));
            assert!(said.contains(&format!("::error::{id}: ")), "{said}");
            assert!(!said.contains("clean."), "{said}");
        }
    }
}

/// The script of the guard step, as GitHub hands it to bash.
fn guard_loop() -> String {
    let text = fs::read_to_string(root().join(".github/workflows/ci.yml")).expect("a workflow");
    let document = parse_one(&text, Dialect::Core).expect("YAML");
    let steps = document.root.at(&["jobs".into(), "guards".into(), "steps".into()]);
    let mut scripts =
        steps.expect("steps").items().iter().filter_map(|step| step.get("run")?.as_str());
    scripts.next_back().expect("a script").to_owned()
}

fn run_loop(guards: &[(&str, &str)]) -> (Option<i32>, String) {
    let folder = TempDir::new().expect("a folder");
    let scripts = folder.path().join("scripts/ci-guards");
    fs::create_dir_all(&scripts).expect("a folder");
    for (name, text) in guards {
        fs::write(scripts.join(name), text).expect("a script");
    }
    let step = folder.path().join("step.sh");
    fs::write(step, guard_loop()).expect("a script");
    let options = ["--noprofile", "--norc", "-eo", "pipefail", "step.sh"];
    bash(folder.path(), &cargo("", 0), &options)
}

#[test]
fn the_loop_runs_every_guard_and_fails_when_one_does() {
    assert_eq!(run_loop(&[("a.sh", "echo a"), ("b.sh", "echo b")]).0, Some(0));
    let (code, said) = run_loop(&[("a.sh", "exit 3"), ("b.sh", "echo ran"), ("c.sh", "true")]);
    assert_eq!(code, Some(1));
    assert!(said.contains("ran"), "the guards after the failing one run as well: {said}");
}

#[test]
fn the_loop_fails_without_guards() {
    let (code, said) = run_loop(&[("README.md", "no guard")]);
    assert_eq!(code, Some(1));
    assert!(said.contains("::error::scripts/ci-guards holds no guard"), "{said}");
}
