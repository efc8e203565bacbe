//! `cargo xtask explain ID`: what a check or a finding is about.

use std::path::Path;

use anyhow::{Result, bail};

use super::Outcome;
use crate::checks::{self, REGISTRY};
use crate::cli;
use crate::gather;
use crate::report;
use crate::suite::did_you_mean;

/// Prints the text of one id, or the list of checks.
pub(super) fn run(root: &Path, arguments: &cli::Explain) -> Result<Outcome> {
    let Some(id) = &arguments.id else {
        for check in REGISTRY {
            report::say(&format!("{:<32} {}", check.id, check.summary))?;
        }
        return Ok(Outcome::Clean);
    };
    if let Some(check) = checks::find(id) {
        report::explain_check(check)?;
        return Ok(Outcome::Clean);
    }
    let evidence = gather::read(&gather::subject(root, None, None)?)?;
    if let Some(finding) = evidence.suite.finding(id) {
        report::explain_finding(finding, None)?;
        return Ok(Outcome::Clean);
    }
    let findings = evidence.suite.findings.iter().map(|finding| finding.id.as_str());
    let known: Vec<&str> = REGISTRY.iter().map(|check| check.id).chain(findings).collect();
    let help = did_you_mean(id, known)
        .unwrap_or_else(|| "`cargo xtask explain` lists the checks".to_owned());
    bail!("there is no check and no audit finding `{id}`; {help}")
}
