//! Breaks lines at blanks, by bytes.

use crate::value::Value;

/// Text with a line break wherever a line would be longer than a width. Words that are longer are broken
/// too, or else stand alone.
pub(super) fn wrapped(text: &[u8], width: i64, line_break: &[u8], break_words: bool) -> Value {
    let line_break = if line_break.is_empty() { b"\n" } else { line_break };
    let width = usize::try_from(width).unwrap_or(0).max(1);
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while rest.len() > width {
        if rest[0] == b' ' {
            rest = &rest[1..];
            continue;
        }
        let (end, next) = match rest[..=width].iter().rposition(|byte| *byte == b' ') {
            Some(blank) => (blank, blank + 1),
            None if break_words => (width, width),
            None => match rest[width..].iter().position(|byte| *byte == b' ') {
                Some(blank) => (width + blank, width + blank + 1),
                None => break,
            },
        };
        out.extend_from_slice(&rest[..end]);
        out.extend_from_slice(line_break);
        rest = &rest[next..];
    }
    out.extend_from_slice(rest);
    Value::string(out)
}
