//! Compares every function with what real helm made of the recorded cases.
//!
//! `record.py` makes the record; `skipped.txt` lists the cases that are known to differ, and why.

use std::fmt::Write;
use std::panic::catch_unwind;

use helm_template::exec::RenderOptions;
use helm_template::functions;
use helm_template::template::TemplateSet;
use helm_template::value::{Map, Value};
use helm_template::version::Version;

const RECORDED: &str = include_str!("recorded.json");
const VALUES: &str = include_str!("values.json");
const SKIPPED: &str = include_str!("skipped.txt");

/// A value as Helm has it from YAML: every number is a `float64`.
fn from_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Float(number.as_f64().expect("a float")),
        serde_json::Value::String(text) => Value::string(text.as_str()),
        serde_json::Value::Array(items) => {
            Value::list(items.iter().map(from_json).collect::<Vec<_>>())
        }
        serde_json::Value::Object(entries) => {
            let map = Map::new();
            entries.iter().for_each(|(key, item)| map.set(key.as_str(), from_json(item)));
            Value::Map(map)
        }
    }
}

fn top() -> Value {
    let values = from_json(&serde_json::from_str(VALUES).expect("JSON"));
    let Value::Map(entries) = &values else { panic!("values are a map") };
    // Helm drops the keys whose value is null.
    entries.remove(b"n");
    let top = Map::new();
    top.set("Values", values);
    Value::Map(top)
}

/// What the library makes of a template; an error begins where helm's words about the template do.
fn rendered(template: &str) -> Result<Vec<u8>, String> {
    let body = format!("{{{{ define \"case-1\" }}}}{template}{{{{ end }}}}");
    let files = [
        ("c/templates/_1.tpl", body.as_str()),
        ("c/templates/all.yaml", "case-1: \"{{ include \"case-1\" . | b64enc }}\""),
    ];
    let failure = |message: String| match message.split_once("executing \"case-1\" ") {
        Some((_, reason)) => reason.to_owned(),
        None => match message.split_once("): ") {
            Some((_, reason)) => reason.to_owned(),
            None => message,
        },
    };
    let set = TemplateSet::parse(files, functions::table(), Version::V3_16)
        .map_err(|error| failure(error.to_string()))?;
    let mut coverage = set.coverage();
    let written = set
        .render(|_| Some(top()), &RenderOptions::default(), &mut coverage)
        .map_err(|error| failure(error.to_string()))?;
    let text = written[0].text.strip_prefix(b"case-1: \"").expect("the start");
    Ok(decoded(text.strip_suffix(b"\"").expect("the end")))
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut out = Vec::new();
    for group in text.chunks(4) {
        let digits = group.iter().filter(|byte| **byte != b'=').count();
        let bits = group.iter().fold(0u32, |bits, byte| {
            bits << 6 | u32::from(if *byte == b'=' { 0 } else { digit(*byte) })
        });
        out.extend_from_slice(&bits.to_be_bytes()[1..digits.max(1)]);
    }
    out
}

#[test]
fn functions_do_what_they_do_in_helm() {
    let cases: Vec<serde_json::Value> = serde_json::from_str(RECORDED).unwrap();
    let skipped: Vec<&str> =
        SKIPPED.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut report = String::new();
    let mut different = 0;
    for case in &cases {
        let template = case["template"].as_str().unwrap();
        let expected = match (&case["output"], &case["error"]) {
            // Each character stands for a byte.
            (serde_json::Value::String(text), _) => {
                Ok(text.chars().map(|byte| byte as u8).collect())
            }
            (_, serde_json::Value::String(text)) => Err(text.clone()),
            _ => panic!("not recorded: {template}"),
        };
        let actual =
            catch_unwind(|| rendered(template)).unwrap_or_else(|_| Err("PANIC".to_owned()));
        let is_skipped = skipped.contains(&template);
        if (actual == expected) == is_skipped {
            let shown = |result: &Result<Vec<u8>, String>| match result {
                Ok(bytes) => format!("{:?}", String::from_utf8_lossy(bytes)),
                Err(error) => format!("error {error}"),
            };
            different += 1;
            let note = if is_skipped { "passes, but is skipped: " } else { "" };
            writeln!(
                report,
                "{note}{template}\n  helm: {}\n  here: {}",
                shown(&expected),
                shown(&actual)
            )
            .unwrap();
        }
    }
    let known = skipped.iter().filter(|line| !cases.iter().any(|case| case["template"] == **line));
    assert_eq!(known.count(), 0, "skipped.txt has cases that are not recorded");
    assert!(different == 0, "{different} of {} cases differ\n{report}", cases.len());
}
