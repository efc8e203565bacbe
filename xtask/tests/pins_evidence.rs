//! What `cargo xtask pins` looks at: everything, or what it is given, wherever that lies.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xtask::checks::{self, REGISTRY, Scope};
use xtask::commands::pins;
use xtask::evidence::Evidence;

const WORKFLOW: &str = "jobs: {a: {steps: [{uses: o/r@v1}]}}\n";
const LEDGER: &str = "actions: {o/r: {v1.0.0: 08c6903cd8c0fde910a37f88322edcfb5dd907a8}}\n";

fn write(root: &Path, path: &str, text: impl AsRef<[u8]>) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
    fs::write(file, text).expect("a file");
}

/// What is reported, as `file check`; a temporary folder is cut off.
fn reported(evidence: &Evidence) -> Vec<String> {
    let own = REGISTRY.iter().filter(|check| check.scope == Scope::Pins);
    let outcomes = checks::run(own.copied(), evidence);
    let found = outcomes.into_iter().flat_map(|outcome| outcome.diagnostics);
    let short = |file: &str| file.rsplit_once("/else/").map_or(file, |(_, end)| end).to_owned();
    found.map(|found| format!("{} {}", short(&found.location.file), found.check)).collect()
}

#[test]
fn a_named_file_is_judged_wherever_it_lies() {
    let here = TempDir::new().expect("a folder");
    let there = TempDir::new().expect("a folder");
    write(here.path(), ".github/pins.yaml", LEDGER);
    write(here.path(), ".github/workflows/a.yml", WORKFLOW);
    write(here.path(), "drafts/b.yml", WORKFLOW);
    write(there.path(), "else/.github/workflows/c.yml", WORKFLOW);
    let judge = |paths: &[&Path]| {
        let paths: Vec<_> = paths.iter().map(|path| path.to_path_buf()).collect();
        reported(&pins::evidence(here.path(), &paths).expect("evidence"))
    };
    let unused = ".github/pins.yaml pins/unused-ledger-entry";
    assert_eq!(judge(&[]), [".github/workflows/a.yml pins/unpinned-action", unused]);
    let draft = here.path().join("drafts/b.yml");
    assert_eq!(judge(&[&draft]), ["drafts/b.yml pins/unpinned-action"]);
    let other = there.path().join("else");
    assert_eq!(judge(&[&other]), [".github/workflows/c.yml pins/unpinned-action"]);
    assert_eq!(judge(&[&here.path().join("drafts")]), Vec::<String>::new());
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let here = TempDir::new().expect("a folder");
    let error = pins::evidence(here.path(), &["missing.yml".into()]).expect_err("no such file");
    assert!(error.to_string().contains("missing.yml"), "{error}");
}

#[test]
#[cfg(unix)]
fn what_cannot_be_read_is_reported() {
    let here = TempDir::new().expect("a folder");
    write(here.path(), ".github/workflows/latin.yml", b"name: caf\xe9\njobs: {}\n");
    write(here.path(), "elsewhere.yml", WORKFLOW);
    let link = here.path().join(".github/workflows/link.yml");
    std::os::unix::fs::symlink("../../elsewhere.yml", link).expect("a link");
    write(here.path(), ".github/workflows/large.yml", "#".repeat((1 << 20) + 1));
    let evidence = pins::evidence(here.path(), &[]).expect("evidence");
    let expected = ["large", "latin", "link"]
        .map(|name| format!(".github/workflows/{name}.yml pins/unreadable-workflow"));
    assert_eq!(reported(&evidence), expected);
}
