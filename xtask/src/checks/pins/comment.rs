//! The comment beside a value, which a YAML parser drops.

use std::sync::LazyLock;

use regex::Regex;

use crate::yaml::Span;

/// The lines as the YAML parser counts them: a carriage return alone ends one as well.
pub(super) fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    for line in text.strip_prefix('\u{feff}').unwrap_or(text).split('\n') {
        lines.extend(line.strip_suffix('\r').unwrap_or(line).split('\r'));
    }
    lines
}

/// The comment that belongs to a value, without its `#`: on the line where the value ends, on the
/// header of a block scalar, or, of an alias without one, on the line of the anchor.
pub(super) fn beside(lines: &[&str], span: Span) -> Option<String> {
    let first = lines.get(span.line as usize - 1)?;
    let value = from_column(first, span.column + properties(lines, span));
    // Behind its header a block scalar has only content, which cannot carry a comment.
    if let Some(header) = value.strip_prefix(['|', '>']) {
        return comment_in(header);
    }
    let last = lines.get(span.end_line as usize - 1)?;
    let own = comment_in(from_column(last, span.end_column));
    own.or_else(|| comment_in(anchor_of_alias(lines, span)?))
}

/// How many characters the anchor and the tag before a value take.
pub(super) fn properties(lines: &[&str], span: Span) -> u32 {
    static PROPERTIES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:[&!]\S*[ \t]+)+").expect("a valid pattern"));
    let line = lines.get(span.line as usize - 1).copied().unwrap_or_default();
    let found = PROPERTIES.find(from_column(line, span.column));
    found.map_or(0, |found| found.as_str().chars().count() as u32)
}

/// What follows the anchor on the line of an alias' anchor.
fn anchor_of_alias<'a>(lines: &[&'a str], span: Span) -> Option<&'a str> {
    let alias = from_column(lines.get(span.line as usize - 1)?, span.column).strip_prefix('*')?;
    let end = alias.find(|letter: char| letter.is_whitespace() || ",]}".contains(letter));
    let anchor = format!("&{}", &alias[..end.unwrap_or(alias.len())]);
    lines[..span.line as usize].iter().rev().find_map(|line| {
        let rest = &line[line.find(&anchor)? + anchor.len()..];
        rest.starts_with([' ', '\t']).then_some(rest)
    })
}

/// The comment in what is left of a line. A `#` starts one after a blank and outside quotes.
fn comment_in(rest: &str) -> Option<String> {
    let mut quote = None;
    let mut previous = 'x';
    for (at, letter) in rest.char_indices() {
        match quote {
            Some(open) if letter == open && previous != '\\' => quote = None,
            Some(_) => {}
            None if letter == '#' && previous.is_whitespace() => {
                let text = rest[at + 1..].trim();
                return Some(text.to_owned());
            }
            None if matches!(letter, '"' | '\'') && " \t[{,:".contains(previous) => {
                quote = Some(letter);
            }
            None => {}
        }
        previous = letter;
    }
    None
}

fn from_column(line: &str, column: u32) -> &str {
    let skipped = column.saturating_sub(1) as usize;
    line.char_indices().nth(skipped).map_or("", |(at, _)| &line[at..])
}
