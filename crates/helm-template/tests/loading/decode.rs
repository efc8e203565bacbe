//! `fromYaml` of texts that readers of YAML are known to read differently, and of mutated ones.

use helm_template::encoding::{from_yaml, json};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::helm;
use crate::texts::{SCALARS, TEXTS};

fn compare(program: &str, texts: &[String]) -> Vec<String> {
    let asked: Vec<String> =
        texts.iter().map(|it| format!("{} | fromYaml | toJson", helm::literal(it))).collect();
    let mut different = Vec::new();
    for (text, expected) in texts.iter().zip(helm::ask(program, &asked)) {
        let mine = json::encode(&from_yaml(text.as_bytes())).expect("JSON");
        let is_error = |text: &str| text.starts_with("{\"Error\":");
        // The words of errors are compared where the parser here finds the same thing.
        let same = mine == expected || is_error(&mine) && is_error(&expected);
        if !same {
            different.push(format!("{text:?}\n  helm {expected}\n  here {mine}"));
        }
    }
    different
}

/// What templates that indent carelessly write.
const MORE: &[&str] = &[
    "a:\n    b: {\n  c: 1,\n  d: [\n1, 2\n]\n}\ne: 2\n",
    "a:\n  - args: [\n\"x\",\n\"y\"\n]\n",
    "a:\n  b: \"x\ny\n\nz\"\nc: 'p\nq'\n",
    "a:\tb\nc:\td\n",
    "a: {\n}\n",
    "a: [\n",
    "a: {b: 1\nc: 2\n",
];

/// Where the parser follows YAML 1.2 and go-yaml YAML 1.1, and nothing can be repaired.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "v: \u{85}\n", "v: 'a'#b\n", "v: \"\\/\"\n", "v: \"\\'\"\n", "v: \"a\"#b\n", "v: !!timestamp x\n",
    "v: |\n  \ta\n", "v: |\n  é\u{2028}b\n", "a: \u{feff}b\n", "a: b\u{2028}c\n", "a: b\u{85}c\n",
    "%YAML 1.2\n---\na: yes\n", "%FOO bar\n---\na: 1\n", "a: 'b'#c\n",
];

#[test]
fn reads_the_table_as_helm_does() {
    let program = helm::program().expect(helm::NEEDED);
    let mut texts: Vec<String> = SCALARS.iter().map(|it| format!("v: {it}\n")).collect();
    texts.extend(TEXTS.iter().map(|it| (*it).to_owned()));
    texts.extend(MORE.iter().map(|it| (*it).to_owned()));
    texts.retain(|text| !KNOWN.contains(&text.as_str()));
    let different = compare(&program, &texts);
    let count = different.len();
    assert!(count == 0, "{count} of {} differ:\n{}", texts.len(), different.join("\n"));
}

#[test]
fn reads_what_it_writes() {
    let program = helm::program().expect(helm::NEEDED);
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let strategy = prop::collection::vec((crate::encode::text(), crate::encode::text()), 1..4);
    let texts: Vec<String> = (0..1000)
        .map(|_| {
            let pairs = strategy.new_tree(&mut runner).expect("pairs").current();
            let json = serde_json::Value::Object(
                pairs.into_iter().map(|(key, value)| (key, value.into())).collect(),
            );
            let text = helm_template::yaml::encode(&crate::encode::to_value(&json));
            // Only YAML 1.1 ends lines with these.
            text.unwrap_or_default().replace(['\u{2028}', '\u{2029}'], "")
        })
        .collect();
    let different = compare(&program, &texts);
    let count = different.len();
    assert!(count == 0, "{count} of {} differ:\n{}", texts.len(), different.join("\n"));
}
