//! Workflows written to be misread: what is reported for each, and where. Lines and columns were
//! counted by hand.

use proptest::prelude::*;
use xtask::checks::{self, REGISTRY, Scope};
use xtask::evidence::Evidence;
use xtask::sources::Sources;

const COMMIT: &str = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";
const LEDGER: &str = "actions:\n  o/r:\n    v1.0.0: 08c6903cd8c0fde910a37f88322edcfb5dd907a8\n";
/// Three lines before the steps.
const HEAD: &str = "jobs:\n  a:\n    steps:\n";

/// What is reported for a workflow, as `line:column check` without the `pins/`.
fn judge(workflow: &str) -> Vec<String> {
    let text = workflow.replace("SHA", COMMIT).replace("HASH", &"0a".repeat(32));
    let files = [(".github/workflows/w.yml", text.as_str()), (".github/pins.yaml", LEDGER)];
    let evidence = Evidence { sources: Sources::from_texts(files), ..Evidence::default() };
    let own = REGISTRY.iter().filter(|check| check.scope == Scope::Pins);
    let outcomes = checks::run(own.copied(), &evidence);
    let found = outcomes.into_iter().flat_map(|outcome| outcome.diagnostics);
    found
        .filter(|found| found.check != "pins/unused-ledger-entry")
        .map(|found| {
            let (line, column) = (found.location.line, found.location.column);
            let place = format!("{}:{}", line.unwrap_or(0), column.unwrap_or(0));
            format!("{place} {}", found.check.trim_start_matches("pins/"))
        })
        .collect()
}

fn steps(steps: &str) -> Vec<String> {
    judge(&format!("{HEAD}{steps}"))
}

const CLEAN: [&str; 0] = [];

#[test]
fn keys_in_odd_spellings_are_still_uses() {
    assert_eq!(steps("      - \"uses\": o/r@v1\n"), ["4:17 unpinned-action"]);
    assert_eq!(steps("      - uses : o/r@v1\n"), ["4:16 unpinned-action"]);
    assert_eq!(steps("      - uses:\to/r@v1\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - ? uses\n        : o/r@v1\n"), ["5:11 unpinned-action"]);
    assert_eq!(steps("      - \"u\\x73es\": o/r@v1\n"), ["4:20 unpinned-action"]);
    assert_eq!(steps("      - {uses: o/r@v1}\n"), ["4:16 unpinned-action"]);
    assert_eq!(steps("      - !!map {\"uses\":o/r@v1}\n"), ["4:23 unpinned-action"]);
    assert_eq!(
        judge("{\"jobs\":{\"a\":{\"uses\":\"o/r/.github/workflows/w.yml@v1\"}}}"),
        ["1:22 unpinned-action"]
    );
}

#[test]
fn values_in_odd_spellings_are_read() {
    assert_eq!(steps("      - uses: !!str o/r@v1\n"), ["4:21 unpinned-action"]);
    assert_eq!(steps("      - uses: &a o/r@v1\n"), ["4:18 unpinned-action"]);
    assert_eq!(steps("      - uses: \"o/\\x72@SHA\" # v1.0.0\n"), CLEAN);
    assert_eq!(steps("      - uses: 'o/r@SHA' # v1.0.0 'quoted'\n"), CLEAN);
    assert_eq!(steps("      - uses: o/r@\n          SHA # v1.0.0\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: \"o/r@\\\n          SHA\" # v1.0.0\n"), CLEAN);
    assert_eq!(steps("      - uses: |-\n\n          o/r@v1\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: >- # v1.0.0\n          o/r@SHA\n      - run: x\n"), CLEAN);
    assert_eq!(steps("      - uses: o/r@SHA#v1.0.0\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: 1.5\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: [o/r@v1]\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: ''\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: DOCKER://alpine\n"), ["4:15 unpinned-action"]);
}

#[test]
fn references_that_only_look_pinned() {
    assert_eq!(steps("      - uses: o/r@refs/heads/main # v1.0.0\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: o/r@v1@SHA # v1.0.0\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: o/r@SHA0 # v1.0.0\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: o/r@\u{a0}SHA # v1.0.0\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: o/r@08c6903 # v1.0.0 SHA\n"), ["4:15 unpinned-action"]);
    assert_eq!(steps("      - uses: fork/r@SHA # v1.0.0\n"), ["4:15 unknown-commit"]);
    assert_eq!(
        steps("      - uses: ../r@SHA # v1.0.0\n"),
        ["4:15 unpinned-action", "4:15 unknown-commit"]
    );
    assert_eq!(steps("      - uses: ./../r\n      - uses: ./\n"), CLEAN);
}

#[test]
fn comments_that_only_look_like_versions() {
    assert_eq!(steps("      # v1.0.0\n      - uses: o/r@SHA\n"), ["5:15 missing-version-comment"]);
    assert_eq!(
        steps("      - uses: o/r@SHA\n        # v1.0.0\n"),
        ["4:15 missing-version-comment"]
    );
    assert_eq!(
        steps("      - {uses: o/r@SHA, name: \"a # v1.0.0\"}\n"),
        ["4:16 missing-version-comment"]
    );
    assert_eq!(steps("      - {uses: o/r@SHA, name: it's # v1.0.0\n         }\n"), CLEAN);
    assert_eq!(steps("      - uses: o/r@SHA # v1\n"), ["4:15 version-mismatch"]);
    assert_eq!(steps("      - uses: o/r@SHA # 1.0.0\n"), ["4:15 version-mismatch"]);
    assert_eq!(steps("      - uses: o/r@SHA ## v1.0.0\n"), ["4:15 missing-version-comment"]);
}

#[test]
fn hidden_and_repeated_steps() {
    assert_eq!(steps("      - uses: o/r@v1\n        uses: ./x\n"), ["5:9 unreadable-workflow"]);
    assert_eq!(
        judge("x: &s {uses: o/r@v1}\njobs:\n  a: {steps: [*s, *s]}\n"),
        ["1:14 unpinned-action"]
    );
    assert_eq!(
        judge("x: &s {uses: o/r@v1}\njobs:\n  a: {steps: [{<<: *s, name: n}]}\n"),
        ["1:14 unpinned-action"]
    );
    assert_eq!(judge("x: &s {uses: o/r@v1}\njobs:\n  a: {steps: [{<<: *s, uses: ./y}]}\n"), CLEAN);
    assert_eq!(
        judge("x: &v o/r@v1\njobs:\n  a: {steps: [{uses: *v}]}\n"),
        ["3:22 unpinned-action"]
    );
    assert_eq!(
        judge("jobs:\n  a: {steps: []}\n---\njobs:\n  b: {steps: [{uses: o/r@v1}]}\n"),
        ["4:1 unreadable-workflow"]
    );
}

#[test]
fn what_is_no_uses_is_left_alone() {
    assert_eq!(steps("      - run: |\n          uses: o/r@v1\n        # uses: o/r@v1\n"), CLEAN);
    assert_eq!(steps("      - run: 'uses: o/r@v1'\n        env: {uses: o/r@v1}\n"), CLEAN);
    assert_eq!(
        steps("      - uses: ./x\n        with: {steps: [{uses: o/r@v1}], uses: v}\n"),
        CLEAN
    );
    assert_eq!(
        judge("on: {workflow_call: {inputs: {uses: {type: string}}}}\njobs: {a: {}}\n"),
        CLEAN
    );
    assert_eq!(judge("defaults: {uses: o/r@v1}\njobs: {uses: {runs-on: x}}\n"), CLEAN);
}

#[test]
fn lines_and_columns_survive_odd_texts() {
    let text = format!("\u{feff}{HEAD}      - uses: o/r@v1\n");
    assert_eq!(judge(&text), ["4:15 unpinned-action"]);
    let text = format!("{HEAD}      - uses: o/r@SHA # v2.0.0\n").replace('\n', "\r\n");
    assert_eq!(judge(&text), ["4:15 version-mismatch"]);
    let text = format!("%YAML 1.2\n---\n{HEAD}      - {{name: äöü, uses: o/r@v1}}\n");
    assert_eq!(judge(&text), ["6:27 unpinned-action"]);
}

#[test]
fn images_in_odd_places() {
    assert_eq!(
        steps("      - uses: docker://a@sha256:HASH\n      - uses: docker://a:1\n"),
        ["5:15 unpinned-image"]
    );
    assert_eq!(steps("      - uses: docker://localhost:5000/a:1@sha256:HASH\n"), CLEAN);
    assert_eq!(steps("      - uses: docker://\n"), ["4:15 unpinned-image"]);
    assert_eq!(
        judge("jobs:\n  a: {container: \"a:1@sha256:HASH # x\"}\n"),
        ["2:18 unpinned-image"]
    );
    assert_eq!(judge("jobs:\n  a: {container: {image: [a]}}\n"), ["2:26 unpinned-image"]);
    assert_eq!(judge("jobs:\n  a: {container: {env: {image: b}}}\n"), ["2:18 unpinned-image"]);
}

/// Pieces that make up odd workflows more often than letters drawn at random would.
#[rustfmt::skip]
const PIECES: [&str; 32] = [
    "jobs:", "\n  a:", "\n    steps:", "\n      - ", "uses: ", "o/r@v1", "o/r@SHA", " # v1.0.0", "\n", "\r",
    "\r\n", "\t", "\u{feff}", "\u{85}", "\u{2028}", "ä", "'", "\"", "\\", "{", "}", "[", "]", ", ", "&a ", "*a",
    "<<: ", "|-\n", ">\n          ", "\n    container: ", "docker://", "${{ matrix.a }}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_stops_the_checks(pieces in prop::collection::vec(prop::sample::select(&PIECES), 0..40)) {
        let text = pieces.concat().replace("SHA", COMMIT);
        let files = [
            (".github/workflows/ci.yml", text.as_str()),
            (".github/pins.yaml", text.as_str()),
            ("scripts/ci-guards/a.sh", text.as_str()),
            ("README.md", text.as_str()),
        ];
        let evidence = Evidence { sources: Sources::from_texts(files), ..Evidence::default() };
        let own = REGISTRY.iter().filter(|check| matches!(check.scope, Scope::Pins | Scope::Wiring));
        let outcomes = checks::run(own.copied(), &evidence);
        prop_assert!(outcomes.iter().any(|outcome| !outcome.diagnostics.is_empty()));
    }
}
