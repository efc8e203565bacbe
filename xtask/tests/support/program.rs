//! The program itself, run as a person runs it, on charts and copies made for one test.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use walkdir::WalkDir;
use xtask::render::process::{self, Finished, Invocation};
use xtask::render::{releases, tools};

use super::support;

/// Runs `cargo xtask` with `arguments` in a folder.
pub(crate) fn xtask(folder: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Finished {
    // What the machine that runs the tests has set must not decide them.
    let mut variables =
        vec![("HELM", ""), ("GITHUB_ACTIONS", ""), ("GITHUB_STEP_SUMMARY", ""), ("NO_COLOR", "")];
    variables.extend(environment);
    let invocation = Invocation {
        program: Path::new(env!("CARGO_BIN_EXE_xtask")),
        arguments: arguments.iter().map(Into::into).collect(),
        environment: &variables,
        input: "",
        limit: Duration::from_secs(120),
    };
    process::run_in(folder, &invocation).expect("it runs")
}

/// The helm that `cargo xtask test` set up, as an argument.
pub(crate) fn real_helm() -> String {
    let path = tools::helm(support::root(), releases::PINNED);
    path.unwrap_or_else(|missing| panic!("{missing}")).to_string_lossy().into_owned()
}

/// A chart named `tiny` with one template.
pub(crate) fn tiny_chart(template: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "tiny/Chart.yaml", "apiVersion: v2\nname: tiny\nversion: 0.1.0\n");
    write(folder.path(), "tiny/templates/object.yaml", template);
    folder
}

/// A template that there is nothing to say about.
pub(crate) const SOUND: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: tiny\n";

pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    fs::write(file, text).expect("written");
}

/// A copy of the repository without what was built and fetched.
pub(crate) fn copy_of_the_repository() -> TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    let skipped = |name: &str| [".git", ".cache", "target"].contains(&name);
    let walk = WalkDir::new(support::root())
        .into_iter()
        .filter_entry(|entry| !skipped(&entry.file_name().to_string_lossy()));
    for entry in walk {
        let entry = entry.expect("it can be read");
        let inside: PathBuf = copy
            .path()
            .join(entry.path().strip_prefix(support::root()).expect("inside the repository"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&inside).expect("made");
        } else if entry.path_is_symlink() {
            let target = fs::read_link(entry.path()).expect("a link");
            std::os::unix::fs::symlink(target, &inside).expect("linked");
        } else {
            fs::copy(entry.path(), &inside).expect("copied");
        }
    }
    copy
}
