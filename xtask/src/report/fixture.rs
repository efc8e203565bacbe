//! One run on which every format is tested.

use crate::checks::finding::Status;
use crate::diagnostic::{Diagnostic, Location, ObjectName, Related, Severity};
use crate::judge::{CombinationRow, Counts, FindingRow, Run};
use crate::sources::Sources;
use crate::suite::Rating;

pub(super) fn sources() -> Sources {
    Sources::from_texts([
        ("chart/templates/postgres.yaml", "spec:\n updateStrategy:\n  type: RollingUpdate\n"),
        ("guards/findings/DEPL-M4.yaml", "expectations:\n  - id: ondelete\n"),
    ])
}

pub(super) fn run() -> Run {
    let regressed = Diagnostic {
        check: "finding/regressed",
        severity: Severity::Error,
        message: "DEPL-M4 regressed: the strategy is OnDelete, but it is \"RollingUpdate\""
            .to_owned(),
        finding: Some("DEPL-M4".to_owned()),
        combinations: vec!["defaults".to_owned(), "all-on".to_owned()],
        object: Some(ObjectName {
            kind: "StatefulSet".to_owned(),
            name: "certctl-postgres".to_owned(),
        }),
        path: Some("spec.updateStrategy.type".to_owned()),
        location: Location::at("chart/templates/postgres.yaml", 3, 3),
        related: vec![Related {
            location: Location::at("guards/findings/DEPL-M4.yaml", 2, 5),
            message: "expectation `ondelete`".to_owned(),
        }],
        help: Some("set it back".to_owned()),
    };
    let linted = Diagnostic {
        check: "render/failed-lint",
        severity: Severity::Warning,
        message: "100% of it: wrong".to_owned(),
        finding: None,
        combinations: Vec::new(),
        object: None,
        path: None,
        location: Location::file("chart/Chart.yaml"),
        related: Vec::new(),
        help: None,
    };
    Run {
        engine: Some("helm v3.16.1 from PATH: /usr/bin/helm".to_owned()),
        diagnostics: vec![regressed, linted],
        combinations: vec![
            row("defaults", true, Some(Status::Closed)),
            row("all-on", false, Some(Status::Regressed)),
        ],
        findings: vec![FindingRow {
            id: "DEPL-M4".to_owned(),
            title: "no automatic restart".to_owned(),
            audit: true,
            rating: Rating::Medium,
            status: Status::Regressed,
            expectations: 3,
        }],
        counts: Counts {
            combinations: 2,
            refusals: 1,
            objects: 7,
            expectations: 3,
            checks: 9,
            errors: 1,
            warnings: 1,
        },
        looked: Vec::new(),
        idle: vec!["policy/unused-suppression"],
        left_out: vec!["other combinations than defaults, all-on (--only)".to_owned()],
    }
}

fn row(name: &str, passed: bool, status: Option<Status>) -> CombinationRow {
    CombinationRow {
        name: name.to_owned(),
        audit: true,
        passed,
        objects: 3,
        findings: vec![status],
    }
}
