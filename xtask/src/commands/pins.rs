//! `cargo xtask pins`: actions and images, offline.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Outcome;
use crate::checks::Scope;
use crate::cli;
use crate::evidence::Evidence;
use crate::judge;
use crate::report;
use crate::sources::{Sources, display_path};

/// Reads, judges and reports.
pub(super) fn run(root: &Path, arguments: &cli::Pins) -> Result<Outcome> {
    let format = arguments.output.format.unwrap_or_else(report::default_format);
    let mut evidence = evidence(root, &arguments.paths)?;
    let run = judge::judge(&mut evidence, &[Scope::Pins]);
    report::print(format, &run, &evidence.sources)?;
    Ok(Outcome::of(run.failed()))
}

/// The whole repository at `root`, or only `paths`, which may lie elsewhere; the ledger is always
/// that of `root`. A YAML file that is named is judged wherever it lies.
///
/// # Errors
/// When a path does not exist or cannot be read.
pub fn evidence(root: &Path, paths: &[PathBuf]) -> Result<Evidence> {
    if paths.is_empty() {
        return Ok(Evidence { sources: Sources::read(root)?, ..Evidence::default() });
    }
    let mut sources = Sources::default();
    let ledger = root.join(".github/pins.yaml");
    if ledger.is_file() {
        sources.add(root, &ledger)?;
    }
    let root = fs::canonicalize(root).with_context(|| format!("cannot find {}", root.display()))?;
    let mut named = Vec::new();
    for path in paths {
        let whole =
            fs::canonicalize(path).with_context(|| format!("cannot find {}", path.display()))?;
        sources.add(&root, &whole)?;
        named.push(display_path(&root, &whole));
    }
    Ok(Evidence { sources, named, ..Evidence::default() })
}
