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
    if let Some(header) = block_header(lines, span) {
        return comment_in(header, true);
    }
    let own = comment_in(after_quoted(lines, span).or_else(|| after_plain(lines, span))?, false);
    own.or_else(|| comment_in(anchor_of_alias(lines, span)?, false))
}

fn after_plain<'a>(lines: &[&'a str], span: Span) -> Option<&'a str> {
    let last = lines.get(span.end_line as usize - 1)?;
    Some(from_column(last, span.end_column))
}

/// What follows the closing quote. The parser's own end of a quoted text lies behind the comment.
fn after_quoted<'a>(lines: &[&'a str], span: Span) -> Option<&'a str> {
    let first = lines.get(span.line as usize - 1)?;
    let mut rest = from_column(first, span.column + properties(lines, span));
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    rest = &rest[1..];
    let mut following = lines[span.line as usize..].iter();
    // A quote within single quotes is doubled, within double quotes it follows a backslash.
    let marks: &[char] = if quote == '"' { &['"', '\\'] } else { &['\''] };
    loop {
        let Some(at) = rest.find(marks) else {
            rest = following.next()?;
            continue;
        };
        let escaped = rest[at..].starts_with('\\') || rest[at..].starts_with("''");
        if !escaped {
            return Some(&rest[at + 1..]);
        }
        rest = rest[at..].char_indices().nth(2).map_or("", |(next, _)| &rest[at + next..]);
    }
}

/// How many characters the anchor and the tag before a value take.
pub(super) fn properties(lines: &[&str], span: Span) -> u32 {
    static PROPERTIES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:[&!]\S*[ \t]+)+").expect("a valid pattern"));
    let line = lines.get(span.line as usize - 1).copied().unwrap_or_default();
    let found = PROPERTIES.find(from_column(line, span.column));
    found.map_or(0, |found| found.as_str().chars().count() as u32)
}

/// The line with the `|` or `>` of a block scalar; its content cannot carry a comment.
fn block_header<'a>(lines: &[&'a str], span: Span) -> Option<&'a str> {
    static HEADER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[^#]*[:-][ \t]+(?:[&!]\S*[ \t]+)*[|>][0-9+-]*[ \t]*(?:[ \t]#.*)?$")
            .expect("a valid pattern")
    });
    let first = lines.get(span.line as usize - 1)?;
    let indent: String = first.chars().take(span.column as usize - 1).collect();
    if !indent.trim().is_empty() {
        return None;
    }
    let before = lines[..span.line as usize - 1].iter().rev();
    before.copied().find(|line| !line.trim().is_empty()).filter(|line| HEADER.is_match(line))
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
fn comment_in(rest: &str, blank_before: bool) -> Option<String> {
    let mut quote = None;
    let mut previous = if blank_before { ' ' } else { 'x' };
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
