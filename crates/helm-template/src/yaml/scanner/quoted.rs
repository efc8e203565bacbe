//! Scalars in quotes.

use super::cursor::{may_break, text};
use super::plain::fold;
use super::{Kind, Mark, Scanned, Scanner};

/// Whether a byte in quotes stands for itself wherever it stands.
fn is_quoted(byte: u8) -> bool {
    !may_break(byte) && !matches!(byte, b' ' | b'\t' | b'\'' | b'"' | b'\\')
}

impl Scanner<'_> {
    pub(super) fn fetch_quoted(&mut self, single: bool) -> Scanned<()> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark;
        let quote = if single { b'\'' } else { b'"' };
        self.cursor.skip();
        if self.fetch_short_quoted(quote, start) {
            return Ok(());
        }
        let (mut written, mut blanks) = (Vec::new(), Vec::new());
        let (mut first, mut more) = (Vec::new(), Vec::new());
        loop {
            let cursor = &self.cursor;
            if cursor.is_document_indicator(b"---") || cursor.is_document_indicator(b"...") {
                return self.refuse(start, "found unexpected document indicator");
            }
            if cursor.is_end(0) {
                return self.refuse(start, "found unexpected end of stream");
            }
            let mut broken = self.quoted_run(single, &mut written, start)?;
            if self.cursor.byte(0) == quote {
                break;
            }
            while self.cursor.is_blank(0) || self.cursor.is_break(0) {
                if self.cursor.is_blank(0) {
                    match broken {
                        true => self.cursor.skip(),
                        false => self.cursor.read(&mut blanks),
                    }
                } else if broken {
                    self.cursor.read_line(&mut more);
                } else {
                    blanks.clear();
                    self.cursor.read_line(&mut first);
                    broken = true;
                }
            }
            if broken {
                fold(&mut written, &mut first, &mut more);
            } else {
                written.append(&mut blanks);
            }
        }
        self.cursor.skip();
        self.push(Kind::Scalar(text(written), false), start);
        Ok(())
    }

    /// A scalar that stands for itself up to the closing quote.
    fn fetch_short_quoted(&mut self, quote: u8, start: Mark) -> bool {
        let rest = self.cursor.rest();
        let special =
            |byte: &u8| *byte == quote || may_break(*byte) || *byte == b'\\' && quote == b'"';
        let Some(length) = rest.iter().position(special) else { return false };
        if rest[length] != quote || quote == b'\'' && rest.get(length + 1) == Some(&quote) {
            return false;
        }
        let written = text(self.cursor.skip_bytes(length).to_vec());
        self.cursor.skip();
        self.push(Kind::Scalar(written, false), start);
        true
    }

    /// What stands before the next blank, line end or closing quote; whether it ended with an escaped
    /// line end.
    fn quoted_run(&mut self, single: bool, into: &mut Vec<u8>, start: Mark) -> Scanned<bool> {
        while !self.cursor.is_blank_or_end(0) {
            match (single, self.cursor.byte(0)) {
                (true, b'\'') if self.cursor.byte(1) == b'\'' => {
                    into.push(b'\'');
                    self.cursor.skip();
                    self.cursor.skip();
                }
                (true, b'\'') | (false, b'"') => break,
                (false, b'\\') if self.cursor.is_break(1) => {
                    self.cursor.skip();
                    self.cursor.skip_line();
                    return Ok(true);
                }
                (false, b'\\') => self.escape(into, start)?,
                _ => self.cursor.read_run(into, is_quoted),
            }
        }
        Ok(false)
    }

    fn escape(&mut self, into: &mut Vec<u8>, start: Mark) -> Scanned<()> {
        let mut digits = 0;
        let plain = match self.cursor.byte(1) {
            b'0' => "\0",
            b'a' => "\u{7}",
            b'b' => "\u{8}",
            b't' | b'\t' => "\t",
            b'n' => "\n",
            b'v' => "\u{b}",
            b'f' => "\u{c}",
            b'r' => "\r",
            b'e' => "\u{1b}",
            b' ' => " ",
            b'"' => "\"",
            b'\'' => "'",
            b'\\' => "\\",
            b'N' => "\u{85}",
            b'_' => "\u{a0}",
            b'L' => "\u{2028}",
            b'P' => "\u{2029}",
            letter => {
                digits = match letter {
                    b'x' => 2,
                    b'u' => 4,
                    b'U' => 8,
                    _ => return self.refuse(start, "found unknown escape character"),
                };
                ""
            }
        };
        into.extend_from_slice(plain.as_bytes());
        self.cursor.skip();
        self.cursor.skip();
        if digits == 0 {
            return Ok(());
        }
        let mut code = 0_u32;
        for ahead in 0..digits {
            let Some(digit) = char::from(self.cursor.byte(ahead)).to_digit(16) else {
                return self.refuse(start, "did not find expected hexdecimal number");
            };
            code = code << 4 | digit;
        }
        let Some(letter) = char::from_u32(code) else {
            return self.refuse(start, "found invalid Unicode character escape code");
        };
        let mut buffer = [0; 4];
        into.extend_from_slice(letter.encode_utf8(&mut buffer).as_bytes());
        (0..digits).for_each(|_| self.cursor.skip());
        Ok(())
    }
}
