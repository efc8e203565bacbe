//! The real helm and throw-away charts for it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use helm_template::version::Version;

/// What to do where a test cannot compare for want of a helm.
pub(crate) const NEEDED: &str = "a helm: HELM names one, or it is on PATH";

/// The program, where there is one.
pub(crate) fn program() -> Option<String> {
    let program = std::env::var("HELM").unwrap_or_else(|_| "helm".to_owned());
    command(&program).arg("version").output().ok()?.status.success().then_some(program)
}

#[expect(clippy::disallowed_methods, reason = "a test that compares with helm has to run it")]
fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("GOMAXPROCS", "1");
    command
}

/// Runs helm in a folder.
pub(crate) fn run(program: &str, folder: &Path, arguments: &[&str]) -> Output {
    command(program).current_dir(folder).args(arguments).output().expect("helm runs")
}

/// Writes files, by their paths, into a folder.
pub(crate) fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
}

/// What helm makes of expressions of templates that give strings.
pub(crate) fn ask(program: &str, expressions: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut template = String::from("read:\n");
    for expression in expressions {
        template.push_str(&format!("  - {{{{ {expression} | b64enc }}}}.\n"));
    }
    let chart = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
    write(folder.path(), &[("c/Chart.yaml", chart), ("c/templates/a.yaml", &template)]);
    let output = run(program, folder.path(), &["template", "r", "c"]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    let printed = String::from_utf8(output.stdout).expect("text");
    let answers: Vec<String> = printed
        .lines()
        .filter_map(|line| line.strip_prefix("  - "))
        .map(|line| String::from_utf8(unbase64(line)).expect("text"))
        .collect();
    assert_eq!(answers.len(), expressions.len(), "an answer for each");
    answers
}

/// A text as a literal of Go.
pub(crate) fn literal(text: &str) -> String {
    serde_json::to_string(text).expect("a string")
}

fn unbase64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut wide, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        wide = wide << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((wide >> bits & 255) as u8);
        }
    }
    bytes
}

/// Which version to imitate.
pub(crate) fn version(program: &str) -> Version {
    let output = command(program).args(["version", "--short"]).output().expect("helm runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    match text.trim_start_matches('v') {
        text if text.starts_with("4.") => Version::V4_1,
        text if text.starts_with("3.18") => Version::V3_18,
        text if text.starts_with("3.17") => Version::V3_17,
        _ => Version::V3_16,
    }
}
