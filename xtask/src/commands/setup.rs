//! `cargo xtask setup`: what is needed, found or fetched, and where it is.

use std::path::Path;

use anyhow::Result;

use super::Outcome;
use crate::cli;
use crate::render::{drill_tools, find};
use crate::report::{self, progress};

/// Finds or fetches a helm, and on request what the drills run.
pub(super) fn run(root: &Path, arguments: &cli::Setup) -> Result<Outcome> {
    let helm = find::find(root, arguments.helm.as_deref(), &progress::tell)?;
    report::say(&helm.to_string())?;
    if arguments.drills {
        for (name, path) in drill_tools::set_up(root, &progress::tell)?.places() {
            report::say(&format!("{name}: {}", path.display()))?;
        }
    }
    Ok(Outcome::Clean)
}
