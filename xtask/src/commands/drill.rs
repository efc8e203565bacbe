//! `cargo xtask drill`: builds what the drills run and hands over to them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Outcome;
use crate::render::process;

/// Builds and hands over.
pub(super) fn run(root: &Path) -> Result<Outcome> {
    let cargo = std::env::var_os("CARGO").map(PathBuf::from);
    let cargo = cargo.or_else(|| process::on_path("cargo")).context("there is no cargo on PATH")?;
    let packages = ["--package", "certctl-drills", "--package", "certctl-server"];
    let build: Vec<_> = ["build", "--quiet", "--bins", "--examples"]
        .into_iter()
        .chain(packages)
        .map(Into::into)
        .collect();
    if !process::hand_over(root, &cargo, &build, &[])? {
        return Ok(Outcome::Found);
    }
    // Beside this program, which cargo has built into the same folder.
    let built = std::env::current_exe().context("this program has no path")?;
    let drills = built.with_file_name("certctl-drills");
    // The drills have the same command line, and nobody has changed it on the way here.
    let arguments: Vec<_> =
        std::env::args_os().skip_while(|word| word != "drill").skip(1).collect();
    // Nobody is left between whoever ends this process and the drills, which end with it.
    Err(process::replace(&drills, &arguments).into())
}
