//! Regular expressions that suite files hold. Each looks at few texts, so that what it costs to
//! compile counts for as much as how fast it then goes: automata that only pay for themselves in long
//! texts are left out where the texts are short.
//!
//! It must not know what the texts are.

use std::fmt;
use std::ops::Range;

use regex_automata::meta::{Config, Regex};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Capture, Class, ClassBytes, ClassBytesRange, Hir, HirKind};

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
        let expression = ParserBuilder::new()
            .multi_line(lines)
            .build()
            .parse(written)
            .map_err(|error| error.to_string())?;
        let regex = Regex::builder()
            .configure(Config::new().dfa(false).hybrid(lines).onepass(false).auto_prefilter(lines))
            .build_from_hir(&in_bytes(&expression))
            .map_err(|error| error.to_string())?;
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

/// The same expression, with "every character that is not ASCII" as the bytes that such a character is made
/// of. The library would compile each range of Unicode by itself, with tables of hundreds of kilobytes.
fn in_bytes(expression: &Hir) -> Hir {
    let all = |parts: &[Hir]| parts.iter().map(in_bytes).collect();
    match expression.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            let reaches_the_end = class
                .ranges()
                .last()
                .is_some_and(|last| last.start() <= '\u{80}' && last.end() == char::MAX);
            if !reaches_the_end {
                return expression.clone();
            }
            let ascii = class.ranges().iter().filter(|range| range.start().is_ascii());
            let ascii =
                ascii.map(|range| bytes(range.start() as u8, (range.end() as u32).min(0x7f) as u8));
            let one = Hir::class(Class::Bytes(ClassBytes::new(ascii)));
            let led_by = |first, last, behind| {
                let lead = Hir::class(Class::Bytes(ClassBytes::new([bytes(first, last)])));
                let next = Hir::class(Class::Bytes(ClassBytes::new([bytes(0x80, 0xbf)])));
                Hir::concat([lead].into_iter().chain(vec![next; behind]).collect())
            };
            Hir::alternation(vec![
                one,
                led_by(0xc2, 0xdf, 1),
                led_by(0xe0, 0xef, 2),
                led_by(0xf0, 0xf4, 3),
            ])
        }
        HirKind::Repetition(repetition) => {
            Hir::repetition(repetition.with(in_bytes(&repetition.sub)))
        }
        HirKind::Capture(Capture { index, name, sub }) => {
            let sub = Box::new(in_bytes(sub));
            Hir::capture(Capture { index: *index, name: name.clone(), sub })
        }
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {
            expression.clone()
        }
    }
}

fn bytes(first: u8, last: u8) -> ClassBytesRange {
    ClassBytesRange::new(first, last)
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
    fn a_character_is_one_however_many_bytes_it_has() {
        let texts = [
            "é",
            "a\u{80}b",
            "€uro",
            "🦀",
            "a🦀\nb€\u{7ff}\u{800}",
            "\u{ffff}\u{10ffff}",
            "",
            "plain",
        ];
        for written in [
            ".",
            "^.{2}$",
            "[^a]",
            "[^a]*",
            "(.)b",
            "a.?",
            "é|.b",
            "(?s).+",
            "[\\s\\S]{2}",
            "\\S+",
            "[^\\x00-\\x7f]",
            "[^\u{80}]",
            "(?i)É",
            "\\w+",
            "x*",
            "(?s)a(?:.|\n)b",
        ] {
            let theirs = regex::RegexBuilder::new(written).multi_line(true).build().expect("valid");
            let (lines, short) = (Pattern::of_lines(written), Pattern::of_text(written));
            let (lines, short) = (lines.expect("valid"), short.expect("valid"));
            let alone = regex::Regex::new(written).expect("valid");
            for text in texts {
                let wanted: Vec<_> = theirs.find_iter(text).map(|it| it.range()).collect();
                assert_eq!(found(&lines, text), wanted, "/{written}/ in {text:?}");
                assert_eq!(short.is_match(text), alone.is_match(text), "/{written}/ in {text:?}");
            }
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let error = Pattern::of_text("a(b").expect_err("invalid");
        assert_eq!(error, "regex parse error:\n    a(b\n     ^\nerror: unclosed group");
    }
}
