//! The command line of the drills: that of `cargo xtask drill`, which hands it on. No logic.

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
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub drill: xtask::cli::Drill,
}
