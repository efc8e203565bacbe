//! Cuts what is between delimiters.

use super::{Kind, Lexer, Step, is_space};
use crate::go::quote;
use crate::octets;

const KEYWORDS: [&str; 11] = [
    "block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with",
];

fn is_word(character: char) -> bool {
    character == '_' || character.is_alphabetic() || character.is_numeric()
}

/// Writes a character as Go's `%#U` does.
fn unicode_point(character: char) -> String {
    let character = octets::replaced(character);
    let code = character as u32;
    match quote::is_print(character) {
        true => format!("U+{code:04X} '{character}'"),
        false => format!("U+{code:04X}"),
    }
}

impl Lexer<'_> {
    pub(super) fn action(&mut self) -> Step {
        loop {
            if let Some(trims) = self.at_right_delimiter() {
                if self.parentheses > 0 {
                    return self.fail("unclosed left paren");
                }
                self.right_delimiter(trims);
                return Ok(());
            }
            let Some(character) = self.next() else {
                return self.fail("unclosed action");
            };
            match character {
                ' ' | '\t' | '\r' | '\n' => self.space(),
                '=' => self.emit(Kind::Assign),
                ':' => {
                    if self.next() != Some('=') {
                        return self.fail("expected :=");
                    }
                    self.emit(Kind::Declare);
                }
                '|' => self.emit(Kind::Pipe),
                '"' => self.quoted('"', Kind::String, "unterminated quoted string")?,
                '`' => self.raw_string()?,
                '$' => {
                    if self.at_terminator() {
                        self.emit(Kind::Variable);
                    } else {
                        self.field_or_variable(Kind::Variable)?;
                    }
                }
                '\'' => self.quoted('\'', Kind::Rune, "unterminated character constant")?,
                '.' if self.position < self.text.len()
                    && !self.byte(self.position).is_ascii_digit() =>
                {
                    self.field_or_variable(Kind::Field)?;
                }
                '.' | '+' | '-' | '0'..='9' => {
                    self.position -= 1;
                    self.number()?;
                }
                '(' => {
                    self.parentheses += 1;
                    self.emit(Kind::LeftParenthesis);
                }
                ')' => {
                    if self.parentheses == 0 {
                        return self.fail("unexpected right paren");
                    }
                    self.parentheses -= 1;
                    self.emit(Kind::RightParenthesis);
                }
                word if is_word(word) => self.identifier()?,
                other if other.is_ascii_graphic() => self.emit(Kind::Character),
                other => {
                    let point = unicode_point(other);
                    return self.fail(format!("unrecognized character in action: {point}"));
                }
            }
        }
    }

    fn space(&mut self) {
        while is_space(self.byte(self.position)) {
            self.position += 1;
        }
        // The last blank belongs to a trimming delimiter, if one follows.
        self.position -= 1;
        if self.at_right_delimiter() == Some(true) {
            if self.position > self.start {
                self.emit(Kind::Space);
            }
            return;
        }
        self.position += 1;
        self.emit(Kind::Space);
    }

    fn at_terminator(&self) -> bool {
        match self.peek() {
            None => true,
            Some(character) => {
                matches!(character, ' ' | '\t' | '\r' | '\n' | '.' | ',' | '|' | ':' | ')' | '(')
                    || self.rest().starts_with("}}")
            }
        }
    }

    fn word(&mut self) -> Step {
        while let Some(character) = self.peek().filter(|character| is_word(*character)) {
            self.position += character.len_utf8();
        }
        match self.peek() {
            Some(character) if !self.at_terminator() => {
                self.fail(format!("bad character {}", unicode_point(character)))
            }
            _ => Ok(()),
        }
    }

    fn identifier(&mut self) -> Step {
        self.word()?;
        let kind = match &self.text[self.start..self.position] {
            "true" | "false" => Kind::Bool,
            word if KEYWORDS.contains(&word) => Kind::Keyword,
            _ => Kind::Identifier,
        };
        self.emit(kind);
        Ok(())
    }

    fn field_or_variable(&mut self, kind: Kind) -> Step {
        if self.at_terminator() {
            self.emit(if kind == Kind::Variable { kind } else { Kind::Dot });
            return Ok(());
        }
        self.word()?;
        self.emit(kind);
        Ok(())
    }

    fn quoted(&mut self, quote: char, kind: Kind, message: &str) -> Step {
        loop {
            match self.next() {
                Some('\\') => {
                    if matches!(self.next(), None | Some('\n')) {
                        return self.fail(message);
                    }
                }
                None | Some('\n') => return self.fail(message),
                Some(character) if character == quote => break,
                Some(_) => {}
            }
        }
        self.emit(kind);
        Ok(())
    }

    fn raw_string(&mut self) -> Step {
        let Some(length) = self.rest().find('`') else {
            return self.fail("unterminated raw quoted string");
        };
        self.position += length + 1;
        self.emit(Kind::RawString);
        Ok(())
    }

    fn number(&mut self) -> Step {
        if !self.scan_number() {
            let text = &self.text[self.start..self.position];
            let message = format!("bad number syntax: {}", quote::quoted(text));
            return self.fail(message);
        }
        if matches!(self.byte(self.position), b'+' | b'-') {
            if !self.scan_number() || self.byte(self.position - 1) != b'i' {
                let text = &self.text[self.start..self.position];
                let message = format!("bad number syntax: {}", quote::quoted(text));
                return self.fail(message);
            }
            self.emit(Kind::Complex);
            return Ok(());
        }
        self.emit(Kind::Number);
        Ok(())
    }

    fn accept(&mut self, set: &[u8]) -> bool {
        let found = set.contains(&self.byte(self.position)) && self.position < self.text.len();
        if found {
            self.position += 1;
        }
        found
    }

    fn scan_number(&mut self) -> bool {
        self.accept(b"+-");
        let mut digits: &[u8] = b"0123456789_";
        if self.accept(b"0") {
            if self.accept(b"xX") {
                digits = b"0123456789abcdefABCDEF_";
            } else if self.accept(b"oO") {
                digits = b"01234567_";
            } else if self.accept(b"bB") {
                digits = b"01_";
            }
        }
        while self.accept(digits) {}
        if self.accept(b".") {
            while self.accept(digits) {}
        }
        let exponent: &[u8] = match digits.len() {
            11 => b"eE",
            23 => b"pP",
            _ => b"",
        };
        if self.accept(exponent) {
            self.accept(b"+-");
            while self.accept(b"0123456789_") {}
        }
        self.accept(b"i");
        if let Some(character) = self.peek().filter(|character| is_word(*character)) {
            self.position += character.len_utf8();
            return false;
        }
        true
    }
}
