//! `certctl-server`: reads the command line and hands over.

use std::process::ExitCode;

use certctl_server::cli::Cli;
use certctl_server::config::Environment;
use clap::Parser as _;

fn main() -> ExitCode {
    certctl_server::run::run(&Cli::parse(), &Environment::of_process())
}
