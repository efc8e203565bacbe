//! What is wrong with values, and with schemas themselves, in Helm's words.

use helm_template::encoding::json;
use helm_template::schema::{self, Schema};
use helm_template::version::Version;

use crate::{schemas, schemas_4};

fn compare(recorded: &[(&str, &str, &str)], helm: Version) {
    let mut different = Vec::new();
    for (schema, values, expected) in recorded {
        let values = json::decode(values).expect("JSON");
        let said = schema::single(&Schema::new(schema.as_bytes().into()), &values, helm)
            .err()
            .unwrap_or_default();
        if ordered(said.trim(), helm) != ordered(expected, helm) {
            different.push(format!("{schema}\n-- helm\n{expected}\n-- here\n{said}"));
        }
    }
    let count = different.len();
    assert!(count == 0, "{count} of {} differ:\n{}", recorded.len(), different.join("\n"));
}

/// Helm 4 goes through mappings in no fixed order.
fn ordered(text: &str, helm: Version) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    if helm >= Version::V4_1 {
        lines.sort_unstable();
    }
    lines
}

#[test]
fn says_what_helm_says() {
    compare(schemas::RECORDED, Version::V3_16);
}

#[test]
fn says_what_helm_4_says() {
    compare(schemas_4::RECORDED, Version::V4_1);
}
