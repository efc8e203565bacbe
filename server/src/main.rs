//! `certctl-server`: reads the command line and hands over.

use std::process::ExitCode;

use certctl_server::cli::Cli;
use certctl_server::config::Environment;
use certctl_server::{migrations, run};
use clap::Parser as _;

fn main() -> ExitCode {
    run::run(migrations::of_this_release(), &Cli::parse(), &Environment::of_process())
}
