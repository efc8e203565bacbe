//! What helm makes of YAML: one chart whose template reads each text and prints it as JSON.

use std::fs;

use serde_json::Value;
use xtask::render::{RenderOptions, Renderer as _};

use super::helms;

/// What helm's `fromYaml` and `toJson` make of each text; `None` where it is no YAML to helm.
pub(crate) fn read(version: &str, texts: &[String]) -> Vec<Option<Value>> {
    let mut template = String::from("kind: Oracle\nmetadata: {name: oracle}\nread:\n");
    for text in texts {
        // A JSON string is a string of Go's templates as well.
        let quoted = serde_json::to_string(text).expect("a string");
        template.push_str(&format!("  - {{{{ {quoted} | fromYaml | toJson | toJson }}}}\n"));
    }
    let printed = render(version, &template, "");
    let read: Vec<Option<Value>> = printed
        .lines()
        .filter_map(|line| line.strip_prefix("  - "))
        .map(|line| {
            let json: String = serde_json::from_str(line).expect("a quoted text");
            let value: Value = serde_json::from_str(&json).expect("JSON");
            let is_error =
                value.as_object().is_some_and(|map| map.len() == 1 && map.contains_key("Error"));
            (!is_error).then_some(value)
        })
        .collect();
    assert_eq!(read.len(), texts.len(), "helm read every text");
    read
}

/// What helm makes of a values file.
pub(crate) fn read_values(version: &str, values: &str) -> Value {
    let template =
        "kind: Oracle\nmetadata: {name: oracle}\nread: {{ .Values | toJson | toJson }}\n";
    let printed = render(version, template, values);
    let line = printed.lines().find_map(|line| line.strip_prefix("read: ")).expect("a line");
    let json: String = serde_json::from_str(line).expect("a quoted text");
    serde_json::from_str(&json).expect("JSON")
}

fn render(version: &str, template: &str, values: &str) -> String {
    let chart = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(chart.path().join(name), text).expect("written");
    fs::create_dir(chart.path().join("templates")).expect("made");
    write("Chart.yaml", "apiVersion: v2\nname: oracle\nversion: 0.1.0\n");
    write("templates/oracle.yaml", template);
    let options = RenderOptions {
        release: "oracle".to_owned(),
        namespace: "default".to_owned(),
        values: values.to_owned(),
        ..RenderOptions::default()
    };
    helms::helm(version).template(chart.path(), &options).rendered.expect("helm renders").output
}
