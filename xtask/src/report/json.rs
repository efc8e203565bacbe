//! One versioned JSON document. Its types are its own, so that nothing inside leaks into it.

use std::io::{self, Write};

use serde::Serialize;

use super::word;
use crate::diagnostic::{Diagnostic, Location};
use crate::judge::Run;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    diagnostics: Vec<OutputDiagnostic<'a>>,
    summary: OutputSummary,
}

#[derive(Serialize)]
struct OutputDiagnostic<'a> {
    check: &'a str,
    severity: &'a str,
    message: &'a str,
    finding: Option<&'a str>,
    combinations: &'a [String],
    object: Option<OutputObject<'a>>,
    path: Option<&'a str>,
    location: OutputLocation<'a>,
    related: Vec<OutputRelated<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct OutputObject<'a> {
    kind: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct OutputLocation<'a> {
    file: &'a str,
    line: Option<u32>,
    column: Option<u32>,
}

#[derive(Serialize)]
struct OutputRelated<'a> {
    location: OutputLocation<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct OutputSummary {
    combinations: usize,
    refusals: usize,
    objects: usize,
    expectations: usize,
    checks: usize,
    errors: usize,
    warnings: usize,
}

/// Writes a run as JSON, on one line.
pub(super) fn write(out: &mut impl Write, run: &Run) -> io::Result<()> {
    let counts = &run.counts;
    let output = Output {
        version: 1,
        diagnostics: run.diagnostics.iter().map(diagnostic).collect(),
        summary: OutputSummary {
            combinations: counts.combinations,
            refusals: counts.refusals,
            objects: counts.objects,
            expectations: counts.expectations,
            checks: counts.checks,
            errors: counts.errors,
            warnings: counts.warnings,
        },
    };
    serde_json::to_writer(&mut *out, &output)?;
    writeln!(out)
}

fn diagnostic(diagnostic: &Diagnostic) -> OutputDiagnostic<'_> {
    OutputDiagnostic {
        check: diagnostic.check,
        severity: word(diagnostic.severity),
        message: &diagnostic.message,
        finding: diagnostic.finding.as_deref(),
        combinations: &diagnostic.combinations,
        object: diagnostic
            .object
            .as_ref()
            .map(|object| OutputObject { kind: &object.kind, name: &object.name }),
        path: diagnostic.path.as_deref(),
        location: location(&diagnostic.location),
        related: diagnostic
            .related
            .iter()
            .map(|related| OutputRelated {
                location: location(&related.location),
                message: &related.message,
            })
            .collect(),
        help: diagnostic.help.as_deref(),
    }
}

fn location(location: &Location) -> OutputLocation<'_> {
    OutputLocation { file: &location.file, line: location.line, column: location.column }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::report::fixture;

    #[test]
    fn has_the_documented_shape() {
        let mut out = Vec::new();
        super::write(&mut out, &fixture::run()).expect("written");
        let found: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(found["version"], 1);
        assert_eq!(found["diagnostics"].as_array().map(Vec::len), Some(2));
        assert_eq!(
            found["diagnostics"][0],
            json!({
                "check": "finding/regressed",
                "severity": "error",
                "message": "DEPL-M4 regressed: the strategy is OnDelete, but it is \"RollingUpdate\"",
                "finding": "DEPL-M4",
                "combinations": ["defaults", "all-on"],
                "object": {"kind": "StatefulSet", "name": "certctl-postgres"},
                "path": "spec.updateStrategy.type",
                "location": {"file": "chart/templates/postgres.yaml", "line": 3, "column": 3},
                "related": [{
                    "location": {"file": "guards/findings/DEPL-M4.yaml", "line": 2, "column": 5},
                    "message": "expectation `ondelete`",
                }],
                "help": "set it back",
            })
        );
        assert_eq!(
            found["summary"],
            json!({"combinations": 2, "refusals": 1, "objects": 7, "expectations": 3, "checks": 9,
                   "errors": 1, "warnings": 1})
        );
    }
}
