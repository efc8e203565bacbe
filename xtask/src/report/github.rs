//! Workflow commands of GitHub Actions: one annotation per diagnostic, then the summary's lines.
//!
//! Escaping follows `toCommandValue` and `escapeProperty` of GitHub's `@actions/core` toolkit.

use std::io::{self, Write};

use super::{judged, verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::Run;

/// Writes a run as annotations.
pub(super) fn write(out: &mut impl Write, run: &Run) -> io::Result<()> {
    for diagnostic in &run.diagnostics {
        writeln!(out, "{}", annotation(diagnostic))?;
    }
    writeln!(out, "judged {}: {}", judged(&run.counts), verdict(&run.counts))?;
    for line in &run.left_out {
        writeln!(out, "not checked: {}", line.replace(['\r', '\n'], " "))?;
    }
    let (passed, all) = run.audit_combinations();
    if all > 0 {
        writeln!(out, "{passed}/{all} audit combinations pass")?;
    }
    Ok(())
}

fn annotation(diagnostic: &Diagnostic) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let location = &diagnostic.location;
    let mut properties = vec![format!("file={}", escape_property(&location.file))];
    if let Some(line) = location.line {
        properties.push(format!("line={line}"));
    }
    if let Some(column) = location.column {
        properties.push(format!("col={column}"));
    }
    properties.push(format!("title={}", escape_property(diagnostic.check)));
    let mut message = diagnostic.message.clone();
    if !diagnostic.combinations.is_empty() {
        message.push_str(&format!("\nin {}", diagnostic.combinations.join(", ")));
    }
    if let Some(help) = &diagnostic.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    format!("::{command} {}::{}", properties.join(","), escape_data(&message))
}

/// Text after the second `::`.
pub(super) fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text of a property, in which `:` and `,` mean something too.
pub(super) fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::fixture;

    /// What the runner makes of an escaped text: `unescapeData` and `unescapeProperty` of the
    /// runner's ActionCommand.
    fn unescape(text: &str) -> String {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    }

    #[test]
    fn one_annotation_for_each_diagnostic() {
        let mut out = Vec::new();
        write(&mut out, &fixture::run()).expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "::error file=chart/templates/postgres.yaml,line=3,col=3,title=finding/regressed::DEPL-M4 \
             regressed: the strategy is OnDelete, but it is \"RollingUpdate\"%0Ain defaults, \
             all-on%0Ahelp: set it back"
        );
        assert_eq!(
            lines[1],
            "::warning file=chart/Chart.yaml,title=render/failed-lint::100%25 of it: wrong"
        );
        assert_eq!(lines.len(), 5);
    }

    proptest! {
        #[test]
        fn what_is_escaped_stays_on_its_line_and_comes_back(text in any::<String>()) {
            let data = escape_data(&text);
            prop_assert!(!data.contains(['\n', '\r']));
            let property = escape_property(&text);
            prop_assert!(!property.contains(['\n', '\r', ':', ',']));
            // A text that itself looks escaped must come back as it was, `%250A` as `%0A`.
            if !text.contains('%') {
                prop_assert_eq!(unescape(&data), text.clone());
                prop_assert_eq!(unescape(&property), text);
            }
        }

        #[test]
        fn a_message_cannot_forge_a_command(message in any::<String>(), file in any::<String>()) {
            let mut diagnostic = fixture::run().diagnostics.remove(0);
            diagnostic.message = format!("{message}\n::warning::forged\r\n::error::forged");
            diagnostic.location.file = file;
            let line = annotation(&diagnostic);
            prop_assert_eq!(line.lines().count(), 1);
            prop_assert!(line.starts_with("::error file="));
            let head = line[2..].split("::").next().unwrap_or_default();
            prop_assert_eq!(head.matches(",title=").count(), 1);
            prop_assert_eq!(head.matches(',').count(), 3);
        }
    }
}
