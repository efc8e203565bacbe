//! Every expectation can fail: each `broken_by` edit is applied to a copy of the repository's files,
//! the chart is rendered again with the real helm, and that very expectation must fail.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;
use xtask::checks::finding::{Status, evaluate, state};
use xtask::evidence::{Attempt, Evidence};
use xtask::gather::{self, CHART};
use xtask::manifest::Manifest;
use xtask::render::{RealHelm, Renderer, find};
use xtask::sources::Sources;
use xtask::suite::{Expectation, Selection, Suite};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace")
}

fn read_suite() -> (Sources, Suite) {
    let subject = gather::subject(root(), None, None).expect("the chart is there");
    let evidence = gather::read(&subject).expect("the files are there");
    assert!(evidence.suite.problems.is_empty(), "{:?}", evidence.suite.problems);
    (evidence.sources, evidence.suite)
}

/// Renders the combinations that an expectation is about, from a chart folder.
fn attempts(
    helm: &RealHelm,
    chart: &Path,
    suite: &Suite,
    expectation: &Expectation,
) -> Vec<Attempt> {
    let Selection::Objects { combinations, .. } = &expectation.selection else { return Vec::new() };
    suite
        .combinations
        .iter()
        .filter(|combination| combinations.contains(&combination.name))
        .map(|combination| Attempt {
            combination: combination.clone(),
            rendered: helm
                .template(chart, &combination.options)
                .map(|rendering| Manifest::parse(&rendering.output)),
            remarks: String::new(),
            linted: Ok(()),
            took: Duration::ZERO,
        })
        .collect()
}

fn evidence(sources: &Sources, attempts: Vec<Attempt>) -> Evidence {
    let sources = sources.clone();
    Evidence { sources, chart: CHART.to_owned(), attempts, ..Evidence::default() }
}

/// Writes the chart as `sources` has it into a folder.
fn write_chart(sources: &Sources, folder: &Path) {
    let prefix = format!("{CHART}/");
    for (path, text) in sources.under(&prefix) {
        let target = folder.join(path.trim_start_matches(&prefix));
        fs::create_dir_all(target.parent().expect("a parent")).expect("a folder");
        fs::write(target, text).expect("written");
    }
}

/// What is wrong with an expectation's proof, if anything.
fn disprove(
    helm: &RealHelm,
    sources: &Sources,
    suite: &Suite,
    expectation: &Expectation,
) -> Result<(), String> {
    let chart = root().join(CHART);
    let whole = evidence(sources, attempts(helm, &chart, suite, expectation));
    if state(&evaluate(&whole, expectation)) != Status::Closed {
        return Err("it does not hold before the edit".to_owned());
    }
    let edit = &expectation.broken_by;
    let text = sources.text(&edit.file).ok_or("the edited file is missing")?;
    let broken_text =
        edit.apply(text).map_err(|times| format!("the text stands there {times} times"))?;
    let mut broken = sources.clone();
    broken.replace(&edit.file, broken_text);
    let folder = tempfile::tempdir().expect("a folder");
    // The folder keeps the chart's name, as helm wants it.
    let broken_chart = folder.path().join("certctl");
    write_chart(&broken, &broken_chart);
    let after = evidence(&broken, attempts(helm, &broken_chart, suite, expectation));
    let evaluation = evaluate(&after, expectation);
    match state(&evaluation) {
        Status::Regressed => Ok(()),
        Status::Closed => Err("it holds after the edit as well".to_owned()),
        Status::Unevaluated => {
            let reasons: Vec<String> = after
                .attempts
                .iter()
                .filter_map(|attempt| Some(format!("{:?}", attempt.rendered.as_ref().err()?)))
                .collect();
            Err(format!("the edit keeps it from being evaluated: {}", reasons.join("; ")))
        }
    }
}

#[test]
fn every_broken_by_fails_its_own_expectation() {
    let (sources, suite) = read_suite();
    let helm = find::find(root(), None, &|_| {}).expect("a helm");
    let helm = RealHelm { helm, limit: Duration::from_secs(60) };
    let all: Vec<(&str, &Expectation)> = suite
        .findings
        .iter()
        .flat_map(|finding| finding.expectations.iter().map(|one| (finding.id.as_str(), one)))
        .collect();
    assert!(all.len() >= 7, "the suite has expectations");
    let wrong: Vec<String> = all
        .par_iter()
        .filter_map(|(finding, expectation)| {
            let error = disprove(&helm, &sources, &suite, expectation).err()?;
            Some(format!("{finding} {}: {error}", expectation.id))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}
