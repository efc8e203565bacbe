//! The pins and the wiring of this repository itself: the tests judge what the guard job judges.

use std::path::Path;

use xtask::checks::{self, REGISTRY, Scope};
use xtask::commands::pins;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

#[test]
fn pins_and_wiring_report_nothing_and_have_looked() {
    let evidence = pins::evidence(root(), &[]).expect("a readable repository");
    let own = REGISTRY.iter().filter(|check| matches!(check.scope, Scope::Pins | Scope::Wiring));
    let outcomes = checks::run(own.copied(), &evidence);
    assert!(outcomes.len() > 10, "the registry has lost checks");
    for outcome in outcomes {
        assert!(outcome.judged > 0, "{} judged nothing", outcome.check.id);
        let found: Vec<String> = outcome
            .diagnostics
            .iter()
            .map(|found| format!("{:?}: {}", found.location, found.message))
            .collect();
        assert!(found.is_empty(), "{}: {found:#?}", outcome.check.id);
    }
}

#[test]
#[cfg(unix)]
fn what_git_and_ci_start_is_executable() {
    use std::os::unix::fs::PermissionsExt as _;
    for path in [
        ".ci/run",
        "scripts/ci-guards/action-pins.sh",
        "scripts/ci-guards/gate.sh",
        "scripts/ci-guards/helm-templates-lint.sh",
        "scripts/git-hooks/pre-push",
    ] {
        let metadata = std::fs::metadata(root().join(path)).expect("the script is there");
        assert_eq!(metadata.permissions().mode() & 0o111, 0o111, "{path}");
    }
}
