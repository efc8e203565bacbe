//! Every object of every combination is valid, strictly, for the oldest version of Kubernetes that
//! the chart takes and for the newest that kubernetes-validate knows.

#[path = "support/helms.rs"]
mod helms;
#[path = "support/suite.rs"]
mod suite;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use xtask::render::process::{self, Invocation};
use xtask::render::{releases, tools};

/// Kinds of operators, of which Kubernetes itself has no schema. What is not listed must be known.
const FOREIGN: [&str; 3] = ["Certificate", "PrometheusRule", "ServiceMonitor"];

struct Judged {
    /// The minor version whose schemas were used.
    version: String,
    /// `accepted`, `unknown` or what is wrong, in the order of the objects.
    outcomes: Vec<String>,
}

fn judge(version: &str, objects: &[&Value]) -> Judged {
    let python = tools::python(support::root()).unwrap_or_else(|missing| panic!("{missing}"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kubernetes_schemas.py");
    let finished = process::run(&Invocation {
        program: &python,
        arguments: vec![script.into(), version.into()],
        environment: &[],
        input: &serde_json::to_string(objects).expect("objects are JSON"),
        limit: Duration::from_secs(120),
    })
    .expect("the validator runs");
    assert!(finished.success, "the validator failed: {}", finished.stderr);
    assert_eq!(finished.stderr, "", "the validator warned");
    let said: Value = serde_json::from_str(&finished.stdout).expect("the validator prints JSON");
    let texts = |key: &str| -> Vec<String> {
        let list = said[key].as_array().expect("a list");
        list.iter().map(|item| item.as_str().expect("a text").to_owned()).collect()
    };
    let (mut versions, outcomes) = (texts("versions"), texts("outcomes"));
    assert_eq!(outcomes.len(), objects.len(), "every object is judged");
    assert_eq!(versions.len(), 1, "one version judges, and it accepts something: {versions:?}");
    Judged { version: versions.remove(0), outcomes }
}

/// Every object once, with the combinations that hold it.
fn objects() -> BTreeMap<String, (Value, BTreeSet<String>)> {
    let evidence = suite::rendered(releases::PINNED);
    let mut objects = BTreeMap::new();
    for attempt in &evidence.attempts {
        let name = &attempt.combination.name;
        let manifest = attempt.rendered.as_ref().unwrap_or_else(|why| panic!("{name}: {why:?}"));
        assert!(!manifest.documents.is_empty(), "{name} is empty");
        for document in &manifest.documents {
            let content = document.content.document.as_ref();
            let object = content.unwrap_or_else(|why| panic!("{name}: {why}")).root.to_json();
            let (_, combinations) = objects
                .entry(object.to_string())
                .or_insert_with(|| (object, BTreeSet::<String>::new()));
            combinations.insert(name.clone());
        }
    }
    objects
}

#[test]
fn every_object_is_valid_for_the_oldest_and_the_newest_kubernetes() {
    let objects = objects();
    let values: Vec<&Value> = objects.values().map(|(object, _)| object).collect();
    let mut versions = Vec::new();
    for asked in ["1.27", "newest"] {
        let judged = judge(asked, &values);
        let mut wrong = Vec::new();
        let mut foreign = BTreeSet::new();
        for ((object, combinations), outcome) in objects.values().zip(&judged.outcomes) {
            let (kind, name) = (&object["kind"], &object["metadata"]["name"]);
            match outcome.as_str() {
                "accepted" => {}
                "unknown" if FOREIGN.iter().any(|known| kind == known) => {
                    foreign.insert(kind.as_str().unwrap_or_default());
                }
                _ => wrong.push(format!("{kind} {name} in {combinations:?}: {outcome}")),
            }
        }
        assert!(wrong.is_empty(), "Kubernetes {}:\n{}", judged.version, wrong.join("\n"));
        let listed: BTreeSet<&str> = FOREIGN.into();
        assert_eq!(foreign, listed, "a listed kind is known now, or no combination has it");
        versions.push(judged.version);
    }
    assert_eq!(versions[0], "1.27");
    let minor =
        |version: &str| version.split_once('.').and_then(|(_, minor)| minor.parse::<u32>().ok());
    assert!(minor(&versions[1]) > minor(&versions[0]), "{versions:?}");
}

#[test]
fn an_unknown_field_a_wrong_type_and_an_unknown_kind_are_seen() {
    let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"},
        "spec": {"ports": [{"port": 80}]}});
    let broken = |path: &str, value: Value| {
        let mut object = service.clone();
        *object.pointer_mut(path).expect("a place") = value;
        object
    };
    let unknown_field = broken("/spec/ports/0", json!({"port": 80, "prot": "TCP"}));
    let wrong_type = broken("/spec/ports/0/port", json!("80"));
    let unknown_kind = broken("/kind", json!("Servise"));
    for version in ["1.27", "newest"] {
        let judged = judge(version, &[&service, &unknown_field, &wrong_type, &unknown_kind]);
        let [first, second, third, fourth] = judged.outcomes.as_slice() else { panic!("four") };
        assert_eq!((first.as_str(), fourth.as_str()), ("accepted", "unknown"));
        assert!(second.contains("spec.ports.0") && second.contains("'prot'"), "{second}");
        assert!(third.contains("spec.ports.0.port"), "{third}");
    }
}
