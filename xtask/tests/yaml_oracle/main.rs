//! The reader of manifests and values reads YAML as helm does.

#[path = "../support/helms.rs"]
mod helms;
#[path = "../support/mod.rs"]
mod support;

mod generate;
mod helm;
mod table;

use serde_json::{Number, Value, json};
use xtask::render::releases;
use xtask::yaml::{self, Dialect};

/// Texts that are read otherwise than helm reads them, or by one of the two only. An entry that
/// starts to agree is to be taken out.
const SKIPPED: &[(&str, &[&str])] = &[
    (
        "helm's fromYaml reads the first document and leaves what follows unread",
        &[" a: 1\nb: 2\n", "a: 1\n---\n", "---\n---\na: 1\n"],
    ),
    (
        "binary data stays base64, and a tagged time stamp is not looked at",
        &[
            "v: !!binary aGVsbG8=\n",
            "v: !!binary x\n",
            "v: !!binary \"aGk=\"\n",
            "v: !!timestamp x\n",
        ],
    ),
];

fn ours(text: &str) -> Option<Value> {
    let json = yaml::parse_one(text, Dialect::GoYaml).ok()?.root.to_json();
    // A text without content is an empty map to helm.
    Some(if json.is_null() { json!({}) } else { json })
}

/// Whether two numbers are one float64: serde_json reads helm's digits to within its last places.
fn same_number(left: &Number, right: &Number) -> bool {
    let (Some(left), Some(right)) = (left.as_f64(), right.as_f64()) else { return false };
    (left - right).abs() <= left.abs() * 4.0 * f64::EPSILON
}

/// Whether two values are the same to a reader for whom every number is a float64.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => same_number(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

/// Whether both read the same, or neither reads anything.
fn agree(ours: Option<&Value>, helms: Option<&Value>) -> bool {
    match (ours, helms) {
        (Some(ours), Some(helms)) => same(ours, helms),
        (None, None) => true,
        _ => false,
    }
}

fn describe(text: &str, ours: Option<&Value>, helms: Option<&Value>) -> String {
    let said = |read: Option<&Value>| read.map_or("no YAML".to_owned(), Value::to_string);
    format!("{text:?}\n  here: {}\n  helm: {}", said(ours), said(helms))
}

fn table() -> Vec<String> {
    let scalars = table::SCALARS.iter().map(|scalar| format!("v: {scalar}\n"));
    scalars.chain(table::TEXTS.iter().map(|text| (*text).to_owned())).collect()
}

#[test]
fn reads_the_table_as_helm_does() {
    let texts = table();
    let skipped = |text: &str| SKIPPED.iter().any(|(_, texts)| texts.contains(&text));
    for (_, skipped) in SKIPPED {
        for text in *skipped {
            assert!(texts.iter().any(|known| known == text), "{text:?} is not in the table");
        }
    }
    for version in [releases::PINNED, "v4.1.4"] {
        let read = helm::read(version, &texts);
        assert!(read.iter().flatten().count() > 400, "helm reads most of them");
        let mut wrong = Vec::new();
        for (text, helms) in texts.iter().zip(&read) {
            let ours = ours(text);
            match (agree(ours.as_ref(), helms.as_ref()), skipped(text)) {
                (true, false) | (false, true) => {}
                (false, false) => wrong.push(describe(text, ours.as_ref(), helms.as_ref())),
                (true, true) => wrong.push(format!("{text:?} agrees now: take it out of SKIPPED")),
            }
        }
        assert!(wrong.is_empty(), "helm {version}:\n{}", wrong.join("\n"));
    }
}

#[test]
fn a_values_file_is_read_as_from_yaml_reads_a_text() {
    let mut values = String::new();
    let mut count = 0;
    for scalar in table::SCALARS {
        let text = format!("v: {scalar}\n");
        let plain = !scalar.contains(['\n', '&', '*', '#']) && !scalar.is_empty();
        if plain && ours(&text).is_some() && !SKIPPED.iter().any(|(_, one)| one.contains(&&*text)) {
            values.push_str(&format!("v{count}: {scalar}\n"));
            count += 1;
        }
    }
    assert!(count > 200, "{count} scalars");
    let helms = helm::read_values(releases::PINNED, &values);
    let ours = ours(&values).expect("it is YAML");
    for (key, value) in ours.as_object().expect("a mapping") {
        // Helm takes a key out whose value is null.
        let read = helms.get(key).unwrap_or(&Value::Null);
        assert!(same(value, read), "{key}: {value} here, {read} in helm");
    }
}

/// As many generated texts as one call of helm takes easily, from a seed that stays the same, so
/// that nobody's pull request fails by chance. `YAML_ORACLE_SEED=N` tries others.
#[test]
fn reads_generated_texts_as_helm_does() {
    let seed = std::env::var("YAML_ORACLE_SEED").ok().and_then(|seed| seed.parse().ok());
    let texts = generate::texts(seed.unwrap_or(1), 600);
    let read = helm::read(releases::PINNED, &texts);
    let mut wrong: Vec<String> = Vec::new();
    for (text, helms) in texts.iter().zip(&read) {
        let ours = ours(text);
        if !agree(ours.as_ref(), helms.as_ref()) {
            wrong.push(describe(text, ours.as_ref(), helms.as_ref()));
        }
    }
    wrong.sort_by_key(String::len);
    wrong.truncate(10);
    assert!(wrong.is_empty(), "the shortest:\n{}", wrong.join("\n"));
    let readable = read.iter().flatten().count();
    assert!(readable > texts.len() / 2, "only {readable} of the texts are YAML");
}
