//! `%YAML` and `%TAG`.

use super::cursor::text;
use super::{Kind, Mark, Scanned, Scanner};

/// More digits than any version has.
const MAX_DIGITS: usize = 9;

impl Scanner<'_> {
    pub(super) fn fetch_directive(&mut self) -> Scanned<()> {
        self.unroll_indent(-1);
        self.remove_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark;
        self.cursor.skip();
        let kind = match self.directive_name(start)?.as_str() {
            "YAML" => {
                self.cursor.skip_blanks();
                let major = self.version_number(start)?;
                if self.cursor.byte(0) != b'.' {
                    return self.refuse(start, "did not find expected digit or '.' character");
                }
                self.cursor.skip();
                Kind::Version(major, self.version_number(start)?)
            }
            "TAG" => {
                self.cursor.skip_blanks();
                let handle = self.tag_handle(true, start)?;
                if !self.cursor.is_blank(0) {
                    return self.refuse(start, "did not find expected whitespace");
                }
                self.cursor.skip_blanks();
                let prefix = self.tag_uri("", start)?;
                if !self.cursor.is_blank_or_end(0) {
                    return self.refuse(start, "did not find expected whitespace or line break");
                }
                Kind::TagDirective(Box::new((handle, prefix)))
            }
            _ => return self.refuse(start, "found unknown directive name"),
        };
        self.cursor.skip_blanks();
        if self.cursor.byte(0) == b'#' {
            self.cursor.skip_line_rest();
        }
        if !self.cursor.is_break_or_end(0) {
            return self.refuse(start, "did not find expected comment or line break");
        }
        self.cursor.skip_line();
        self.push(kind, start);
        Ok(())
    }

    fn directive_name(&mut self, start: Mark) -> Scanned<String> {
        let mut name = Vec::new();
        while self.cursor.is_word() {
            self.cursor.read(&mut name);
        }
        if name.is_empty() {
            return self.refuse(start, "could not find expected directive name");
        }
        if !self.cursor.is_blank_or_end(0) {
            return self.refuse(start, "found unexpected non-alphabetical character");
        }
        Ok(text(name))
    }

    fn version_number(&mut self, start: Mark) -> Scanned<u32> {
        let mut number = 0;
        let mut digits = 0;
        while self.cursor.byte(0).is_ascii_digit() {
            digits += 1;
            if digits > MAX_DIGITS {
                return self.refuse(start, "found extremely long version number");
            }
            number = number * 10 + u32::from(self.cursor.byte(0) - b'0');
            self.cursor.skip();
        }
        if digits == 0 {
            return self.refuse(start, "did not find expected version number");
        }
        Ok(number)
    }
}
