//! `toYaml` and `toJson` of generated values.

use helm_template::encoding::json;
use helm_template::value::Value;
use helm_template::yaml;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value as Json, json};

use crate::helm;

const WORDS: &[&str] = &[
    "a",
    "b c",
    " ",
    "\n",
    "\t",
    ":",
    "#",
    "-",
    "'",
    "\"",
    "\\",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "=",
    "~",
    "<",
    "0",
    "1",
    "12",
    ".",
    "e3",
    "0x",
    "_",
    "é",
    "日本",
    "😀",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\u{1}",
    "\r",
    "null",
    "true",
    "y",
    "no",
    "on",
    "2001-01-01",
    "12:30",
    "long words that make a line longer ",
    "http://a/b",
    "{{ x }}",
    "---",
    "...",
    "$",
    "/",
    "\n\n",
    "  ",
    "  x",
    "+",
    "1e3",
    "0b1",
    "0o7",
    "T00:00:00Z",
    "\u{7f}",
    "\u{feff}",
    "\u{fffd}",
    "\u{e000}",
    "\u{10ffff}",
    "\u{1b}",
];

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(WORDS), 0..8).prop_map(|it| it.concat()),
        1 => prop::collection::vec(prop::sample::select(WORDS), 0..60).prop_map(|it| it.concat()),
        2 => "[a-z0-9 .:-]{0,12}",
        1 => "[a-z ]{60,200}",
    ]
}

fn value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        6 => text().prop_map(Json::from),
        1 => any::<bool>().prop_map(Json::from),
        1 => Just(Json::Null),
        2 => any::<i32>().prop_map(Json::from),
        1 => any::<i64>().prop_map(Json::from),
        1 => any::<f64>().prop_filter("JSON", |it| it.is_finite()).prop_map(Json::from),
        1 => (-9..30_i32, 1..999_i32).prop_map(|(power, it)| {
            Json::from(f64::from(it) * 10_f64.powi(power))
        }),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::vec((text(), inner), 0..5)
                .prop_map(|pairs| Json::Object(pairs.into_iter().collect())),
        ]
    })
}

pub(crate) fn to_value(json: &Json) -> Value {
    Value::from(&json::data(json.clone()))
}

#[test]
fn writes_generated_values_as_helm_does() {
    let program = helm::program().expect(helm::NEEDED);
    let seed = std::env::var("SEED").ok().and_then(|it| it.parse::<u8>().ok()).unwrap_or(7);
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let strategy = value();
    let values: Vec<Json> =
        (0..3000).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect();
    let literals: Vec<String> =
        values.iter().map(|it| helm::literal(&json!({ "v": it }).to_string())).collect();
    let ask = |function: &str| {
        let line = |it: &String| format!("({it} | fromJson).v | {function}");
        helm::ask(&program, &literals.iter().map(line).collect::<Vec<_>>())
    };
    let mut different = Vec::new();
    for (value, expected) in values.iter().zip(ask("toYaml")) {
        let mine = yaml::encode(&to_value(value)).unwrap_or_default();
        if mine.trim_end_matches('\n') != expected.trim_end_matches('\n')
            || mine.strip_suffix('\n').unwrap_or(&mine) != expected
        {
            different.push(format!("{value}\n--- helm\n{expected:?}\n--- here\n{mine:?}"));
        }
    }
    for (value, expected) in values.iter().zip(ask("toJson")) {
        let mine = json::encode(&to_value(value)).unwrap_or_default();
        if mine != expected {
            different.push(format!("{value}\n--- helm\n{expected:?}\n--- here\n{mine:?}"));
        }
    }
    let count = different.len();
    different.sort_by_key(String::len);
    different.truncate(8);
    assert!(count == 0, "{count} of {} differ:\n{}", 2 * values.len(), different.join("\n\n"));
}
