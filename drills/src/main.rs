//! `certctl-drills`: parse, get inside, run, exit status.

use std::process::ExitCode;

use certctl_drills::cli::Cli;
use certctl_drills::surroundings::{Surroundings, blame};
use certctl_drills::{drill, enter, exporter, operator, report};
use clap::Parser as _;
use xtask::commands::root;
use xtask::render::drill_tools;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    let name = words.first().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    if let Some(status) = operator::called_as(name, words.get(1..).unwrap_or_default())
        .or_else(|| exporter::called_as(name))
    {
        return status;
    }
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            report::stopped(&error);
            ExitCode::from(if error.is::<Surroundings>() { 2 } else { 1 })
        }
    }
}

fn run() -> anyhow::Result<bool> {
    let cli = Cli::parse().drill;
    if cli.list {
        drill::list();
        return Ok(true);
    }
    let choice = drill::choose(&cli).map_err(blame)?;
    let root = root().map_err(blame)?;
    let tools = drill_tools::find(&root).map_err(blame)?;
    if cli.self_test {
        return drill::self_test(&choice, &root, &tools);
    }
    if !enter::is_inside() {
        return Err(enter::enter(&tools));
    }
    drill::run(&choice, &root, &tools)
}
