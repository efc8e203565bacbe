//! The alerts: promtool accepts the rules and runs their tests, the tests hold what they must, each
//! test can fail, and every threshold of the values reaches its rule.

#[path = "support/helms.rs"]
mod helms;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;
use regex::Regex;
use serde_json::{Value, json};
use walkdir::WalkDir;
use xtask::gather::{CHART, SUITE};
use xtask::manifest::Manifest;
use xtask::render::process::{self, Finished, Invocation};
use xtask::render::{RenderOptions, Renderer as _, releases, tools};
use xtask::yaml::{self, Dialect};

const ALERTS: [&str; 4] = [
    "CertctlAgentOffline",
    "CertctlCertificateExpiringSoon",
    "CertctlIssuanceFailures",
    "CertctlJobFailureRateHigh",
];

fn enabled() -> Value {
    json!({"monitoring": {"prometheusRules": {"enabled": true}}})
}

/// The groups of the rendered PrometheusRule, which are a file of Prometheus' rules as they stand.
fn rules(values: &Value) -> Value {
    let options = RenderOptions {
        release: "certctl".to_owned(),
        namespace: "default".to_owned(),
        values: values.to_string(),
        ..RenderOptions::default()
    };
    let helm = helms::helm(releases::PINNED);
    let output =
        helm.template(&support::root().join(CHART), &options).rendered.expect("it renders");
    let manifest = Manifest::parse(&output.output);
    let objects: Vec<_> = manifest.select("PrometheusRule", None).collect();
    assert_eq!(objects.len(), 1, "one PrometheusRule");
    json!({"groups": objects[0].root.to_json()["spec"]["groups"]})
}

/// The rules by the name of their alert.
fn by_alert(rules: &Value) -> BTreeMap<&str, &Value> {
    let groups = rules["groups"].as_array().expect("groups");
    let rules = groups.iter().flat_map(|group| group["rules"].as_array().expect("rules"));
    rules.map(|rule| (rule["alert"].as_str().expect("only alerts"), rule)).collect()
}

fn rule_mut<'a>(rules: &'a mut Value, alert: &str) -> &'a mut Value {
    let groups = rules["groups"].as_array_mut().expect("groups");
    let mut rules =
        groups.iter_mut().flat_map(|group| group["rules"].as_array_mut().expect("rules"));
    rules.find(|rule| rule["alert"] == alert).expect("the alert is there")
}

fn parse(file: &Path) -> Value {
    let text = fs::read_to_string(file).expect("it can be read");
    yaml::parse_one(&text, Dialect::GoYaml).expect("it is YAML").root.to_json()
}

/// A folder of test files and the values that the rules beside them are rendered with.
struct Folder {
    values: Value,
    files: Vec<PathBuf>,
}

fn folders() -> Vec<Folder> {
    let alerts = support::root().join(SUITE).join("alerts");
    let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for entry in WalkDir::new(&alerts).sort_by_file_name() {
        let path = entry.expect("it can be read").into_path();
        if path.to_string_lossy().ends_with("_test.yaml") {
            let folder = path.parent().expect("a folder").to_owned();
            folders.entry(folder).or_default().push(path);
        }
    }
    assert!(!folders.is_empty(), "there are test files");
    let folders = folders.into_iter().map(|(folder, files)| {
        let values = folder.join("values.yaml");
        let values = if values.is_file() { parse(&values) } else { enabled() };
        Folder { values, files }
    });
    folders.collect()
}

fn promtool(arguments: &[&str], folder: &Path) -> Finished {
    let program = tools::promtool(support::root()).unwrap_or_else(|missing| panic!("{missing}"));
    let invocation = Invocation {
        program: &program,
        arguments: arguments.iter().map(Into::into).collect(),
        environment: &[],
        input: "",
        limit: Duration::from_secs(120),
    };
    process::run_in(folder, &invocation).expect("promtool runs")
}

/// Runs test files of one folder against rules.
fn test_rules(rules: &Value, files: &[PathBuf]) -> Finished {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("rules.yaml"), rules.to_string()).expect("written");
    let mut arguments = vec!["test".to_owned(), "rules".to_owned()];
    for file in files {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        fs::copy(file, folder.path().join(&name)).expect("copied");
        arguments.push(name);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    promtool(&arguments, folder.path())
}

#[test]
fn promtool_accepts_the_rules_and_refuses_broken_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |rules: &Value| {
        fs::write(folder.path().join("rules.yaml"), rules.to_string()).expect("written");
        promtool(&["check", "rules", "rules.yaml"], folder.path())
    };
    let mut rules = rules(&enabled());
    assert_eq!(by_alert(&rules).keys().copied().collect::<Vec<_>>(), ALERTS);
    let checked = check(&rules);
    assert!(checked.success, "{}{}", checked.stdout, checked.stderr);
    assert!(checked.stdout.contains("4 rules found"), "{}", checked.stdout);
    rule_mut(&mut rules, ALERTS[0])["expr"] = json!("sum by (namespace");
    assert!(!check(&rules).success, "promtool accepts anything");
}

#[test]
fn the_tests_of_the_alerts_pass() {
    for folder in folders() {
        let finished = test_rules(&rules(&folder.values), &folder.files);
        assert!(finished.success, "{}{}", finished.stdout, finished.stderr);
        assert_eq!(finished.stdout.matches("SUCCESS").count(), folder.files.len());
    }
}

/// What one series of a test file does to one alert: at which minutes it is expected to fire.
fn expectations(file: &Path) -> Vec<BTreeMap<String, Vec<(u64, bool)>>> {
    let parsed = parse(file);
    let tests = parsed["tests"].as_array().expect("tests").iter().map(|test| {
        let mut alerts: BTreeMap<String, Vec<(u64, bool)>> = BTreeMap::new();
        for expected in test["alert_rule_test"].as_array().expect("expectations") {
            let alert = expected["alertname"].as_str().expect("an alert").to_owned();
            let fires = !expected["exp_alerts"].as_array().expect("a list").is_empty();
            let at = minutes(expected["eval_time"].as_str().expect("a time"));
            alerts.entry(alert).or_default().push((at, fires));
        }
        alerts
    });
    tests.collect()
}

/// Minutes of a duration of Prometheus such as `1h15m`.
fn minutes(duration: &str) -> u64 {
    let mut minutes = 0;
    let mut number = 0;
    for letter in duration.chars() {
        match letter {
            '0'..='9' => number = number * 10 + u64::from(letter.to_digit(10).expect("a digit")),
            'h' => minutes += std::mem::take(&mut number) * 60,
            'm' => minutes += std::mem::take(&mut number),
            _ => panic!("{duration} is not in hours and minutes"),
        }
    }
    minutes
}

#[test]
fn each_alert_has_a_series_that_fires_resolves_and_does_not_fire() {
    let files: Vec<PathBuf> = folders().into_iter().flat_map(|folder| folder.files).collect();
    let tests: Vec<_> = files.iter().flat_map(|file| expectations(file)).collect();
    for alert in ALERTS {
        let series: Vec<_> = tests.iter().filter_map(|test| test.get(alert)).collect();
        let fires = |expected: &&Vec<(u64, bool)>| expected.iter().any(|(_, fires)| *fires);
        let resolves = |expected: &&Vec<(u64, bool)>| {
            expected.iter().any(|(fired, fires)| {
                *fires && expected.iter().any(|(later, fires)| !fires && later > fired)
            })
        };
        let silent = |expected: &&Vec<(u64, bool)>| expected.iter().all(|(_, fires)| !fires);
        assert!(series.iter().any(fires), "no series fires {alert}");
        assert!(series.iter().any(resolves), "no series resolves {alert}");
        assert!(series.iter().any(silent), "every series fires {alert}");
    }
}

/// What each expression does about the traps of these metrics, and what a naive one has in its place.
const NAIVE: &[(&str, &str, &str)] = &[
    ("CertctlAgentOffline", "max by", "sum by"),
    ("CertctlCertificateExpiringSoon", "max by", "sum by"),
    ("CertctlIssuanceFailures", "sum by", "max by"),
    ("CertctlIssuanceFailures", r"\(\w+ unless [^()]*\)\s+or ", ""),
    ("CertctlIssuanceFailures", r"\s+or increase\([^()]*\)", ""),
    ("CertctlJobFailureRateHigh", "max by", "sum by"),
    ("CertctlJobFailureRateHigh", ", 0\\)", ", -1000000)"),
];

/// Ways to get a rule wrong, each of which some test must see.
fn mutations(alert: &str, rule: &Value) -> Vec<(String, Value)> {
    let expression = rule["expr"].as_str().expect("an expression");
    let (left, right) = expression.rsplit_once("> ").expect("a comparison at the end");
    // CertctlAgentOffline compares inside its aggregation.
    let closing = right.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let with = |changed: String| {
        let mut rule = rule.clone();
        rule["expr"] = json!(changed);
        rule
    };
    let mut mutations = vec![
        ("the comparison is turned around".to_owned(), with(format!("{left}< {right}"))),
        ("the threshold is out of reach".to_owned(), with(format!("{left}> 1000000{closing}"))),
        ("the threshold is always passed".to_owned(), with(format!("{left}> -1{closing}"))),
    ];
    for (_, careful, naive) in NAIVE.iter().filter(|row| row.0 == alert) {
        let careful = Regex::new(careful).expect("a valid pattern");
        assert!(careful.is_match(expression), "{alert} has no {careful}");
        let changed = careful.replace_all(expression, *naive).into_owned();
        mutations.push((format!("/{careful}/ has become {naive:?}"), with(changed)));
    }
    if rule["for"].is_string() {
        for duration in ["0m", "1d"] {
            let mut rule = rule.clone();
            rule["for"] = json!(duration);
            mutations.push((format!("it waits for {duration}"), rule));
        }
    }
    mutations
}

#[test]
fn the_tests_see_every_alert_that_is_wrong() {
    let folders = folders();
    let rendered: Vec<Value> = folders.iter().map(|folder| rules(&folder.values)).collect();
    ALERTS.into_par_iter().for_each(|alert| {
        let mut unseen: BTreeSet<String> = BTreeSet::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let tests_it =
            |file: &&PathBuf| expectations(file).iter().any(|test| test.contains_key(alert));
        for (folder, rules) in folders.iter().zip(&rendered) {
            let files: Vec<PathBuf> = folder.files.iter().filter(tests_it).cloned().collect();
            for (what, mutated) in mutations(alert, by_alert(rules)[alert]) {
                if files.is_empty() || seen.contains(&what) {
                    continue;
                }
                let mut broken = rules.clone();
                *rule_mut(&mut broken, alert) = mutated;
                let finished = test_rules(&broken, &files);
                let said = finished.stdout + &finished.stderr;
                if finished.success {
                    unseen.insert(what);
                } else {
                    assert!(said.contains("FAILED") && said.contains(alert), "{what}: {said}");
                    unseen.remove(&what);
                    seen.insert(what);
                }
            }
        }
        assert!(unseen.is_empty(), "no test of {alert} sees that {unseen:?}");
        assert!(seen.len() >= 3, "{alert} was broken in too few ways: {seen:?}");
    });
}

/// Every threshold: its key, another value, the alert it belongs to, and what its rule must say.
const THRESHOLDS: &[(&str, &str, &str, &str, &str)] = &[
    ("certificateExpiringSoon.count", "17", "CertctlCertificateExpiringSoon", "expr", "> 17"),
    ("certificateExpiringSoon.for", "\"17m\"", "CertctlCertificateExpiringSoon", "for", "17m"),
    (
        "certificateExpiringSoon.severity",
        "\"page\"",
        "CertctlCertificateExpiringSoon",
        "labels",
        "page",
    ),
    ("agentOffline.count", "17", "CertctlAgentOffline", "expr", "> 17)"),
    ("agentOffline.sentinels", "18", "CertctlAgentOffline", "expr", "> 18)"),
    ("agentOffline.for", "\"17m\"", "CertctlAgentOffline", "for", "17m"),
    ("agentOffline.severity", "\"page\"", "CertctlAgentOffline", "labels", "page"),
    ("jobFailureRate.percent", "17.5", "CertctlJobFailureRateHigh", "expr", "> 17.5"),
    ("jobFailureRate.window", "\"17m\"", "CertctlJobFailureRateHigh", "expr", "[17m:1m]"),
    ("jobFailureRate.for", "\"18m\"", "CertctlJobFailureRateHigh", "for", "18m"),
    ("jobFailureRate.severity", "\"page\"", "CertctlJobFailureRateHigh", "labels", "page"),
    ("issuanceFailures.count", "17", "CertctlIssuanceFailures", "expr", "> 17"),
    ("issuanceFailures.window", "\"17m\"", "CertctlIssuanceFailures", "expr", "[17m]"),
    ("issuanceFailures.severity", "\"page\"", "CertctlIssuanceFailures", "labels", "page"),
];

#[test]
fn every_threshold_reaches_its_rule_and_no_other() {
    let values = parse(&support::root().join(CHART).join("values.yaml"));
    let defaults = &values["monitoring"]["prometheusRules"]["thresholds"];
    let keys: BTreeSet<String> = defaults
        .as_object()
        .expect("thresholds")
        .iter()
        .flat_map(|(alert, keys)| {
            keys.as_object().expect("keys").keys().map(move |key| format!("{alert}.{key}"))
        })
        .collect();
    let tested: BTreeSet<String> = THRESHOLDS.iter().map(|row| row.0.to_owned()).collect();
    assert_eq!(keys, tested, "the thresholds of values.yaml and those that are tested");
    let before = rules(&enabled());
    for (key, value, alert, field, says) in THRESHOLDS {
        let (group, name) = key.split_once('.').expect("two parts");
        let value: Value = serde_json::from_str(value).expect("JSON");
        let mut values = enabled();
        values["monitoring"]["prometheusRules"]["thresholds"] = json!({group: {name: value}});
        let after = rules(&values);
        for (known, rule) in by_alert(&before) {
            let changed = by_alert(&after)[known];
            if known == *alert {
                let text = match &changed[field] {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                assert!(text.contains(says), "{key}: {field} of {alert} is {text}");
                assert_ne!(rule[field], changed[field], "{key} changes nothing");
            } else {
                assert_eq!(rule, changed, "{key} changes {known} too");
            }
        }
    }
}
