//! Compares the executor with what real helm wrote: outputs byte for byte, errors word for word.

mod support;

use helm_template::exec::RenderOptions;
use helm_template::number;
use helm_template::template::TemplateSet;
use helm_template::value::{Map, MapType, Value};
use helm_template::version::Version;

const CASES: &str = include_str!("recorded/expected.json");
const VALUES: &str = include_str!("recorded/values.json");
const HELPERS: &str = include_str!("recorded/helpers.txt");
const CALLER: &str = "out: {{ include \"c/templates/_body.tpl\" . | b64enc }}\n";

/// A value as Helm has it from YAML: every number is a `float64`, to Helm 3.18.0 a `json.Number`.
fn from_json(json: &serde_json::Value, version: Version) -> Value {
    match json {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => match (number.as_f64().expect("a number"), version) {
            (float, Version::V3_18) => Value::Number(number::json(float).expect("finite").into()),
            (float, _) => Value::Float(float),
        },
        serde_json::Value::String(text) => Value::string(text.as_str()),
        serde_json::Value::Array(items) => {
            Value::list(items.iter().map(|item| from_json(item, version)).collect::<Vec<_>>())
        }
        serde_json::Value::Object(entries) => {
            let map = Map::new();
            entries.iter().for_each(|(key, item)| map.set(key.as_str(), from_json(item, version)));
            Value::Map(map)
        }
    }
}

fn top(name: &str, version: Version) -> Value {
    let values = if version == Version::V4_1 { MapType::CommonValues } else { MapType::Values };
    let top = Map::of(values);
    let held = Map::of(values);
    if let Value::Map(read) =
        from_json(&serde_json::from_str(VALUES).expect("as recorded"), version)
    {
        read.entries().into_iter().for_each(|(key, value)| held.set(key, value));
    }
    top.set("Values", Value::Map(held));
    let release = Map::new();
    release.set("Name", Value::string("r"));
    release.set("Service", Value::string("Helm"));
    top.set("Release", Value::Map(release));
    let template = Map::new();
    template.set("Name", Value::string(name));
    template.set("BasePath", Value::string("c/templates"));
    top.set("Template", Value::Map(template));
    Value::Map(top)
}

fn rendered(body: &str, version: Version) -> Result<String, String> {
    let files = [
        ("c/templates/_helpers.tpl", HELPERS),
        ("c/templates/_body.tpl", body),
        ("c/templates/a.yaml", CALLER),
    ];
    let set = TemplateSet::parse(files, &support::FUNCTIONS, version)
        .map_err(|error| error.to_string())?;
    let mut coverage = set.coverage();
    let written = set
        .render(|name| Some(top(name, version)), &RenderOptions::default(), &mut coverage)
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&written[0].text).into_owned();
    Ok(text
        .strip_prefix("out: ")
        .and_then(|text| text.strip_suffix('\n'))
        .expect("as recorded")
        .to_owned())
}

fn compare(version: Version, key: &str) {
    let cases: Vec<serde_json::Value> = serde_json::from_str(CASES).expect("as recorded");
    let mut different = Vec::new();
    for case in &cases {
        let body = case["body"].as_str().expect("as recorded");
        let expected = match (&case[key]["out"], &case[key]["err"]) {
            // Helm takes this out of a template's text; inside of base64 it could not.
            (serde_json::Value::String(text), _) => Ok(text.replace("<no value>", "")),
            (_, serde_json::Value::String(text)) => Err(text.clone()),
            _ => panic!("not recorded: {body}"),
        };
        let actual = rendered(body, version);
        if actual != expected {
            different.push(format!("{body}\n  helm: {expected:?}\n  here: {actual:?}"));
        }
    }
    let (count, all) = (different.len(), cases.len());
    assert!(different.is_empty(), "{count} of {all} differ\n{}", different.join("\n\n"));
}

#[test]
fn helm_3_16() {
    compare(Version::V3_16, "3.16");
}

#[test]
fn helm_3_17() {
    compare(Version::V3_17, "3.17");
}

#[test]
fn helm_3_18() {
    compare(Version::V3_18, "3.18");
}

#[test]
fn helm_4_1() {
    compare(Version::V4_1, "4.1");
}
