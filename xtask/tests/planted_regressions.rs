//! Regressions planted into this repository's own workflow, scripts and documents: each must be
//! reported by exactly the checks that it concerns, in the file that it was planted in.

use std::collections::BTreeSet;
use std::path::Path;

use xtask::checks::{self, REGISTRY, Scope};
use xtask::commands::pins;
use xtask::evidence::Evidence;

const WORKFLOW: &str = ".github/workflows/ci.yml";
const GATE: &str = "scripts/ci-guards/gate.sh";
const PINS: &str = "scripts/ci-guards/action-pins.sh";
const LEDGER: &str = ".github/pins.yaml";
const CHECKOUT: &str = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";

/// A file, what stands in it, what is put there, and the checks that must report that file.
type Regression = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const IN_THE_WORKFLOW: &[(&str, &str, &[&str])] = &[
    ("  pull_request:\n", "", &["wiring/narrowed-trigger"]),
    ("  pull_request:\n", "  pull_request_target:\n", &["wiring/narrowed-trigger"]),
    ("  push:\n", "  push: {branches: [main]}\n", &["wiring/narrowed-trigger"]),
    ("  pull_request:\n", "  pull_request:\n    paths-ignore: ['docs/**']\n", &["wiring/narrowed-trigger"]),
    ("on:\n  push:\n  pull_request:\n", "on: push\n", &["wiring/narrowed-trigger"]),
    ("on:\n  push:\n  pull_request:\n", "on:\n  workflow_dispatch:\n", &["wiring/narrowed-trigger"]),
    ("failed=1", "true", &["wiring/swallowed-failure"]),
    ("bash \"$guard\" || failed=1", "bash \"$guard\" || failed=0", &["wiring/altered-guard-step"]),
    ("bash \"$guard\" || failed=1", "# bash \"$guard\" || failed=1", &["wiring/altered-guard-step"]),
    ("bash \"$guard\" ||", "bash -n \"$guard\" ||", &["wiring/altered-guard-step"]),
    ("          failed=0\n", "          exit 0\n", &["wiring/swallowed-failure"]),
    ("          failed=0\n", "          failed=0; false() { :; }\n", &["wiring/altered-guard-step"]),
    ("          exit \"$failed\"\n", "", &["wiring/altered-guard-step"]),
    ("set -euo pipefail\n", "set +e\n", &["wiring/swallowed-failure"]),
    ("for guard in scripts/ci-guards/*.sh; do", "for guard in scripts/ci-guards/gate.sh; do", &["wiring/missing-guard-job"]),
    ("        shell: bash\n", "        shell: bash\n        if: github.actor != 'x'\n", &["wiring/skippable-guard"]),
    ("        shell: bash\n", "        shell: bash\n        continue-on-error: true\n", &["wiring/swallowed-failure"]),
    ("        shell: bash\n", "        shell: bash --noprofile {0}\n", &["wiring/swallowed-failure"]),
    ("  guards:\n", "  guards:\n    if: false\n", &["wiring/skippable-guard"]),
    ("  guards:\n", "  guards:\n    needs: [tests]\n", &["wiring/skippable-guard"]),
    ("  guards:\n", "  guards:\n    name: all guards\n", &["README"]),
    ("  guards:\n", "  sentinels:\n", &["README"]),
    ("  tests:\n", "  tests:\n    continue-on-error: ${{ true }}\n", &["wiring/swallowed-failure"]),
    ("run: cargo xtask test\n", "run: cargo xtask test || true\n", &["wiring/swallowed-failure"]),
    ("run: cargo xtask test\n", "run: echo cargo xtask test\n", &["wiring/altered-guard-step"]),
    ("run: cargo xtask test\n", "run: cargo test\n", &["wiring/missing-guard-job"]),
    ("run: cargo xtask helm-lint\n", "run: cargo xtask helm-lint --only defaults\n", &["wiring/altered-guard-step"]),
    ("permissions:\n  contents: read\n", "permissions: write-all\n", &["wiring/excess-permissions"]),
    ("      contents: read\n", "      contents: write\n", &["wiring/excess-permissions"]),
    ("version: v3.16.0\n", "version: v3.16.1\n", &["wiring/helm-version-drift"]),
    ("version: v3.16.0\n", "version: latest\n", &["wiring/helm-version-drift"]),
    ("[v3.16.1, v3.18.0, v4.1.4]", "[v3.16.1, v3.18.0]", &["wiring/helm-version-drift"]),
    ("[v3.16.1, v3.18.0, v4.1.4]", "[v3.16.1, v3.18.0, v4.1.4, v4.1.5]", &["wiring/helm-version-drift"]),
    ("persist-credentials: false\n", "persist-credentials: false\n          ref: main\n", &["wiring/foreign-checkout"]),
    ("@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0", "@v5", &["pins/unpinned-action"]),
    ("08c6903cd8c0fde910a37f88322edcfb5dd907a8", "08c6903cd8c0fde910a37f88322edcfb5dd907a9", &["pins/unknown-commit"]),
    ("actions/checkout@", "actions/checkout-action@", &["pins/unknown-commit", "wiring/foreign-checkout"]),
    (" # v5.0.0", "", &["pins/missing-version-comment"]),
    (" # v5.0.0", " # v5.0.1", &["pins/version-mismatch"]),
    (" # v5.0.0", " # checkout", &["pins/missing-version-comment"]),
    ("  tests:\n", "  tests:\n    container: rust:1.89\n", &["pins/unpinned-image"]),
    ("  tests:\n", "  tests:\n    services: {db: {image: 'postgres:16'}}\n", &["pins/unpinned-image"]),
    ("      - name: Format\n", "      - uses: docker://rust:1.89\n      - name: Format\n", &["pins/unpinned-image"]),
    ("        shell: bash\n", "        run: echo replaced below\n        shell: bash\n", &["pins/unreadable-workflow"]),
    ("jobs:\n", "jobs: [\n", &["pins/unreadable-workflow", "wiring/missing-guard-job"]),
];

#[rustfmt::skip]
const ELSEWHERE: &[Regression] = &[
    (GATE, "|| status=$?", "|| true", &["wiring/swallowed-failure"]),
    (GATE, "cargo xtask gate ||", "cargo xtask pins ||", &["wiring/altered-guard-script"]),
    (GATE, "cargo xtask gate || status=$?", "(cargo xtask gate) || status=0", &["wiring/altered-guard-script"]),
    (GATE, "set -euo pipefail", "set -uo pipefail", &["wiring/altered-guard-script", "wiring/malformed-guard-script"]),
    (GATE, "set -euo pipefail\n", "set -euo pipefail\nexit 0\n", &["wiring/swallowed-failure"]),
    (GATE, "#!/usr/bin/env bash", "#!/bin/true", &["wiring/malformed-guard-script"]),
    (PINS, "exit \"$status\"", "exit 0", &["wiring/swallowed-failure"]),
    (PINS, "-ne 0", "-gt 1", &["wiring/altered-guard-script"]),
    (PINS, "cargo xtask pins ||", "cargo xtask pins .github/x.yml ||", &["wiring/altered-guard-script"]),
    (PINS, "::error::action-pins: ", "", &["wiring/altered-guard-script", "wiring/malformed-guard-script"]),
    (".ci/run", "cargo xtask test\n", "cargo xtask test || true\n", &["wiring/swallowed-failure"]),
    (".ci/run", "cargo xtask test\n", "cargo test --lib\n", &["wiring/unfaithful-ci-run"]),
    ("scripts/git-hooks/pre-push", "if ! cargo xtask gate", "if ! true", &["wiring/missing-pre-push"]),
    ("README.md", "`guards`", "`lint`", &["wiring/unlisted-required-check"]),
    (LEDGER, CHECKOUT, "08c6903", &["pins/invalid-ledger", "WORKFLOW pins/unknown-commit"]),
    (LEDGER, "v5.0.0", "v5.0.1", &["WORKFLOW pins/version-mismatch"]),
    (LEDGER, "spare:\n", "", &["pins/unused-ledger-entry"]),
    (LEDGER, "spare:\n", "  a/b:\n    v1.0.0: a111111111111111111111111111111111111111\nspare:\n", &["pins/unused-ledger-entry"]),
];

fn evidence() -> Evidence {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    pins::evidence(root, &[]).expect("a readable repository")
}

/// What is reported, as `file check`.
fn reported(evidence: &Evidence) -> BTreeSet<String> {
    let own = REGISTRY.iter().filter(|check| matches!(check.scope, Scope::Pins | Scope::Wiring));
    let outcomes = checks::run(own.copied(), evidence);
    let found = outcomes.into_iter().flat_map(|outcome| outcome.diagnostics);
    found.map(|found| format!("{} {}", found.location.file, found.check)).collect()
}

fn plant(file: &str, from: &str, to: &str) -> BTreeSet<String> {
    let mut evidence = evidence();
    let text = evidence.sources.text(file).expect("the file is there");
    assert!(text.contains(from), "{from:?} does not stand in {file}");
    let text = text.replacen(from, to, 1);
    evidence.sources.replace(file, text);
    reported(&evidence)
}

fn expected(file: &str, checks: &[&str]) -> BTreeSet<String> {
    let place = |check: &&str| match *check {
        "README" => "README.md wiring/unlisted-required-check".to_owned(),
        check => match check.strip_prefix("WORKFLOW ") {
            Some(check) => format!("{WORKFLOW} {check}"),
            None => format!("{file} {check}"),
        },
    };
    checks.iter().map(place).collect()
}

#[test]
fn each_is_reported_by_what_it_concerns() {
    let mut wrong = Vec::new();
    let workflow = IN_THE_WORKFLOW.iter().map(|(from, to, checks)| (WORKFLOW, *from, *to, *checks));
    for (file, from, to, checks) in workflow.chain(ELSEWHERE.iter().copied()) {
        let (found, wanted) = (plant(file, from, to), expected(file, checks));
        if found != wanted {
            wrong.push(format!(
                "{file}: {from:?} -> {to:?}\n  found  {found:?}\n  wanted {wanted:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_that_is_gone_is_reported() {
    let cases = [
        (WORKFLOW, "wiring/missing-guard-job"),
        (GATE, "wiring/missing-guard-script"),
        (PINS, "wiring/missing-guard-script"),
        ("scripts/ci-guards/helm-templates-lint.sh", "wiring/missing-guard-script"),
        (".ci/run", "wiring/unfaithful-ci-run"),
        ("scripts/git-hooks/pre-push", "wiring/missing-pre-push"),
        ("README.md", "wiring/unlisted-required-check"),
        (LEDGER, "pins/invalid-ledger"),
    ];
    for (file, check) in cases {
        let mut evidence = evidence();
        evidence.sources.remove(file);
        let found = reported(&evidence);
        assert!(found.contains(&format!("{file} {check}")), "{file}: {found:?}");
    }
}
