//! One file per subcommand, each a short story: load, run, report.

mod drill;
mod explain;
mod findings;
mod gate;
mod helm_lint;
pub mod hooks;
pub mod pins;
mod setup;
mod test;
mod values_table;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::cli::{self, Cli, Command, Engine};
use crate::gather;
use crate::render::{Both, Embedded, RealHelm, Renderer, find};
use crate::report::progress;

/// How a command ended, where it could do its work. What stops it from doing so is an error, and
/// status 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to report: status 0.
    Clean,
    /// Something is wrong in what a reviewer reviews: status 1.
    Found,
}

impl Outcome {
    fn of(failed: bool) -> Self {
        if failed { Outcome::Found } else { Outcome::Clean }
    }
}

/// Runs a command.
///
/// # Errors
/// What surrounds the work failed: what was tried and what to do.
pub fn run(cli: Cli) -> Result<Outcome> {
    let root = root()?;
    match cli.command {
        Command::HelmLint(arguments) => helm_lint::run(&root, &arguments),
        Command::Findings(arguments) => findings::run(&root, &arguments),
        Command::Gate(arguments) => gate::run(&root, &arguments),
        Command::Explain(arguments) => explain::run(&root, &arguments),
        Command::Setup(arguments) => setup::run(&root, &arguments),
        Command::Drill(_) => drill::run(&root),
        Command::Pins(arguments) => pins::run(&root, &arguments),
        Command::Hooks(arguments) => hooks::run(&root, &arguments),
        Command::Test(arguments) => test::run(&root, &arguments),
        Command::ValuesTable(arguments) => values_table::run(&root, &arguments),
    }
}

/// The root of this repository: the nearest folder above that has the chart or this package in it,
/// or where this program was built.
///
/// # Errors
/// When the current folder cannot be read.
pub fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("the current folder cannot be read")?;
    let is_root = |folder: &&Path| folder.join("xtask/Cargo.toml").is_file();
    if let Some(root) = here.ancestors().find(is_root) {
        return Ok(root.to_owned());
    }
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned);
    built.context("this package lies in no folder")
}

/// The chart, the suite and the renderer that a command line asks for.
fn prepare(root: &Path, asked: &cli::Subject) -> Result<(gather::Subject, Box<dyn Renderer>)> {
    let subject = gather::subject(root, asked.chart.as_deref(), asked.suite.as_deref())?;
    let helm = || -> Result<RealHelm> {
        let helm = find::find(root, asked.helm.as_deref(), &progress::tell)?;
        Ok(RealHelm { helm, limit: Duration::from_secs(asked.helm_timeout) })
    };
    let renderer: Box<dyn Renderer> = match asked.engine {
        Engine::Helm => Box::new(helm()?),
        Engine::Embedded => Box::new(Embedded::default()),
        Engine::Both => Box::new(Both { helm: helm()?, embedded: Embedded::default() }),
    };
    Ok((subject, renderer))
}

/// What a run without helm leaves out.
fn left_out_by(engine: Engine) -> Option<String> {
    (engine == Engine::Embedded)
        .then(|| "`helm lint`, and what helm itself renders (--engine embedded)".to_owned())
}
