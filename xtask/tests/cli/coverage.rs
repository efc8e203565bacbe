//! `coverage` as a person sees it: the branches that are left, and values that take them.

use crate::program::{tiny_chart, write, xtask};

const TEMPLATE: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: tiny\ndata:\n  \
                        {{- if .Values.enabled }}\n  on: \"yes\"\n  {{- end }}\n  \
                        {{- if and .Values.enabled (eq .Values.mode \"two\") }}\n  two: \"yes\"\n  \
                        {{- end }}\n";

#[test]
fn each_branch_that_is_left_comes_with_the_change_that_takes_it() {
    let folder = tiny_chart(TEMPLATE);
    write(folder.path(), "tiny/values.yaml", "enabled: false\nmode: one\n");
    let schema = r#"{"properties": {"mode": {"enum": ["one", "two"]}}}"#;
    write(folder.path(), "tiny/values.schema.json", schema);
    let matrix = |at_least: u32, more: &str| {
        format!(
            "chart: tiny\ncoverage: {{at_least: {at_least}}}\ncombinations:\n  \
             - {{name: defaults, about: as it comes}}\n{more}"
        )
    };
    write(folder.path(), "tiny/guards/matrix.yaml", &matrix(60, ""));
    let finished = xtask(folder.path(), &[], &["coverage", "--chart", "tiny"]);
    let said = &finished.stdout;
    assert_eq!(finished.status, 1, "{said}");
    assert!(said.contains("templates/object.yaml:6:10: this condition is never true"), "{said}");
    assert!(said.contains("--set-json 'enabled=true' on top of the defaults takes it"), "{said}");
    assert!(said.contains("2 of 4 branches taken (50.0 %)"), "{said}");
    assert!(said.contains("the suite asks for 60 %"), "{said}");

    // What one value cannot reach from the defaults is reached from a combination.
    let enabled = "  - {name: enabled, about: with it on, values: {enabled: true}}\n";
    write(folder.path(), "tiny/guards/matrix.yaml", &matrix(60, enabled));
    let finished = xtask(folder.path(), &[], &["coverage", "--chart", "tiny"]);
    let said = &finished.stdout;
    assert_eq!(finished.status, 0, "{said}");
    assert!(said.contains("--set-json 'mode=\"two\"' on top of enabled takes it"), "{said}");
    assert!(said.contains("3 of 4 branches taken"), "{said}");
}
