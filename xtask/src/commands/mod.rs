//! One file per subcommand, each a short story: load, run, report.

mod coverage;
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
mod watch;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::cli::{self, Cli, Command, Engine};
use crate::gather;
use crate::render::{Both, Embedded, RealHelm, Renderer, find};
use crate::report::{self, progress};

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
        Command::Coverage(arguments) => coverage::run(&root, &arguments),
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

/// What a command works on and with.
struct Prepared {
    subject: gather::Subject,
    renderer: Box<dyn Renderer>,
    /// What the renderer cannot check, one line each.
    left_out: Vec<String>,
}

/// The chart, the suite and the renderer that a command line asks for. Asked for none, it is both
/// where a helm is to be had, and the embedded one elsewhere, except in GitHub Actions: there helm
/// decides.
fn prepare(root: &Path, asked: &cli::Subject) -> Result<Prepared> {
    let subject = gather::subject(root, asked.chart.as_deref(), asked.suite.as_deref())?;
    let limit = Duration::from_secs(asked.helm_timeout);
    let found = match asked.engine {
        Some(Engine::Embedded) => None,
        Some(_) => Some(Ok(find::find(root, asked.helm.as_deref(), &progress::tell)?)),
        None => match find::find_present(root, asked.helm.as_deref())? {
            Some(helm) => Some(Ok(helm)),
            None => Some(find::fetched(root, &progress::tell)),
        },
    };
    let mut left_out = Vec::new();
    let renderer: Box<dyn Renderer> = match (found, asked.engine) {
        (Some(Ok(helm)), Some(Engine::Helm)) => {
            left_out.push(
                "the renders with live objects, branches, and the line of each object in its \
                 template (--engine helm)"
                    .to_owned(),
            );
            Box::new(RealHelm { helm, limit })
        }
        (Some(Ok(helm)), _) => Box::new(Both::new(RealHelm { helm, limit })),
        (Some(Err(error)), _) if report::in_github_actions() => {
            return Err(error.context("in GitHub Actions helm decides, and there is none"));
        }
        (Some(Err(error)), _) => {
            progress::tell(&format!("{error:#}"));
            left_out.push(
                "`helm lint`, and what helm itself renders: there is no helm here, and none could \
                 be fetched (`cargo xtask setup` says what was tried)"
                    .to_owned(),
            );
            Box::new(Embedded::default())
        }
        (None, _) => {
            left_out
                .push("`helm lint`, and what helm itself renders (--engine embedded)".to_owned());
            Box::new(Embedded::default())
        }
    };
    Ok(Prepared { subject, renderer, left_out })
}
