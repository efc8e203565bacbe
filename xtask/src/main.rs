//! `cargo xtask`: parse, dispatch, exit status.

use std::process::ExitCode;

use clap::Parser as _;
use xtask::cli::Cli;
use xtask::commands::{self, Outcome};
use xtask::report;

fn main() -> ExitCode {
    // clap ends a bad command line with status 2 itself, and `--help` with 0.
    match commands::run(Cli::parse()) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        // Whoever reads has seen enough, as in `… | head`.
        Err(error) if report::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report::failure(&error);
            ExitCode::from(2)
        }
    }
}
