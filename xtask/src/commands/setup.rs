//! `cargo xtask setup`: a helm, found or fetched, and where it is.

use std::path::Path;

use anyhow::Result;

use super::Outcome;
use crate::cli;
use crate::render::find;
use crate::report::{self, progress};

/// Finds or fetches a helm.
pub(super) fn run(root: &Path, arguments: &cli::Setup) -> Result<Outcome> {
    let helm = find::find(root, arguments.helm.as_deref(), &progress::tell)?;
    report::say(&helm.to_string())?;
    Ok(Outcome::Clean)
}
