//! `cargo xtask`: parse, dispatch, exit status.

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;
use xtask::cli::Cli;
use xtask::commands::{self, Outcome};
use xtask::report;

/// A run is many small values on every core, with which the system's allocator spends a fifth of its time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
