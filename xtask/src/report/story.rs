//! What `findings` and `explain` print: texts for a person who wants to understand one thing.

use std::io::{self, Write};

use anstyle::{AnsiColor, Color, Style};

use crate::checks::Check;
use crate::checks::finding::{self, Evaluation, Lack, Status};
use crate::judge::Run;
use crate::suite::{Finding, Selection};

const BOLD: Style = Style::new().bold();
const GREEN: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));
const RED: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));

fn style(status: Status) -> Style {
    if status == Status::Closed { GREEN } else { RED }
}

/// Prints a line for each finding.
///
/// # Errors
/// When standard output cannot be written.
pub fn list_findings(run: &Run) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for row in &run.findings {
        let style = style(row.status);
        writeln!(
            out,
            "{:<15} {style}{:<11}{style:#} {:<6} {:>2} expectations  {}",
            row.id,
            row.status.word(),
            row.rating.word(),
            row.expectations,
            row.title
        )?;
    }
    writeln!(out, "\n`cargo xtask findings ID` tells one story in full")
}

/// Prints one finding in full, with what became of each expectation.
///
/// # Errors
/// When standard output cannot be written.
pub fn explain_finding(finding: &Finding, evaluations: Option<&[Evaluation]>) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{BOLD}{}: {}{BOLD:#} ({})\n", finding.id, finding.title, finding.rating.word())?;
    writeln!(out, "Why it matters\n{}\n", indented(&finding.why))?;
    writeln!(out, "What closed it\n{}\n", indented(&finding.closed_by))?;
    writeln!(out, "What keeps it closed")?;
    for (index, expectation) in finding.expectations.iter().enumerate() {
        let about = match &expectation.selection {
            Selection::File { file, .. } => file.clone(),
            Selection::Objects { kind, name, combinations, .. } => {
                let name = name.as_deref().map_or(String::new(), |name| format!(" `{name}`"));
                format!("{kind}{name} in {}", combinations.join(", "))
            }
        };
        let Some(evaluation) = evaluations.and_then(|all| all.get(index)) else {
            writeln!(out, "  {}: {}\n      {about}", expectation.id, expectation.says)?;
            continue;
        };
        let status = finding::state(evaluation);
        let word = if status == Status::Closed { "holds" } else { status.word() };
        let style = style(status);
        writeln!(out, "  {style}{word}{style:#} {}: {}", expectation.id, expectation.says)?;
        writeln!(out, "      judged {} of {about}", evaluation.judged)?;
        for failure in &evaluation.failures {
            let combination = failure.combination.as_deref().unwrap_or("the repository");
            writeln!(out, "      {RED}but{RED:#} in {combination}: {}", failure.saw)?;
        }
        for missing in &evaluation.missing {
            let why = match &missing.what {
                Lack::Render => "it does not render",
                Lack::Selection(why) => why,
            };
            writeln!(out, "      {RED}but{RED:#} in {}: {why}", missing.combination)?;
        }
    }
    Ok(())
}

/// Prints what a check is about.
///
/// # Errors
/// When standard output cannot be written.
pub fn explain_check(check: &Check) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{BOLD}{}{BOLD:#} ({})\n", check.id, super::word(check.severity))?;
    writeln!(out, "The rule\n{}\n", indented(check.summary))?;
    writeln!(out, "Why\n{}\n", indented(check.why))?;
    writeln!(out, "Fails\n{}\n", indented(check.failing))?;
    writeln!(out, "Repaired\n{}", indented(check.repaired))
}

fn indented(text: &str) -> String {
    let lines = text.trim_end().lines().map(|line| format!("  {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}
