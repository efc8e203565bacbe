//! What `--watch` shows: after each change what is new and what is mended, and how much is left.

use std::io::{self, Write as _};

use anstyle::{AnsiColor, Color, Style};

use super::{human, judged, verdict};
use crate::diagnostic::Diagnostic;
use crate::judge::Run;
use crate::sources::Sources;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));

/// Shows one run after the one before: `before` is what was wrong then.
///
/// # Errors
/// When standard output cannot be written.
pub fn watched(
    changed: &[String],
    before: &[Diagnostic],
    run: &Run,
    sources: &Sources,
) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match changed {
        [] => {
            writeln!(out, "{DIM}{}{DIM:#}", run.engine.as_deref().unwrap_or_default())?;
            for line in &run.left_out {
                writeln!(out, "{DIM}left out: {line}{DIM:#}")?;
            }
        }
        [one] => writeln!(out, "\n{BOLD}{one} changed{BOLD:#}")?,
        [one, rest @ ..] => writeln!(out, "\n{BOLD}{one} and {} more changed{BOLD:#}", rest.len())?,
    }
    let new = run.diagnostics.iter().filter(|one| !before.iter().any(|it| is_same(one, it)));
    for diagnostic in new {
        writeln!(out, "{}\n", human::shown(diagnostic, sources))?;
    }
    let mended = before.iter().filter(|it| !run.diagnostics.iter().any(|one| is_same(one, it)));
    for diagnostic in mended {
        writeln!(out, "{GREEN}mended{GREEN:#} {}: {}", diagnostic.check, diagnostic.message)?;
    }
    let counts = &run.counts;
    writeln!(out, "{}; judged {}", verdict(counts), judged(counts))?;
    writeln!(out, "{DIM}waiting for a change, Ctrl-C ends{DIM:#}")?;
    out.flush()
}

/// Whether two runs report the same: lines move when a file is edited, what is said does not.
fn is_same(one: &Diagnostic, other: &Diagnostic) -> bool {
    let key = |it: &Diagnostic| {
        (it.check, it.message.clone(), it.location.file.clone(), it.object.clone(), it.path.clone())
    };
    key(one) == key(other)
}
