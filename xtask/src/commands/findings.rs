//! `cargo xtask findings`: where each audit finding stands, with the evidence.

use std::path::Path;

use anyhow::{Result, bail};

use super::{Outcome, Prepared, prepare};
use crate::checks::Scope;
use crate::checks::finding::{self, Status};
use crate::cli;
use crate::gather::{self, Extra};
use crate::judge;
use crate::report;
use crate::suite::did_you_mean;

/// Renders, and tells where the findings stand.
pub(super) fn run(root: &Path, arguments: &cli::Findings) -> Result<Outcome> {
    let Prepared { subject, renderer, .. } = prepare(root, &arguments.subject)?;
    let mut evidence = gather::read(&subject)?;
    if let Some(id) = &arguments.id
        && evidence.suite.finding(id).is_none()
    {
        let known: Vec<&str> = evidence.suite.findings.iter().map(|one| one.id.as_str()).collect();
        let help = did_you_mean(id, known).unwrap_or_else(|| "this suite has none".to_owned());
        bail!("there is no audit finding {id}; {help}");
    }
    gather::render(&mut evidence, &subject, &Extra::default(), renderer.as_ref(), &|_| {})?;
    let run = judge::judge(&mut evidence, &[Scope::Suite, Scope::Findings]);
    let Some(id) = &arguments.id else {
        report::list_findings(&run)?;
        return Ok(Outcome::of(run.failed()));
    };
    let position = evidence.suite.findings.iter().position(|finding| finding.id == *id);
    let Some(position) = position else { bail!("there is no audit finding {id}") };
    let evaluations = &finding::evaluations(&evidence)[position];
    report::explain_finding(&evidence.suite.findings[position], Some(evaluations))?;
    Ok(Outcome::of(finding::status(evaluations) != Status::Closed))
}
