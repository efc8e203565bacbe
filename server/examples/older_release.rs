//! An older release: this one without its newest migrations. `OLDER_RELEASE_HEAD` is the number of the newest that it
//! has; everything else is as in `certctl-server`.
//!
//! For the drills, which roll back to it. It is a program of its own, so that the server has no such switch.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use certctl_server::cli::Cli;
use certctl_server::config::Environment;
use certctl_server::migrations::{self, Migration};
use certctl_server::run;
use clap::Parser as _;

fn main() -> ExitCode {
    run::run(steps(), &Cli::parse(), &Environment::of_process())
}

fn steps() -> Result<Vec<Migration>> {
    let head = std::env::var("OLDER_RELEASE_HEAD").context("OLDER_RELEASE_HEAD is not set")?;
    let head: i64 = head.parse().context("OLDER_RELEASE_HEAD is not a number")?;
    let mut steps = migrations::of_this_release()?;
    steps.retain(|step| step.version <= head);
    Ok(steps)
}
