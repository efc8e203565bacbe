//! Where the cursor is and how scalars are written: quotes, blocks, folded lines.
//!
//! It must not know what a value is; [`super::encode`] walks the values.

use super::analysis::{Analysis, analyze, is_break, is_printable};
use super::scalars::{Scalar, is_base_60, plain_value};
use super::timestamp::is_timestamp;

/// Lines longer than this are folded at the next blank.
const WIDTH: usize = 80;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

/// The text so far and the state that the next character depends on.
pub(super) struct Emitter {
    pub(super) text: String,
    /// The indentation of the collection that is being written; -1 outside of any.
    pub(super) indent: i32,
    /// Whether only indicators and blanks stand on the line.
    pub(super) indention: bool,
    /// Whether it writes as the third version of go-yaml does: the items of a list in a mapping stand
    /// further to the right than its key, and values do not go by way of JSON.
    pub(super) pretty: bool,
    width: usize,
    column: usize,
    whitespace: bool,
}

impl Emitter {
    pub(super) fn new() -> Self {
        Emitter::of(false, WIDTH)
    }

    /// One that folds no line.
    pub(super) fn pretty() -> Self {
        Emitter::of(true, usize::MAX)
    }

    fn of(pretty: bool, width: usize) -> Self {
        Emitter {
            text: String::with_capacity(256),
            indent: -1,
            indention: true,
            pretty,
            width,
            column: 0,
            whitespace: true,
        }
    }

    fn line_end(&mut self) {
        self.text.push('\n');
        self.column = 0;
    }

    fn put(&mut self, letter: char) {
        self.text.push(letter);
        self.column += 1;
    }

    pub(super) fn write_indent(&mut self) {
        let indent = usize::try_from(self.indent).unwrap_or(0);
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.line_end();
        }
        for _ in self.column..indent {
            self.text.push(' ');
        }
        self.column = self.column.max(indent);
        self.whitespace = true;
        self.indention = true;
    }

    pub(super) fn indicator(&mut self, mark: &str, apart: bool, whitespace: bool, indention: bool) {
        if apart && !self.whitespace {
            self.put(' ');
        }
        self.text.push_str(mark);
        self.column += mark.len();
        self.whitespace = whitespace;
        self.indention &= indention;
    }

    /// Writes a word that needs no quotes: a number, `null`, `true`.
    pub(super) fn word(&mut self, word: &str) {
        if !self.whitespace {
            self.put(' ');
        }
        self.text.push_str(word);
        self.column += word.len();
        self.whitespace = false;
        self.indention = false;
    }

    /// Writes a string in the style that go-yaml chooses.
    pub(super) fn string(&mut self, text: &str, key: bool) {
        let analysis = analyze(text);
        let style = choose(text, analysis, key);
        let outer = self.indent;
        self.indent = if outer < 0 { 2 } else { outer + 2 };
        match style {
            Style::Plain => self.plain(text, !key),
            Style::SingleQuoted => self.single_quoted(text, !key),
            Style::DoubleQuoted => self.double_quoted(text, !key),
            Style::Literal => self.literal(text),
        }
        self.indent = outer;
    }

    fn plain(&mut self, text: &str, fold: bool) {
        if !fold || self.column + text.len() < self.width || !text.contains(' ') {
            if !self.whitespace {
                self.put(' ');
            }
            self.text.push_str(text);
            self.column += if text.is_ascii() { text.len() } else { text.chars().count() };
            self.whitespace = false;
            self.indention = false;
            return;
        }
        if !self.whitespace {
            self.put(' ');
        }
        let mut spaces = false;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter == ' ' {
                if !spaces && self.column > self.width && letters.peek() != Some(&' ') {
                    self.write_indent();
                } else {
                    self.put(letter);
                }
                spaces = true;
                continue;
            }
            self.put(letter);
            self.indention = false;
            spaces = false;
        }
        self.whitespace = false;
        self.indention = false;
    }

    fn single_quoted(&mut self, text: &str, fold: bool) {
        self.indicator("'", true, false, false);
        let (mut spaces, mut breaks) = (false, false);
        let mut letters = text.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            if letter == ' ' {
                let inside = at > 0 && next.is_some() && next != Some(' ');
                if fold && !spaces && self.column > self.width && inside {
                    self.write_indent();
                } else {
                    self.put(letter);
                }
                spaces = true;
                continue;
            }
            if is_break(letter) {
                if !breaks && letter == '\n' {
                    self.line_end();
                }
                self.line_break(letter);
                self.indention = true;
                breaks = true;
                continue;
            }
            if breaks {
                self.write_indent();
            }
            if letter == '\'' {
                self.put('\'');
            }
            self.put(letter);
            self.indention = false;
            (spaces, breaks) = (false, false);
        }
        self.indicator("'", false, false, false);
        self.whitespace = false;
        self.indention = false;
    }

    fn double_quoted(&mut self, text: &str, fold: bool) {
        self.indicator("\"", true, false, false);
        let mut spaces = false;
        // go-yaml looks for the byte order mark at the start of the text at each character.
        let marked = text.starts_with('\u{feff}');
        let mut letters = text.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            if marked || !is_printable(letter) || is_break(letter) || matches!(letter, '"' | '\\') {
                self.escape(letter);
                spaces = false;
                continue;
            }
            if letter == ' ' {
                let folds = fold && !spaces && self.column > self.width && at > 0 && next.is_some();
                if folds {
                    self.write_indent();
                    if next == Some(' ') {
                        self.put('\\');
                    }
                } else {
                    self.put(letter);
                }
                spaces = true;
                continue;
            }
            self.put(letter);
            spaces = false;
        }
        self.indicator("\"", false, false, false);
        self.whitespace = false;
        self.indention = false;
    }

    fn escape(&mut self, letter: char) {
        let short = match letter {
            '\0' => "\\0",
            '\u{7}' => "\\a",
            '\u{8}' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\u{b}' => "\\v",
            '\u{c}' => "\\f",
            '\r' => "\\r",
            '\u{1b}' => "\\e",
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{85}' => "\\N",
            '\u{a0}' => "\\_",
            '\u{2028}' => "\\L",
            '\u{2029}' => "\\P",
            _ => "",
        };
        let code = letter as u32;
        let escaped = match code {
            _ if !short.is_empty() => short.to_owned(),
            0..=0xff => format!("\\x{code:02X}"),
            0x100..=0xffff => format!("\\u{code:04X}"),
            _ => format!("\\U{code:08X}"),
        };
        self.text.push_str(&escaped);
        self.column += escaped.len();
    }

    fn literal(&mut self, text: &str) {
        self.indicator("|", true, false, false);
        self.hints(text);
        self.line_end();
        self.indention = true;
        self.whitespace = true;
        let mut breaks = true;
        for letter in text.chars() {
            if is_break(letter) {
                self.line_break(letter);
                self.indention = true;
                breaks = true;
                continue;
            }
            if breaks {
                self.write_indent();
            }
            self.put(letter);
            self.indention = false;
            breaks = false;
        }
    }

    /// The indentation where the text begins with a blank, and what happens to its last line ends.
    fn hints(&mut self, text: &str) {
        if text.starts_with(|letter| letter == ' ' || is_break(letter)) {
            self.indicator("2", false, false, false);
        }
        let mut backwards = text.chars().rev();
        if !backwards.next().is_some_and(is_break) {
            self.indicator("-", false, false, false);
        } else if backwards.next().is_none_or(is_break) {
            self.indicator("+", false, false, false);
        }
    }

    fn line_break(&mut self, letter: char) {
        if letter == '\n' {
            return self.line_end();
        }
        self.text.push(letter);
        self.column = 0;
    }
}

/// Whether a key is short enough to stand in front of its colon.
pub(super) fn is_simple_key(text: &str) -> bool {
    text.len() <= 128 && !text.chars().any(is_break)
}

fn choose(text: &str, analysis: Analysis, key: bool) -> Style {
    let wished = if text.contains('\n') {
        Style::Literal
    } else if means_something_else(text) {
        Style::DoubleQuoted
    } else {
        Style::Plain
    };
    let wished = if key && analysis.multiline { Style::DoubleQuoted } else { wished };
    match wished {
        Style::Plain if analysis.plain && !(text.is_empty() && key) => Style::Plain,
        Style::Plain if analysis.single_quoted => Style::SingleQuoted,
        Style::Literal if analysis.block && !key => Style::Literal,
        _ => Style::DoubleQuoted,
    }
}

/// Whether the text would not be read back as a string if it stood without quotes.
fn means_something_else(text: &str) -> bool {
    matches!(plain_value(text), Some(value) if value != Scalar::Text)
        || is_base_60(text)
        || is_timestamp(text)
}
