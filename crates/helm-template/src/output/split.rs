//! Where one document of a file ends and the next begins, to Helm.

use std::ops::Range;

/// The documents of a text, without blanks around them. A divider is `---` at the start of a line,
/// together with all blanks before and behind, so that of two in a row the second is no divider.
pub fn split_manifests(text: &str) -> Vec<Range<usize>> {
    let mut documents = Vec::new();
    let start = text.len() - text.trim_start().len();
    let end = start + text.trim().len();
    let body = &text[..end];
    let mut from = match body[start..].strip_prefix("---") {
        Some(_) => behind_blanks(body, start + 3),
        None => start,
    };
    loop {
        let divider = body[from..].find("\n---").map(|at| from + at);
        let until =
            divider.map_or(end, |at| from + body[from..at].trim_end_matches(is_blank).len());
        if until > from {
            documents.push(trimmed(body, from..until));
        }
        let Some(at) = divider else { return documents };
        from = behind_blanks(body, at + 4);
    }
}

/// What `\s` is in Go's patterns.
fn is_blank(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\u{c}' | '\r' | ' ')
}

fn behind_blanks(text: &str, from: usize) -> usize {
    text.len() - text[from..].trim_start_matches(is_blank).len()
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let document = &text[range.clone()];
    let start = range.start + (document.len() - document.trim_start().len());
    start..start + document.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents() {
        let split = |text: &'static str| -> Vec<&str> {
            split_manifests(text).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(split("a\n---\nb\n"), ["a", "b"]);
        assert_eq!(split("---\na\n\n  \n--- \n b: 1\n---"), ["a", "b: 1"]);
        assert_eq!(split("---\n---\na"), ["---\na"]);
        assert_eq!(split("a: |\n  x\n  ---\n  y\n"), ["a: |\n  x\n  ---\n  y"]);
        assert_eq!(split("a\n---b\n"), ["a", "b"]);
        assert!(split("").is_empty() && split(" \n").is_empty() && split("---\n").is_empty());
    }
}
