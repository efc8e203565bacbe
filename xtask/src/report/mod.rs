//! Reports: one file per format, each a function of a run, the sources and a writer.
//!
//! Only this room prints. Every format reports the same diagnostics, and none decides anything.

mod coverage;
mod github;
mod human;
mod json;
pub mod progress;
mod story;
mod summary;
mod watched;

use std::io::{self, Write};

use crate::diagnostic::Severity;
use crate::judge::{Counts, Run};
use crate::sources::Sources;

pub use coverage::coverage;
pub use story::{explain_check, explain_finding, list_findings};
pub use watched::watched;

/// A form of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Diagnostics as rustc shows them, with a summary.
    Human,
    /// Annotations of GitHub Actions, and a step summary.
    Github,
    /// One JSON document, versioned.
    Json,
}

/// The word for a severity in human and JSON output.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// How much was judged, in words: what there is none of is left out.
fn judged(counts: &Counts) -> String {
    let parts: Vec<String> = [
        (counts.combinations, "combination"),
        (counts.refusals, "refusal"),
        (counts.objects, "object"),
        (counts.expectations, "expectation"),
        (counts.checks, "check"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| plural(number, word))
    .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

/// What came of it, in words.
fn verdict(counts: &Counts) -> String {
    match (counts.errors, counts.warnings) {
        (0, 0) => "no errors".to_owned(),
        (0, warnings) => format!("no errors, {}", plural(warnings, "warning")),
        (errors, 0) => plural(errors, "error"),
        (errors, warnings) => {
            format!("{}, {}", plural(errors, "error"), plural(warnings, "warning"))
        }
    }
}

fn plural(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// The form of output where none is asked for: annotations in GitHub Actions, else for people.
pub fn default_format() -> Format {
    if in_github_actions() { Format::Github } else { Format::Human }
}

/// Whether this runs in GitHub Actions.
pub fn in_github_actions() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// Prints a run.
///
/// # Errors
/// When standard output or the step summary cannot be written.
pub fn print(format: Format, run: &Run, sources: &Sources) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match format {
        Format::Human => human::write(&mut out, run, sources)?,
        Format::Json => json::write(&mut out, run)?,
        Format::Github => {
            github::write(&mut out, run)?;
            if let Some(path) =
                std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty())
            {
                let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
                summary::write(&mut file, run)?;
            }
        }
    }
    out.flush()
}

/// Prints one line for people on standard output.
///
/// # Errors
/// When standard output cannot be written.
pub fn say(line: &str) -> io::Result<()> {
    writeln!(anstream::stdout(), "{line}")
}

/// Whether an error says only that nobody reads the output any more.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    kind == Some(io::ErrorKind::BrokenPipe)
}

/// Prints what stopped the program, on standard error; in GitHub Actions as an annotation as well.
pub fn failure(error: &anyhow::Error) {
    let text = format!("{error:#}");
    let style = anstyle::Style::new().bold().fg_color(Some(anstyle::AnsiColor::Red.into()));
    // Nothing can be done when standard error is closed.
    let _ = writeln!(anstream::stderr(), "{style}error{style:#}: {text}");
    if default_format() == Format::Github {
        let _ = writeln!(anstream::stdout(), "::error::{}", github::escape_data(&text));
    }
}

#[cfg(test)]
mod fixture;
