//! What `coverage` prints: a line for each template, and each branch that no render takes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Color, Style};

use super::plural;
use crate::branches::{Branch, Share, never};
use crate::evidence::Evidence;
use crate::search::{Change, Found};

const BOLD: Style = Style::new().bold();
const GREEN: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));
const RED: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));

/// Prints the share of each template, then the branches that are left, each with the change that
/// takes it where one was found.
///
/// # Errors
/// When standard output cannot be written.
pub fn coverage(
    branches: &[Branch],
    untaken: &[&Branch],
    found: &Found,
    evidence: &Evidence,
) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let mut files: BTreeMap<&str, Vec<&Branch>> = BTreeMap::new();
    for branch in branches {
        files.entry(&branch.file).or_default().push(branch);
    }
    let width = files.keys().map(|file| file.len()).max().unwrap_or_default();
    for (file, branches) in &files {
        let share = Share::of(branches.iter().copied());
        let style = if share.taken == share.all { GREEN } else { RED };
        writeln!(out, "{file:<width$}  {style}{:>4} of {:>4}{style:#}", share.taken, share.all)?;
    }
    for (branch, change) in untaken.iter().zip(&found.changes) {
        let Branch { file, line, column, arm, .. } = branch;
        writeln!(out, "\n{BOLD}{file}:{line}:{column}{BOLD:#}: {}", never(arm))?;
        let text =
            evidence.sources.text(file).and_then(|text| text.lines().nth(*line as usize - 1));
        writeln!(out, "  {}", text.unwrap_or_default().trim())?;
        if let Some(Change { combination, key, value }) = change {
            let base = match combination {
                Some(name) => format!("on top of {name}"),
                None => "on top of the defaults".to_owned(),
            };
            writeln!(out, "  --set-json '{key}={value}' {base} takes it")?;
        }
    }
    if !found.complete {
        writeln!(out, "\nthe search was ended by its limit; --seconds gives it more time")?;
    }
    let share = Share::of(branches);
    let left_out = branches.iter().filter(|branch| branch.excluded.is_some()).count();
    writeln!(
        out,
        "\n{} of {} taken ({:.1} %), by {} and {}; {left_out} left out with a reason",
        share.taken,
        plural(share.all, "branch").replace("branchs", "branches"),
        share.percent(),
        plural(evidence.attempts.len(), "combination"),
        plural(evidence.refusals.len(), "refusal"),
    )?;
    match evidence.suite.coverage.at_least {
        Some(at_least) => writeln!(out, "the suite asks for {at_least} %"),
        None => writeln!(out, "the suite asks for no share (`coverage.at_least` in matrix.yaml)"),
    }
}
