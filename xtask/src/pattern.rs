//! Regular expressions that suite files hold. Each looks at few texts, so that what it costs to
//! compile counts for as much as how fast it then goes: automata that only pay for themselves in long
//! texts are left out where the texts are short.
//!
//! It must not know what the texts are.

use std::fmt;
use std::ops::Range;

use regex_automata::meta::{Config, Regex};
use regex_automata::util::syntax;

/// A compiled expression, shown as it was written.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: Box<str>,
    regex: Regex,
}

impl Pattern {
    /// An expression about a short text: `^` and `$` are its ends. An error says what is wrong with it.
    pub fn of_text(written: &str) -> Result<Self, String> {
        Self::compiled(written, false)
    }

    /// An expression about the lines of a file: `^` and `$` match at each of them.
    pub fn of_lines(written: &str) -> Result<Self, String> {
        Self::compiled(written, true)
    }

    fn compiled(written: &str, lines: bool) -> Result<Self, String> {
        let regex = Regex::builder()
            .syntax(syntax::Config::new().multi_line(lines))
            .configure(Config::new().dfa(false).hybrid(lines).onepass(false))
            .build(written)
            .map_err(|error| match error.syntax_error() {
                Some(syntax) => syntax.to_string(),
                None => error.to_string(),
            })?;
        Ok(Self { written: written.into(), regex })
    }

    /// Whether it is found anywhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// Where it is found, in bytes, from the start of a text, without overlaps.
    pub fn found_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.regex.find_iter(text).map(|found| found.range())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &Pattern, text: &str) -> Vec<Range<usize>> {
        pattern.found_in(text).collect()
    }

    #[test]
    fn tells_texts_from_lines() {
        assert!(!Pattern::of_text("^a$").expect("valid").is_match("a\na"));
        assert_eq!(found(&Pattern::of_lines("^a$").expect("valid"), "a\na"), [0..1, 2..3]);
    }

    #[test]
    fn says_what_is_wrong() {
        let error = Pattern::of_text("a(b").expect_err("invalid");
        assert_eq!(error, "regex parse error:\n    a(b\n     ^\nerror: unclosed group");
    }
}
