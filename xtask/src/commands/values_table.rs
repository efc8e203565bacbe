//! `cargo xtask values-table`: the table of the chart's README, compared or written.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::Outcome;
use crate::checks::Scope;
use crate::cli;
use crate::gather::{self, CHART};
use crate::judge::{self, Counts};
use crate::report::{self, Format};
use crate::values_table::{self, BEGIN, END};

/// Compares the table, or writes it.
pub(super) fn run(root: &Path, arguments: &cli::ValuesTable) -> Result<Outcome> {
    if arguments.bless {
        bless(root)?;
    }
    let mut evidence = gather::read(&gather::subject(root, None, None)?)?;
    let mut run = judge::judge(&mut evidence, &[Scope::Documents]);
    let about = ["documents/stale-values-table", "documents/undescribed-value"];
    run.diagnostics.retain(|diagnostic| about.contains(&diagnostic.check));
    if run.diagnostics.is_empty() {
        report::say("the values table is up to date")?;
        return Ok(Outcome::Clean);
    }
    run.counts = Counts { checks: about.len(), errors: run.diagnostics.len(), ..Counts::default() };
    run.idle.clear();
    report::print(Format::Human, &run, &evidence.sources)?;
    Ok(Outcome::Found)
}

fn bless(root: &Path) -> Result<()> {
    let values = fs::read_to_string(root.join(CHART).join("values.yaml")).context("values.yaml")?;
    let readme_file = root.join(CHART).join("README.md");
    let readme = fs::read_to_string(&readme_file).context("the chart's README")?;
    let described = values_table::describe(&values)?;
    let fresh = values_table::with_table(&readme, &values_table::table(&described.rows))
        .with_context(|| format!("{} has no lines {BEGIN} and {END}", readme_file.display()))?;
    if fresh != readme {
        fs::write(&readme_file, fresh).context("the chart's README")?;
        report::say(&format!("wrote the values table of {CHART}/README.md"))?;
    }
    Ok(())
}
