//! `cargo xtask pins`: actions, images and the ledger, judged without the network.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::Outcome;
use crate::checks::Scope;
use crate::cli;
use crate::evidence::Evidence;
use crate::gather::{SUITE, today};
use crate::judge;
use crate::report;
use crate::sources::{Sources, display_path};
use crate::suite::{self, Suite};

/// Reads, judges and reports.
pub(super) fn run(root: &Path, arguments: &cli::Pins) -> Result<Outcome> {
    let mut evidence = evidence(root, &arguments.paths)?;
    let run = judge::judge(&mut evidence, &[Scope::Pins]);
    let seen = !run.idle.contains(&"pins/unreadable-workflow");
    if !seen && !arguments.paths.is_empty() {
        bail!("the given paths hold no workflow and no action, so nothing was judged");
    }
    let format = arguments.output.format.unwrap_or_else(report::default_format);
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
        return Ok(with_policy(Sources::read(root)?, Vec::new()));
    }
    let mut sources = Sources::default();
    for own in [".github/pins.yaml", SUITE] {
        if root.join(own).exists() {
            sources.add(root, &root.join(own))?;
        }
    }
    let root = fs::canonicalize(root).with_context(|| format!("cannot find {}", root.display()))?;
    let mut named = Vec::new();
    for path in paths {
        let whole =
            fs::canonicalize(path).with_context(|| format!("cannot find {}", path.display()))?;
        sources.add(&root, &whole)?;
        named.push(display_path(&root, &whole));
    }
    Ok(with_policy(sources, named))
}

/// Suppressions hold here as well; of the rest of the suite nothing is asked.
fn with_policy(sources: Sources, named: Vec<String>) -> Evidence {
    let policy = suite::load(&sources, SUITE).policy;
    let suite = Suite { policy, ..Suite::default() };
    Evidence { sources, named, suite, today: today(), ..Evidence::default() }
}
