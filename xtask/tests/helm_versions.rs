//! Every combination renders and lints with every version of helm that the chart promises to work
//! with, every refusal is refused with its message, and all versions make the same objects.

#[path = "support/helms.rs"]
mod helms;
#[path = "support/suite.rs"]
mod suite;
mod support;

use std::collections::BTreeMap;

use serde_json::Value;
use xtask::evidence::Evidence;
use xtask::render::{RenderFailure, fetch, releases};

/// Annotations that hold a digest of what is made anew in each render.
const MADE_ONCE: &str = "checksum/";

/// The objects of a combination by kind, namespace and name, without what differs between any two renders.
type Objects = BTreeMap<(String, String), Value>;

fn objects(evidence: &Evidence) -> BTreeMap<String, Objects> {
    let combinations = evidence.attempts.iter().map(|attempt| {
        let manifest = attempt.manifest().expect("it renders");
        let mut objects = Objects::new();
        for object in manifest.objects() {
            let mut value = object.root.to_json();
            forget_what_is_made_once(&mut value);
            let namespace = value["metadata"]["namespace"].as_str().unwrap_or_default();
            let name = format!("{namespace}/{}", object.name);
            let key = (object.kind.to_owned(), name);
            assert!(objects.insert(key, value).is_none(), "{} {} twice", object.kind, object.name);
        }
        assert!(!objects.is_empty(), "{} is empty", attempt.combination.name);
        (attempt.combination.name.clone(), objects)
    });
    combinations.collect()
}

/// What a Secret holds, a certificate, and the digests of both; the keys stay.
fn forget_what_is_made_once(value: &mut Value) {
    let is_secret = value["kind"] == "Secret";
    if let Value::Object(fields) = value {
        for (key, field) in fields {
            if is_secret && (key == "data" || key == "stringData") {
                for entry in field.as_object_mut().into_iter().flat_map(serde_json::Map::values_mut)
                {
                    *entry = Value::Null;
                }
            } else if key.starts_with(MADE_ONCE) || is_certificate(field) {
                *field = Value::Null;
            } else {
                forget_what_is_made_once(field);
            }
        }
    } else if let Value::Array(items) = value {
        items.iter_mut().for_each(forget_what_is_made_once);
    }
}

fn is_certificate(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("-----BEGIN CERTIFICATE-----"))
}

/// Everything that is wrong with the renders of one version.
fn failures(evidence: &Evidence) -> Vec<String> {
    let mut failures = Vec::new();
    for attempt in &evidence.attempts {
        let name = &attempt.combination.name;
        match &attempt.rendered {
            Ok(manifest) if manifest.objects().next().is_some() => {}
            Ok(_) => failures.push(format!("{name} renders nothing")),
            Err(why) => failures.push(format!("{name} does not render: {why:?}")),
        }
        if let Err(why) = &attempt.linted {
            failures.push(format!("{name} does not lint: {why:?}"));
        }
    }
    for attempt in &evidence.refusals {
        let refusal = &attempt.refusal;
        match &attempt.rendered {
            Err(RenderFailure::Refused(said)) if refusal.message.is_match(said) => {}
            Err(why) => failures.push(format!(
                "{} is refused in other words than /{}/: {why:?}",
                refusal.name, refusal.message
            )),
            Ok(count) => failures.push(format!("{} renders {count} objects", refusal.name)),
        }
    }
    failures
}

#[test]
fn every_version_renders_lints_and_refuses_alike() {
    let versions: Vec<&str> = releases::PACKAGES.iter().map(|package| package.version).collect();
    assert_eq!(versions.len(), 4);
    let reference = suite::rendered(versions[0]);
    assert_eq!(failures(&reference), [] as [String; 0], "helm {}", versions[0]);
    let expected = objects(&reference);
    let count: usize = expected.values().map(BTreeMap::len).sum();
    assert!(count > expected.len(), "more objects than combinations");
    for version in &versions[1..] {
        let evidence = suite::rendered(version);
        assert_eq!(failures(&evidence), [] as [String; 0], "helm {version}");
        let found = objects(&evidence);
        for (combination, objects) in &expected {
            let others = &found[combination];
            let names: Vec<_> = objects.keys().collect();
            assert_eq!(names, others.keys().collect::<Vec<_>>(), "{combination}, helm {version}");
            for (key, object) in objects {
                let (wanted, got) = (pretty(object), pretty(&others[key]));
                assert!(
                    wanted == got,
                    "{combination}: {key:?} differs between helm {} and {version}:\n{}",
                    versions[0],
                    similar::TextDiff::from_lines(&wanted, &got).unified_diff()
                );
            }
        }
    }
}

#[test]
fn only_what_is_made_once_is_forgotten() {
    let mut deployment = serde_json::json!({"kind": "Deployment", "data": {"a": "b"},
        "annotations": {"checksum/secret": "1", "other": "2"}});
    forget_what_is_made_once(&mut deployment);
    assert_eq!(
        deployment["annotations"],
        serde_json::json!({"checksum/secret": null, "other": "2"})
    );
    assert_eq!(deployment["data"]["a"], "b");
    let mut secret = serde_json::json!({"kind": "Secret", "type": "Opaque", "data": {"a": "b"}});
    forget_what_is_made_once(&mut secret);
    assert_eq!(
        secret,
        serde_json::json!({"kind": "Secret", "type": "Opaque", "data": {"a": null}})
    );
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("it is JSON")
}

#[test]
fn the_helms_are_those_whose_digests_are_committed() {
    for package in releases::PACKAGES {
        let helm = helms::helm(package.version).helm;
        fetch::verify(&helm.path, package.sha256).expect(package.version);
    }
}
