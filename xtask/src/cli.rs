//! The whole command line. No logic: what a command does is in `commands/`.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::evidence::CommandLine;
use crate::report::Format;

/// Keeps the chart, its runbooks and its CI from quietly going wrong.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    max_term_width = 100,
    after_help = "Exit status: 0 nothing to report; 1 something is wrong in what a reviewer reviews \
                  (chart, suite, workflow, runbook); 2 what surrounds it failed (no helm, a helm that \
                  hung, no permission, a bad option). The format never changes it.\n\nStart with \
                  `cargo xtask helm-lint`, on your own chart with `cargo xtask helm-lint --chart DIR`."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Render and lint the chart in every combination and hold the audit findings against it
    ///
    /// The main job. Each combination of matrix.yaml goes through `helm template` and `helm lint`,
    /// what must be refused is tried, and every expectation and check is held against the result.
    HelmLint(HelmLint),
    /// Check that every GitHub Action and image is pinned by digest and known to the ledger
    Pins(Pins),
    /// Tell where each audit finding stands, or one finding's story in full
    Findings(Findings),
    /// Tell which branches of the chart's templates the suite renders, and what would take the others
    Coverage(Coverage),
    /// Run everything that can be checked offline: what CI and the pre-push hook run
    Gate(Gate),
    /// Explain a check or an audit finding: why it matters, a failing and a repaired example
    Explain(Explain),
    /// Find a helm, or fetch the pinned one, verify it, and say where it is
    Setup(Setup),
    /// Run what the chart ships against real services: migrate, backup, restore, alerts, rollback
    Drill(Drill),
    /// Install or remove the pre-push hook
    Hooks(Hooks),
    /// Compare the values table of the chart's README with values.yaml
    ValuesTable(ValuesTable),
    /// Set up what the tests need on a fresh machine, then run them all
    Test(Test),
}

/// Which chart and suite, and which helm.
#[derive(Clone, Debug, Args)]
pub struct Subject {
    /// Another chart than deploy/helm/certctl; without a suite of its own it is rendered once
    #[arg(long, value_name = "DIR")]
    pub chart: Option<PathBuf>,
    /// Another suite; by default `guards` inside the chart, or beside it when it names the chart
    #[arg(long, value_name = "DIR")]
    pub suite: Option<PathBuf>,
    /// The helm to use; else $HELM, PATH, this project's cache, or a fetched and verified one
    #[arg(long, value_name = "PATH")]
    pub helm: Option<PathBuf>,
    /// Who renders: helm; the embedded renderer, which needs no helm; or both, compared. By default
    /// both where a helm is to be had, else the embedded one
    #[arg(long, value_enum)]
    pub engine: Option<Engine>,
    /// Seconds after which one call of helm counts as hung
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub helm_timeout: u64,
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, Args)]
pub struct Watch {
    /// Judge again whenever a file changes, and show what is new; end it with Ctrl-C
    #[arg(long)]
    pub watch: bool,
}

/// Who renders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// The real helm.
    Helm,
    /// The embedded renderer.
    Embedded,
    /// Both: helm decides, the embedded renderer explains, and a difference is an error.
    Both,
}

/// How a run is reported.
#[derive(Debug, Args)]
pub struct Output {
    /// Form of output; by default github under GITHUB_ACTIONS, else human
    #[arg(long, value_enum)]
    pub format: Option<Format>,
}

/// `helm-lint`.
#[derive(Debug, Args)]
pub struct HelmLint {
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub subject: Subject,
    /// Only these combinations; what is left out is said
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// A values file, for a chart without a suite
    #[arg(long, short = 'f', value_name = "FILE")]
    pub values: Vec<PathBuf>,
    /// A value, for a chart without a suite
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub watch: Watch,
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub output: Output,
}

/// `pins`.
#[derive(Debug, Args)]
pub struct Pins {
    /// Workflows, actions or folders; by default this repository
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub output: Output,
}

/// `findings`.
#[derive(Debug, Args)]
pub struct Findings {
    /// One finding, such as DEPL-H2
    pub id: Option<String>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub subject: Subject,
}

/// `gate`.
#[derive(Debug, Args)]
pub struct Gate {
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub subject: Subject,
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub watch: Watch,
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub output: Output,
}

/// `coverage`.
#[derive(Debug, Args)]
pub struct Coverage {
    /// Another chart than deploy/helm/certctl
    #[arg(long, value_name = "DIR")]
    pub chart: Option<PathBuf>,
    /// Another suite; by default `guards` inside the chart, or beside it when it names the chart
    #[arg(long, value_name = "DIR")]
    pub suite: Option<PathBuf>,
    /// Do not look for values that take the branches that no render takes
    #[arg(long)]
    pub no_search: bool,
    /// Seconds after which the search for values is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub seconds: u64,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A check such as manifest/duplicate-key or a finding such as DEPL-H2; without one, all checks
    pub id: Option<String>,
}

/// `setup`.
#[derive(Debug, Args)]
pub struct Setup {
    /// The helm to check
    #[arg(long, value_name = "PATH")]
    pub helm: Option<PathBuf>,
    /// Fetch what the drills run as well: PostgreSQL, an S3 store, Prometheus, a sandbox
    #[arg(long)]
    pub drills: bool,
}

/// `drill`.
#[derive(Debug, Args)]
pub struct Drill {
    /// The drills to run, all of them where none is named; `drill:part` for one part
    #[arg(value_name = "DRILL")]
    pub drills: Vec<String>,
    /// Less of everything, in under three minutes
    #[arg(long, conflicts_with = "long")]
    pub quick: bool,
    /// All of it, in under ten minutes: the default
    #[arg(long)]
    pub long: bool,
    /// Where random choices begin; it is printed, so that a failure can be had again
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Plants a fault that the drill must find
    #[arg(long, value_name = "NAME")]
    pub plant: Option<String>,
    /// Lists drills, their parts and their faults
    #[arg(long)]
    pub list: bool,
    /// Plants every fault of the drills, each in a run of its own, and demands that it is found
    #[arg(long, conflicts_with_all = ["plant", "long"])]
    pub self_test: bool,
}

/// `hooks`.
#[derive(Debug, Args)]
pub struct Hooks {
    /// What to do
    #[command(subcommand)]
    pub action: HooksAction,
}

/// What `hooks` does.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum HooksAction {
    /// Install the pre-push hook; a hook that is there is left alone
    Install,
    /// Remove the pre-push hook, if it is this project's
    Uninstall,
}

/// `values-table`.
#[derive(Debug, Args)]
pub struct ValuesTable {
    /// Rewrite the table instead of comparing it
    #[arg(long)]
    pub bless: bool,
}

/// `test`.
#[derive(Debug, Args)]
pub struct Test {
    /// Passed on to `cargo test`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub arguments: Vec<String>,
}

/// The commands with their long options, as documents may name them.
pub fn commands() -> Vec<CommandLine> {
    let program = Cli::command();
    let commands = program.get_subcommands().map(|command| {
        let options = command.get_arguments().filter_map(|argument| argument.get_long());
        let options = options.map(str::to_owned).chain(["help".to_owned()]).collect();
        CommandLine { name: command.get_name().to_owned(), options }
    });
    commands.collect()
}
