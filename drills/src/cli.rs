//! The command line of the drills. No logic.

use clap::Parser;

/// Runs what the chart ships, as rendered, against real services.
#[derive(Debug, Parser)]
#[command(
    name = "certctl-drills",
    bin_name = "cargo xtask drill",
    max_term_width = 100,
    after_help = "Exit status: 0 all is as it should be; 1 a drill has failed; 2 what surrounds them \
                  failed (a tool that is missing, a kernel that permits no namespaces)."
)]
pub struct Cli {
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
    /// Plants every fault of the drills, one after the other, and demands that each is found
    #[arg(long, conflicts_with_all = ["plant", "long"])]
    pub self_test: bool,
}
