//! Random values and random small templates, rendered by real helm and here: both write the same bytes,
//! or both fail at the same file and line with the same reason.
//!
//! Many templates go to one helm: each is its own `define`, called through `include` by a file that a
//! value chooses. Found cases stay in `generated/found.txt`.

#[path = "generated/grammar.rs"]
mod grammar;
#[path = "loading/helm.rs"]
#[expect(dead_code, reason = "shared with the tests of loading, which use all of it")]
mod helm;

use std::path::Path;

use helm_template::command_line;
use helm_template::version::Version;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Templates of one chart; helm renders all that do not fail in one call.
const BATCH: usize = 150;
/// How many batches are tried, unless `GENERATED` says otherwise.
const BATCHES: usize = 3;

/// Where all templates are called.
const CALLER: &str = "c/templates/all.yaml:";

const CHART: &str = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
const FOUND: &str = include_str!("generated/found.txt");

/// The outcome of one template: what it wrote, or the line and reason of its failure.
type Outcome = Result<String, String>;

fn all(bodies: &[String], render: &dyn Fn(&Path) -> Outcome, values: &str) -> Vec<Outcome> {
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut outcomes: Vec<Option<Outcome>> = vec![None; bodies.len()];
    while !left.is_empty() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut files = vec![("c/Chart.yaml".to_owned(), CHART.to_owned())];
        files.push(("c/values.yaml".to_owned(), values.to_owned()));
        for index in &left {
            let wrapped = format!("{{{{ define \"t{index}\" }}}}\n{}{{{{ end }}}}", bodies[*index]);
            files.push((format!("c/templates/_{index:04}.tpl"), wrapped));
        }
        let calls = left.iter().map(|index| {
            format!("t{index}: {{{{ include \"t{index}\" (omit (deepCopy .) \"Capabilities\") | b64enc }}}}.\n")
        });
        files.push(("c/templates/all.yaml".to_owned(), calls.collect()));
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        helm::write(folder.path(), &files);
        match render(folder.path()) {
            Ok(text) => {
                for line in text.lines().filter(|line| line.starts_with('t')) {
                    let (name, encoded) = line.split_once(": ").expect("a call");
                    let index: usize = name[1..].parse().expect("a number");
                    outcomes[index] = Some(Ok(encoded.to_owned()));
                }
                left.clear();
            }
            Err(reason) => {
                let failed =
                    failed(&reason, &left).unwrap_or_else(|| panic!("of no template: {reason}"));
                assert!(left.contains(&failed), "{reason}");
                outcomes[failed] = Some(Err(without_caller(&reason)));
                left.retain(|index| *index != failed);
            }
        }
    }
    outcomes.into_iter().map(|outcome| outcome.expect("an outcome of each")).collect()
}

/// Which template an error is about, of those that were called, each on its line.
fn failed(reason: &str, called: &[usize]) -> Option<usize> {
    if let Some((_, rest)) = reason.split_once(CALLER) {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        return called.get(digits.parse::<usize>().ok()?.checked_sub(1)?).copied();
    }
    for start in ["c/templates/_", "include \"t", "executing \"t"] {
        if let Some((_, rest)) = reason.split_once(start) {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            return digits.parse().ok();
        }
    }
    None
}

/// An error without the line of the call, which depends on what else was called.
fn without_caller(reason: &str) -> String {
    let mut parts = reason.split(CALLER);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, rest| {
        text + CALLER + rest.trim_start_matches(|it: char| it.is_ascii_digit())
    })
}

fn by_helm(program: &str, folder: &Path) -> Outcome {
    let output = helm::run(program, folder, &["template", "r", "c"]);
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let at = said.find("Error: ").unwrap_or_else(|| panic!("an error: {said}"));
    Err(said[at + "Error: ".len()..].trim().to_owned())
}

fn by_us(folder: &Path, version: Version) -> Outcome {
    let mut command = command_line::parse(["r", "c"]).map_err(|error| error.to_string())?;
    command.request.output.helm = version;
    let rendered = command.run(folder).map_err(|error| error.to_string().trim().to_owned())?;
    Ok(rendered.text)
}

/// The templates that differ, with both outcomes.
fn different(program: &str, version: Version, bodies: &[String], values: &str) -> Vec<String> {
    // What fails here is likely to fail there: one call of helm for each, and one for all others.
    let here = all(bodies, &|folder| by_us(folder, version), values);
    let (good, bad): (Vec<usize>, Vec<usize>) =
        (0..bodies.len()).partition(|index| here[*index].is_ok());
    let mut report = Vec::new();
    let mut compare = |indexes: &[usize]| {
        let some: Vec<String> = indexes.iter().map(|index| bodies[*index].clone()).collect();
        let there = all(&some, &|folder| by_helm(program, folder), values);
        let here = all(&some, &|folder| by_us(folder, version), values);
        for ((body, helm), here) in some.iter().zip(there).zip(here) {
            if helm != here {
                report.push(format!("{body}\n  helm: {helm:?}\n  here: {here:?}\n"));
            }
        }
    };
    compare(&good);
    // Failures cost helm a call each.
    let few: Vec<usize> = bad.into_iter().take(BATCH / 15).collect();
    compare(&few);
    report
}

#[test]
fn random_templates_render_as_helm_renders_them() {
    let program = helm::program().unwrap_or_else(|| panic!("{}", helm::NEEDED));
    let version = helm::version(&program);
    let batches =
        std::env::var("GENERATED").map_or(BATCHES, |text| text.parse().expect("a number"));
    let seed = std::env::var("SEED").map_or(7, |text| text.parse().expect("a number"));
    let mut bytes = [0; 32];
    bytes[0] = seed;
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let mut report = Vec::new();
    for _ in 0..batches {
        let values = grammar::values().new_tree(&mut runner).expect("values").current();
        let bodies: Vec<String> = (0..BATCH)
            .map(|_| grammar::template().new_tree(&mut runner).expect("a template").current())
            .collect();
        for text in different(&program, version, &bodies, &values) {
            report.push(format!("values: {values}\n{text}"));
        }
    }
    assert!(report.is_empty(), "{} differ\n{}", report.len(), report.join("\n"));
}

#[test]
fn found_templates_still_render_as_helm_renders_them() {
    let program = helm::program().unwrap_or_else(|| panic!("{}", helm::NEEDED));
    let bodies: Vec<String> = FOUND
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.replace("\\n", "\n"))
        .collect();
    assert!(!bodies.is_empty());
    let report = different(&program, helm::version(&program), &bodies, grammar::PLAIN_VALUES);
    assert!(report.is_empty(), "{}", report.join("\n"));
}
