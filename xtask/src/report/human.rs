//! Diagnostics in rustc's form, with a snippet, then a summary that says how much was judged.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstyle::{AnsiColor, Color, Style};

use super::{judged, verdict};
use crate::checks::finding::Status;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::judge::Run;
use crate::sources::Sources;

const GREEN: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));
const RED: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));
const BOLD: Style = Style::new().bold();

/// Writes a run for people.
pub(super) fn write(out: &mut impl Write, run: &Run, sources: &Sources) -> io::Result<()> {
    for diagnostic in &run.diagnostics {
        writeln!(out, "{}\n", shown(diagnostic, sources))?;
    }
    write_summary(out, run)
}

/// One diagnostic as it is shown.
pub(super) fn shown(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    renderer.render(&[group(diagnostic, sources)]).to_string()
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.check);
    let mut group = place(Group::with_title(title), &diagnostic.location, None, sources);
    for related in &diagnostic.related {
        group = place(group, &related.location, Some(&related.message), sources);
    }
    if let Some(subject) = subject(diagnostic) {
        group = group.element(Level::NOTE.message(subject));
    }
    if !diagnostic.combinations.is_empty() {
        group = group
            .element(Level::NOTE.message(format!("in {}", diagnostic.combinations.join(", "))));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

fn subject(diagnostic: &Diagnostic) -> Option<String> {
    let object =
        diagnostic.object.as_ref().map(|object| format!("{} `{}`", object.kind, object.name));
    match (object, &diagnostic.path) {
        (Some(object), Some(path)) => Some(format!("{path} of {object}")),
        (Some(object), None) => Some(object),
        (None, Some(path)) => Some(path.clone()),
        (None, None) => None,
    }
}

fn place<'a>(
    group: Group<'a>,
    location: &'a Location,
    label: Option<&'a str>,
    sources: &'a Sources,
) -> Group<'a> {
    let found = location.line.and_then(|line| {
        let text = sources.text(&location.file)?;
        Some((text, span(text, line, location.column)?))
    });
    let Some((text, span)) = found else {
        let mut origin = Origin::path(location.file.as_str());
        if let Some(line) = location.line {
            origin = origin.line(line as usize).char_column(location.column.unwrap_or(1) as usize);
        }
        let group = group.element(origin);
        return match label {
            Some(label) => group.element(Level::NOTE.message(label)),
            None => group,
        };
    };
    let kind = if label.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
    let annotation = kind.span(span).label(label);
    group.element(Snippet::source(text).path(location.file.as_str()).annotation(annotation))
}

/// The bytes from a column to the end of what stands there: a key or a word. Without a column, all of
/// the line that is not indentation.
fn span(text: &str, line: u32, column: Option<u32>) -> Option<Range<usize>> {
    let before: usize = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
    let line_text = text[before..].lines().next()?;
    let Some(column) = column else {
        let indent = line_text.len() - line_text.trim_start().len();
        return Some(before + indent..before + line_text.trim_end().len().max(indent));
    };
    let start: usize = line_text.chars().take(column as usize - 1).map(char::len_utf8).sum();
    let rest = &line_text[start..];
    let token = rest.split(char::is_whitespace).next().unwrap_or_default();
    let length = token.trim_end_matches([':', ',']).len().max(token.len().min(1));
    Some(before + start..before + start + length)
}

fn write_summary(out: &mut impl Write, run: &Run) -> io::Result<()> {
    if let Some(engine) = &run.engine {
        writeln!(out, "{engine}")?;
    }
    for row in run.combinations.iter().filter(|row| !row.passed) {
        writeln!(out, "{RED}failed{RED:#} combination {}", row.name)?;
    }
    for row in run.findings.iter().filter(|row| row.status != Status::Closed) {
        writeln!(out, "{RED}{}{RED:#} finding {}: {}", row.status.word(), row.id, row.title)?;
    }
    for line in &run.left_out {
        writeln!(out, "not checked: {line}")?;
    }
    let counts = &run.counts;
    writeln!(out, "judged {}", judged(counts))?;
    // Without a chart the number of checks says little of how much they saw.
    for (id, things) in
        run.looked.iter().filter(|(_, things)| *things > 0 && counts.combinations == 0)
    {
        writeln!(out, "{things:>5} looked at for {id}")?;
    }
    if !run.idle.is_empty() {
        writeln!(out, "nothing to look at for {}", some_of(&run.idle))?;
    }
    for (audit, whose) in [(true, "audit findings"), (false, "findings of our own")] {
        let rows = run.findings.iter().filter(|row| row.audit == audit);
        let closed = rows.clone().filter(|row| row.status == Status::Closed).count();
        match rows.count() {
            0 => {}
            all => writeln!(out, "{closed}/{all} {whose} closed")?,
        }
    }
    let style = match (counts.errors, counts.warnings) {
        (0, 0) => GREEN,
        (0, _) => BOLD,
        _ => RED,
    };
    writeln!(out, "{style}{}{style:#}", verdict(counts))?;
    let (passed, all) = run.audit_combinations();
    if all > 0 {
        writeln!(out, "{passed}/{all} audit combinations pass")?;
    }
    Ok(())
}

/// A list that stays on a line or two.
fn some_of(ids: &[&str]) -> String {
    const SHOWN: usize = 6;
    match ids.len().saturating_sub(SHOWN) {
        0 => ids.join(", "),
        more => format!("{} and {more} more checks", ids[..SHOWN].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn shows_the_line_the_combinations_and_the_help() {
        let mut out = anstream::StripStream::new(Vec::new());
        write(&mut out, &fixture::run(), &fixture::sources()).expect("written");
        let text = String::from_utf8(out.into_inner()).expect("UTF-8");
        let expected = "\
error[finding/regressed]: DEPL-M4 regressed: the strategy is OnDelete, but it is \"RollingUpdate\"
 --> chart/templates/postgres.yaml:3:3
  |
3 |   type: RollingUpdate
  |   ^^^^
  |
 ::: guards/findings/DEPL-M4.yaml:2:5
  |
2 |   - id: ondelete
  |     -- expectation `ondelete`
  |
  = note: spec.updateStrategy.type of StatefulSet `certctl-postgres`
  = note: in defaults, all-on
  = help: set it back

warning[render/failed-lint]: 100% of it: wrong
--> chart/Chart.yaml

helm v3.16.1 from PATH: /usr/bin/helm
failed combination all-on
regressed finding DEPL-M4: no automatic restart
not checked: other combinations than defaults, all-on (--only)
judged 2 combinations, 1 refusal, 7 objects, 3 expectations, 9 checks
nothing to look at for policy/unused-suppression
0/1 audit findings closed
1 error, 1 warning
1/2 audit combinations pass
";
        similar_asserts(&text, expected);
    }

    fn similar_asserts(found: &str, expected: &str) {
        let diff = similar::TextDiff::from_lines(expected, found);
        assert!(found == expected, "{}", diff.unified_diff().header("expected", "found"));
    }

    #[test]
    fn marks_characters_and_not_bytes() {
        let text = "a: 1\nß: ü: x\n";
        assert_eq!(span(text, 2, Some(1)), Some(5..7));
        assert_eq!(span(text, 2, Some(4)), Some(9..11));
        assert_eq!(span(text, 2, None), Some(5..14));
        assert_eq!(span(text, 9, None), None);
    }
}
