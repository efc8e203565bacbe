//! What the tests need beyond cargo: helms of several versions, promtool, and a Python with
//! kubernetes-validate. Nothing is installed into the system.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, ensure};

use super::debian::{self, works};
use super::python::{self, Environment, OLDEST_PYTHON};
use super::{cache, fetch, process, releases};

const ENVIRONMENT: Environment = Environment {
    requirements: include_str!("../../tests/requirements.txt"),
    about: "kubernetes-validate (11 MB)",
    proof: "import kubernetes_validate",
    compiled: false,
};

/// Finds or makes everything that the tests need. `tell` hears what takes time.
///
/// # Errors
/// Everything that could not be had: what was tried and what to install.
pub fn set_up(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    let helms = releases::PACKAGES.iter().map(|package| set_up_helm(root, package.version, tell));
    let others = [set_up_promtool(root, tell), set_up_python(root, tell)];
    let failures: Vec<String> = helms
        .chain(others)
        .filter_map(|outcome| outcome.err().map(|error| format!("{error:#}")))
        .collect();
    ensure!(failures.is_empty(), "the tests cannot be set up\n\n{}", failures.join("\n\n"));
    Ok(())
}

/// A helm of exactly this version.
///
/// # Errors
/// When it is not set up.
pub fn helm(root: &Path, version: &str) -> Result<PathBuf> {
    present(fetch::cached(root, version), &format!("helm {version}"))
}

/// promtool: from PATH, or from the project's own cache.
///
/// # Errors
/// When it is not set up.
pub fn promtool(root: &Path) -> Result<PathBuf> {
    process::on_path("promtool").map_or_else(|| present(cached_promtool(root), "promtool"), Ok)
}

/// A Python that can import `kubernetes_validate`.
///
/// # Errors
/// When it is not set up.
pub fn python(root: &Path) -> Result<PathBuf> {
    present(ENVIRONMENT.interpreter(root), "kubernetes-validate")
}

fn present(path: PathBuf, what: &str) -> Result<PathBuf> {
    ensure!(path.is_file(), "{what} is not set up: run `cargo xtask test`");
    Ok(path)
}

fn set_up_helm(root: &Path, version: &str, tell: &dyn Fn(&str)) -> Result<()> {
    let cached = fetch::cached(root, version);
    if cached.is_file() {
        return Ok(());
    }
    fetch::for_tests(root, version, tell).map(drop).map_err(|error| {
        anyhow!(
            "helm {version} is missing\n  tried: {}: not there\n  tried: {error:#}\n  install npm, or \
             put a helm of this version there",
            cached.display()
        )
    })
}

fn cached_promtool(root: &Path) -> PathBuf {
    cache::folder(root).join("promtool").join("promtool")
}

fn set_up_promtool(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    if promtool(root).is_ok() {
        return Ok(());
    }
    let target = cached_promtool(root);
    let made = cache::install(root, &target, |staging| {
        let unpacked = debian::package("prometheus", staging, tell)?;
        let program = unpacked.join("usr/bin/promtool");
        ensure!(program.is_file(), "Debian package prometheus: it holds no promtool");
        works(&program, &["--version"])?;
        Ok(program)
    });
    made.map(drop).map_err(|error| {
        anyhow!(
            "promtool is missing\n  tried: PATH: no promtool on it\n  tried: {}: not there\n  tried: \
             {error:#}\n  install promtool, which is part of Prometheus, so that it is on PATH",
            target.display()
        )
    })
}

fn set_up_python(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    if python(root).is_ok() {
        return Ok(());
    }
    let target = ENVIRONMENT.folder(root);
    // What is there links to an interpreter that is gone.
    let _ = fs::remove_dir_all(&target);
    let made = cache::install(root, &target, |staging| python::make(&ENVIRONMENT, staging, tell));
    made.map(drop).map_err(|error| {
        anyhow!(
            "kubernetes-validate is missing\n  tried: {}: not there\n  tried: {error:#}\n  install \
             Python {OLDEST_PYTHON} or newer with venv and pip (on Debian python3-venv)",
            target.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_the_command_that_brings_it() {
        let root = tempfile::tempdir().expect("a folder");
        for error in [helm(root.path(), "v3.13.2"), python(root.path())] {
            let error = error.expect_err("the cache is empty").to_string();
            assert!(error.ends_with("is not set up: run `cargo xtask test`"), "{error}");
        }
    }
}
