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
use xtask::suite::{Combination, Expectation, Selection};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace")
}

/// The repository as it is, every combination rendered.
fn whole(helm: &RealHelm) -> Evidence {
    let subject = gather::subject(root(), None, None).expect("the chart is there");
    let mut evidence = gather::read(&subject).expect("the files are there");
    assert!(evidence.suite.problems.is_empty(), "{:?}", evidence.suite.problems);
    let combinations = evidence.suite.combinations.clone();
    evidence.attempts = combinations
        .par_iter()
        .map(|combination| attempt(helm, &root().join(CHART), combination))
        .collect();
    evidence
}

fn attempt(helm: &RealHelm, chart: &Path, combination: &Combination) -> Attempt {
    Attempt {
        combination: combination.clone(),
        rendered: helm
            .template(chart, &combination.options)
            .rendered
            .map(|rendering| Manifest::parse(&rendering.output)),
        remarks: String::new(),
        compared: None,
        coverage: None,
        linted: Ok(()),
        took: Duration::ZERO,
    }
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
fn disprove(helm: &RealHelm, whole: &Evidence, expectation: &Expectation) -> Result<(), String> {
    if state(&evaluate(whole, expectation)) != Status::Closed {
        return Err("it does not hold before the edit".to_owned());
    }
    let edit = &expectation.broken_by;
    let text = whole.sources.text(&edit.file).ok_or("the edited file is missing")?;
    let broken_text =
        edit.apply(text).map_err(|times| format!("the text stands there {times} times"))?;
    let mut broken =
        Evidence { sources: whole.sources.clone(), chart: CHART.to_owned(), ..Evidence::default() };
    broken.sources.replace(&edit.file, broken_text);
    let folder = tempfile::tempdir().expect("a folder");
    let Selection::Objects { combinations, .. } = &expectation.selection else {
        return regressed(&broken, expectation);
    };
    // The folder keeps the chart's name, as helm wants it.
    let chart = folder.path().join("certctl");
    write_chart(&broken.sources, &chart);
    let mut outcome = Err("it is about no combination".to_owned());
    // It has to fail in one of its combinations: each is tried alone, until one is found.
    for attempted in &whole.attempts {
        if !combinations.contains(&attempted.combination.name) {
            continue;
        }
        broken.attempts = vec![attempt(helm, &chart, &attempted.combination)];
        outcome = regressed(&broken, expectation);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

fn regressed(broken: &Evidence, expectation: &Expectation) -> Result<(), String> {
    match state(&evaluate(broken, expectation)) {
        Status::Regressed => Ok(()),
        Status::Closed => Err("it holds after the edit as well".to_owned()),
        Status::Unevaluated => {
            let failures = broken.attempts.iter().filter_map(|one| one.rendered.as_ref().err());
            let reasons: Vec<String> = failures.map(|failure| format!("{failure:?}")).collect();
            Err(format!("the edit keeps it from being evaluated: {}", reasons.join("; ")))
        }
    }
}

#[test]
fn every_broken_by_fails_its_own_expectation() {
    let helm = find::find(root(), None, &|_| {}).expect("a helm");
    let helm = RealHelm { helm, limit: Duration::from_secs(60) };
    let whole = whole(&helm);
    let all: Vec<(&str, &Expectation)> = whole
        .suite
        .findings
        .iter()
        .flat_map(|finding| finding.expectations.iter().map(|one| (finding.id.as_str(), one)))
        .collect();
    assert!(all.len() >= 7, "the suite has expectations");
    let wrong: Vec<String> = all
        .par_iter()
        .filter_map(|(finding, expectation)| {
            let error = disprove(&helm, &whole, expectation).err()?;
            Some(format!("{finding} {}: {error}", expectation.id))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}
