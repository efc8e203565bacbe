//! `cargo xtask test`: what the tests need, and then all of them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Outcome;
use crate::cli;
use crate::render::{drill_tools, process, releases, tools};
use crate::report::progress;

/// Sets up and tests.
pub(super) fn run(root: &Path, arguments: &cli::Test) -> Result<Outcome> {
    tools::set_up(root, &progress::tell)?;
    drill_tools::set_up(root, &progress::tell)?;
    let cargo = std::env::var_os("CARGO").map(PathBuf::from);
    let cargo = cargo.or_else(|| process::on_path("cargo")).context("there is no cargo on PATH")?;
    let mut command = vec!["test".into(), "--workspace".into()];
    command.extend(arguments.arguments.iter().map(Into::into));
    // The embedded renderer is compared with the helm that it imitates, whatever is on PATH.
    let helm = tools::helm(root, releases::PINNED)?;
    let passed = process::hand_over(root, &cargo, &command, &[("HELM", &helm)])?;
    Ok(Outcome::of(!passed))
}
