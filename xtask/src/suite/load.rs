//! From the texts of the suite's files to a [`Suite`], collecting every problem on the way.

use rayon::prelude::*;

use super::expectation::expectation;
use super::finding::FindingFile;
use super::matrix::{CoverageFile, FloorFile, MatrixFile, NAMESPACE, RELEASE};
use super::places::{Places, Read, read};
use super::policy::PolicyFile;
use super::{
    Anchor, Combination, CoverageRule, Exclusion, Expectation, Finding, MadeOnce, Policy, Problem,
    Refusal, Suite, Suppression, did_you_mean,
};
use crate::pattern::Pattern;
use crate::render::RenderOptions;
use crate::sources::Sources;
use crate::yaml::Step;

pub(super) const MATRIX: &str = "matrix.yaml";
const POLICY: &str = "policy.yaml";
const FINDINGS: &str = "findings/";

/// Reads the suite in `folder`.
pub fn load(sources: &Sources, folder: &str) -> Suite {
    let mut suite = Suite { folder: Some(folder.to_owned()), ..Suite::default() };
    let mut listed = Vec::new();
    let floor = load_matrix(sources, folder, &mut suite, &mut listed);
    load_findings(sources, folder, &mut suite, &listed);
    if let Some((floor, places)) = floor {
        hold_floor(&mut suite, floor, &places);
    }
    load_policy(sources, folder, &mut suite);
    suite
}

/// Reads the matrix, and returns the numbers below which the suite may not fall.
fn load_matrix(
    sources: &Sources,
    folder: &str,
    suite: &mut Suite,
    listed: &mut Vec<Listed>,
) -> Option<(FloorFile, Places)> {
    let file = format!("{folder}/{MATRIX}");
    let Some(text) = sources.text(&file) else {
        let message = format!("the suite has no {MATRIX}");
        suite.problems.push(Problem { file, line: 1, column: 1, message, help: None });
        return None;
    };
    let Read { typed, places } = read::<MatrixFile>(&file, text, &mut suite.problems)?;
    for (index, written) in typed.combinations.into_iter().enumerate() {
        let path: Vec<Step> = vec!["combinations".into(), index.into()];
        let options = RenderOptions {
            release: written.release.unwrap_or_else(|| RELEASE.to_owned()),
            namespace: written.namespace.unwrap_or_else(|| NAMESPACE.to_owned()),
            values: values_json(&written.values),
            values_files: Vec::new(),
            set: written.set,
            is_upgrade: written.is_upgrade,
            kube_version: written.kube_version,
            api_versions: written.api_versions,
            live: written.live.into_iter().map(serde_json::Value::Object).collect(),
        };
        let anchor = places.anchor(&path);
        if suite.combinations.iter().any(|known| known.name == written.name) {
            let message = format!("a second combination is called `{}`", written.name);
            suite.problems.push(places.problem(&path, message, None));
        }
        let listed = typed.audit.combinations.contains(&written.name);
        if listed != written.audit {
            let message = match listed {
                true => format!(
                    "`{}` is listed under `audit` and not marked `audit: true`",
                    written.name
                ),
                false => format!(
                    "`{}` is marked `audit: true` and not listed under `audit`",
                    written.name
                ),
            };
            let help = "what the audit named stands in both places".to_owned();
            suite.problems.push(places.problem(&path, message, Some(help)));
        }
        suite.combinations.push(Combination {
            audit: written.audit || listed,
            name: written.name,
            about: written.about,
            options,
            anchor,
        });
    }
    let names: Vec<&str> = suite.combinations.iter().map(|known| known.name.as_str()).collect();
    for (index, name) in typed.audit.combinations.iter().enumerate() {
        if !names.contains(&name.as_str()) {
            let path = ["audit".into(), "combinations".into(), index.into()];
            let message = format!("the audit's combination `{name}` is not in the matrix");
            let help = did_you_mean(name, names.iter().copied());
            suite.problems.push(places.problem(&path, message, help));
        }
    }
    for (index, id) in typed.audit.findings.into_iter().enumerate() {
        let anchor = places.anchor(&["audit".into(), "findings".into(), index.into()]);
        listed.push(Listed { id, anchor });
    }
    if suite.combinations.is_empty() {
        let message = "the matrix has no combination: nothing would be judged".to_owned();
        suite.problems.push(places.problem(&["combinations".into()], message, None));
    }
    if let Some(written) = typed.coverage {
        suite.coverage = coverage(written, &places);
    }
    for (index, written) in typed.made_once.into_iter().enumerate() {
        let path: Vec<Step> = vec!["made_once".into(), index.into()];
        match crate::manifest::query::Path::parse(&written.path) {
            Ok(json_path) => suite.made_once.push(MadeOnce {
                kind: written.kind,
                path: json_path,
                anchor: places.anchor(&path),
            }),
            Err(error) => {
                let message = format!("`path` is no JSONPath: {error}");
                suite.problems.push(places.problem(&path, message, None));
            }
        }
    }
    for (index, written) in typed.refusals.into_iter().enumerate() {
        let path: Vec<Step> = vec!["refusals".into(), index.into()];
        let anchor = places.anchor(&path);
        let message = match Pattern::of_text(&written.message) {
            Ok(message) => message,
            Err(error) => {
                let at = [path, vec!["message".into()]].concat();
                let message = format!("`message` is no regular expression: {error}");
                suite.problems.push(places.problem(&at, message, None));
                continue;
            }
        };
        let options = RenderOptions {
            release: RELEASE.to_owned(),
            namespace: NAMESPACE.to_owned(),
            values: values_json(&written.values),
            set: written.set,
            ..RenderOptions::default()
        };
        suite.refusals.push(Refusal {
            name: written.name,
            about: written.about,
            message,
            options,
            anchor,
        });
    }
    Some((typed.at_least, places))
}

fn hold_floor(suite: &mut Suite, floor: FloorFile, places: &Places) {
    let expectations = suite.findings.iter().map(|finding| finding.expectations.len()).sum();
    for (what, least, found) in [
        ("combinations", floor.combinations, suite.combinations.len()),
        ("refusals", floor.refusals, suite.refusals.len()),
        ("findings", floor.findings, suite.findings.len()),
        ("expectations", floor.expectations, expectations),
    ] {
        if found < least {
            let message = format!("the suite has {found} {what}, and `at_least` {least}");
            let help = "something was taken away; where that is meant, lower the number as well";
            let path = ["at_least".into(), what.into()];
            suite.problems.push(places.problem(&path, message, Some(help.to_owned())));
        }
    }
}

/// The values as Helm would read them from a file.
fn values_json(values: &serde_json::Map<String, serde_json::Value>) -> String {
    if values.is_empty() {
        return String::new();
    }
    serde_json::to_string(values).unwrap_or_default()
}

fn coverage(written: CoverageFile, places: &Places) -> CoverageRule {
    let without = written.without.into_iter().enumerate().map(|(index, written)| Exclusion {
        template: written.template,
        at: written.at,
        branch: written.branch,
        reason: written.reason,
        anchor: places.anchor(&["coverage".into(), "without".into(), index.into()]),
    });
    CoverageRule {
        at_least: Some(written.at_least),
        anchor: places.anchor(&["coverage".into(), "at_least".into()]),
        without: without.collect(),
    }
}

/// A finding that the matrix lists.
struct Listed {
    id: String,
    anchor: Anchor,
}

fn load_findings(sources: &Sources, folder: &str, suite: &mut Suite, listed: &[Listed]) {
    let prefix = format!("{folder}/{FINDINGS}");
    let is_yaml = |file: &str| file.ends_with(".yaml") || file.ends_with(".yml");
    let files: Vec<(&str, &str)> =
        sources.under(&prefix).filter(|(file, _)| is_yaml(file)).collect();
    let read: Vec<(Option<Finding>, Vec<Problem>)> = files
        .into_par_iter()
        .map(|(file, text)| {
            let mut problems = Vec::new();
            let read = read::<FindingFile>(file, text, &mut problems);
            let stem = file.trim_start_matches(&prefix).split('.').next().unwrap_or_default();
            let finding = read.map(|read| finding(read, stem, suite, &mut problems));
            problems.extend(finding.as_ref().and_then(|finding| mislisted(finding, listed)));
            (finding, problems)
        })
        .collect();
    for (finding, problems) in read {
        suite.findings.extend(finding);
        suite.problems.extend(problems);
    }
    for Listed { id, anchor } in listed {
        let file = format!("{prefix}{id}.yaml");
        if suite.finding(id).is_none() && sources.text(&file).is_none() {
            suite.problems.push(Problem {
                file: anchor.file.clone(),
                line: anchor.line,
                column: anchor.column,
                message: format!("the audit finding {id} has no {file}"),
                help: Some("a finding of the audit stays in the suite for good".to_owned()),
            });
        }
    }
    let order = |finding: &Finding| listed.iter().position(|listed| listed.id == finding.id);
    suite.findings.sort_by_key(|finding| order(finding).unwrap_or(usize::MAX));
}

/// A finding of the audit stands in two places: in the matrix, and in its own file.
fn mislisted(finding: &Finding, listed: &[Listed]) -> Option<Problem> {
    let is_listed = listed.iter().any(|listed| listed.id == finding.id);
    if finding.audit == is_listed {
        return None;
    }
    let id = &finding.id;
    let message = if is_listed {
        format!("the matrix lists {id} under `audit`, and it is not marked `audit: true`")
    } else {
        format!("{id} is marked `audit: true`, and the matrix does not list it under `audit`")
    };
    let Anchor { file, line, column } = finding.anchor.clone();
    let help = Some("what the audit found stands in both places".to_owned());
    Some(Problem { file, line, column, message, help })
}

fn finding(
    read: Read<FindingFile>,
    stem: &str,
    suite: &Suite,
    problems: &mut Vec<Problem>,
) -> Finding {
    let Read { typed, places } = read;
    if typed.id != stem {
        let message = format!("the finding is called `{}` and its file `{stem}`", typed.id);
        problems.push(places.problem(&["id".into()], message, None));
    }
    if typed.expectations.is_empty() {
        let message = "a finding without expectations is never evaluated".to_owned();
        problems.push(places.problem(&["expectations".into()], message, None));
    }
    let mut expectations: Vec<Expectation> = Vec::new();
    for (index, written) in typed.expectations.into_iter().enumerate() {
        let path: Vec<Step> = vec!["expectations".into(), index.into()];
        if expectations.iter().any(|known| known.id == written.id) {
            let message = format!("a second expectation is called `{}`", written.id);
            problems.push(places.problem(&path, message, None));
        }
        match expectation(written, &path, &places, suite) {
            Ok(expectation) => expectations.push(expectation),
            Err(problem) => problems.push(problem),
        }
    }
    Finding {
        anchor: places.anchor(&["id".into()]),
        id: typed.id,
        audit: typed.audit,
        rating: typed.severity,
        title: typed.title,
        why: typed.why,
        closed_by: typed.closed_by,
        expectations,
    }
}

fn load_policy(sources: &Sources, folder: &str, suite: &mut Suite) {
    let file = format!("{folder}/{POLICY}");
    let Some(text) = sources.text(&file) else { return };
    let Some(Read { typed, places }) = read::<PolicyFile>(&file, text, &mut suite.problems) else {
        return;
    };
    let severity = typed.severity.into_iter().map(|(check, name)| (check, name.into())).collect();
    let suppressions = typed.suppressions.into_iter().enumerate().map(|(index, written)| {
        let anchor = places.anchor(&["suppressions".into(), index.into()]);
        Suppression {
            check: written.check,
            file: written.file,
            path: written.path,
            object: written.object,
            owner: written.owner,
            reason: written.reason,
            expires: written.expires,
            anchor,
        }
    });
    suite.policy = Policy { severity, suppressions: suppressions.collect() };
}
