//! `cargo xtask coverage`: which branches of the chart's templates the suite renders.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

use super::Outcome;
use crate::branches::{self, Branch, Share};
use crate::cli;
use crate::gather::{self, Extra};
use crate::render::Embedded;
use crate::report::{self, progress};
use crate::search::{self, Found};
use crate::yaml::{self, Dialect};

/// Renders everything with the embedded renderer, and looks for values that take what is left.
pub(super) fn run(root: &Path, arguments: &cli::Coverage) -> Result<Outcome> {
    let (chart, suite) = (arguments.chart.as_deref(), arguments.suite.as_deref());
    let subject = gather::subject(root, chart, suite)?;
    let mut evidence = gather::read(&subject)?;
    let renderer = Embedded::default();
    gather::render(&mut evidence, &subject, &Extra::default(), &renderer, &|_| {})?;
    if let Some(problem) = evidence.suite.problems.first() {
        bail!("{}:{}: {}", problem.file, problem.line, problem.message);
    }
    let branches = branches::branches(&evidence).unwrap_or_default();
    let untaken: Vec<&Branch> =
        branches.iter().filter(|it| it.taken == 0 && it.excluded.is_none()).collect();
    let mut found = Found { changes: vec![None; untaken.len()], complete: true };
    if !untaken.is_empty() && !arguments.no_search {
        progress::tell(&format!("looking for values that take {} branches", untaken.len()));
        let read = |name: &str| evidence.sources.text(&format!("{}/{name}", evidence.chart));
        let values =
            read("values.yaml").and_then(|text| yaml::parse_one(text, Dialect::GoYaml).ok());
        let values =
            values.map_or_else(|| serde_json::json!({}), |document| document.root.to_json());
        let schema = read("values.schema.json").and_then(|text| serde_json::from_str(text).ok());
        let combinations = &evidence.suite.combinations;
        found = search::changes(
            &renderer,
            &subject.chart,
            combinations,
            &values,
            schema.as_ref(),
            &untaken,
            Duration::from_secs(arguments.seconds),
        );
    }
    let share = Share::of(branches);
    let at_least = evidence.suite.coverage.at_least;
    report::coverage(branches, &untaken, &found, &evidence)?;
    Ok(Outcome::of(at_least.is_some_and(|at_least| share.percent() < at_least)))
}
