//! What is wrong with values, in Helm's words.

use helm_template::encoding::json;
use helm_template::schema::{self, Schema};
use helm_template::version::Version;

use crate::schemas::RECORDED;

#[test]
fn says_what_helm_says() {
    let mut different = Vec::new();
    for (schema, values, expected) in RECORDED {
        let values = json::decode(values).expect("JSON");
        let said = schema::single(&Schema::new(schema.as_bytes().into()), &values, Version::V3_16)
            .err()
            .unwrap_or_default();
        if said.trim() != *expected {
            different.push(format!("{schema}\n-- helm\n{expected}\n-- here\n{said}"));
        }
    }
    let count = different.len();
    assert!(count == 0, "{count} of {} differ:\n{}", RECORDED.len(), different.join("\n"));
}
