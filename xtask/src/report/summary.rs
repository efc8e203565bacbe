//! The step summary of GitHub Actions: Markdown with the table of combinations by findings.

use std::io::{self, Write};

use super::{judged, verdict, word};
use crate::checks::finding::Status;
use crate::judge::Run;

/// Writes a run as Markdown.
pub(super) fn write(out: &mut impl Write, run: &Run) -> io::Result<()> {
    let outcome = if run.failed() { "failed" } else { "passed" };
    let counts = &run.counts;
    writeln!(out, "### Guard suite {outcome}\n")?;
    if !run.combinations.is_empty() {
        let ids: Vec<&str> = run.findings.iter().map(|finding| finding.id.as_str()).collect();
        let header: String = ids.iter().map(|id| format!(" {id} |")).collect();
        writeln!(out, "| combination | objects | passes |{header}")?;
        writeln!(out, "|---|---|---|{}", "---|".repeat(ids.len()))?;
        for row in &run.combinations {
            let cells: String =
                row.findings.iter().map(|status| format!(" {} |", cell(*status))).collect();
            let passed = if row.passed { "yes" } else { "**no**" };
            writeln!(out, "| {} | {} | {passed} |{cells}", escape(&row.name), row.objects)?;
        }
        let statuses: String = run
            .findings
            .iter()
            .map(|finding| format!(" {} |", cell(Some(finding.status))))
            .collect();
        writeln!(out, "| **all, with documents** | {} | |{statuses}\n", counts.objects)?;
    }
    if !run.diagnostics.is_empty() {
        writeln!(out, "| severity | check | where | what |\n|---|---|---|---|")?;
        for diagnostic in &run.diagnostics {
            let line = diagnostic.location.line.map_or(String::new(), |line| format!(":{line}"));
            writeln!(
                out,
                "| {} | {} | {}{line} | {} |",
                word(diagnostic.severity),
                diagnostic.check,
                escape(&diagnostic.location.file),
                escape(&diagnostic.message)
            )?;
        }
        writeln!(out)?;
    }
    for line in &run.left_out {
        writeln!(out, "Not checked: {}\n", escape(line))?;
    }
    writeln!(out, "Judged {}: {}.", judged(counts), verdict(counts))
}

fn cell(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::Closed) => "closed",
        Some(Status::Regressed) => "**regressed**",
        Some(Status::Unevaluated) => "**unevaluated**",
        None => "–",
    }
}

/// Text inside a cell of a Markdown table, where HTML is live.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn has_the_table_and_every_diagnostic() {
        let mut out = Vec::new();
        write(&mut out, &fixture::run()).expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(text.contains("| combination | objects | passes | DEPL-M4 |\n|---|---|---|---|\n"));
        assert!(text.contains("| all-on | 3 | **no** | **regressed** |\n"));
        assert!(
            text.contains(
                "| warning | render/failed-lint | chart/Chart.yaml | 100% of it: wrong |"
            )
        );
    }

    #[test]
    fn a_message_cannot_leave_its_cell() {
        assert_eq!(escape("a|b\n<img src=x>\\"), "a\\|b &lt;img src=x>\\\\");
    }
}
