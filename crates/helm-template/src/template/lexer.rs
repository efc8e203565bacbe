//! Cuts the text of a template into tokens, as Go's text/template does.
//!
//! It knows nothing of grammar: which token may follow which is the parser's concern.

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something that is no token; the text is the message.
    Error,
    /// `true` or `false`.
    Bool,
    /// A printable character without a meaning of its own, such as a comma.
    Character,
    /// `'x'`
    Rune,
    /// `1i`, which no function of Helm's takes.
    Complex,
    /// `=`
    Assign,
    /// `:=`
    Declare,
    /// The end of the text.
    End,
    /// `.name`
    Field,
    /// A name.
    Identifier,
    /// `{{`
    LeftDelimiter,
    /// `(`
    LeftParenthesis,
    /// A number.
    Number,
    /// `|`
    Pipe,
    /// A string between back quotes.
    RawString,
    /// `}}`
    RightDelimiter,
    /// `)`
    RightParenthesis,
    /// Blanks between arguments.
    Space,
    /// A string between double quotes.
    String,
    /// Text outside of actions.
    Text,
    /// `$name`
    Variable,
    /// `.`
    Dot,
    /// A keyword; the text says which.
    Keyword,
}

/// A token: what it is, where it starts, and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// The offset of its first byte.
    pub(crate) offset: usize,
    /// The offset after its last byte.
    pub(crate) end: usize,
    /// The message of an error.
    pub(crate) message: Option<String>,
}

const KEYWORDS: [&str; 11] = [
    "block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with",
];

pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn is_word(character: char) -> bool {
    character == '_' || character.is_alphabetic() || character.is_numeric()
}

/// Writes a character as Go's `%#U` does.
fn unicode_point(character: char) -> String {
    format!("U+{:04X} '{character}'", character as u32)
}

/// Cuts a whole text; the last token is the end or an error.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        position: 0,
        start: 0,
        parentheses: 0,
        tokens: Vec::with_capacity(text.len() / 6 + 4),
    };
    lexer.run();
    lexer.tokens
}

struct Lexer<'t> {
    text: &'t str,
    position: usize,
    start: usize,
    parentheses: usize,
    tokens: Vec<Token>,
}

/// Whether lexing goes on.
type Step = Result<(), ()>;

impl Lexer<'_> {
    fn run(&mut self) {
        loop {
            match self.text_until_action() {
                Ok(true) => {}
                Ok(false) => {
                    self.start = self.position;
                    self.emit(Kind::End);
                    return;
                }
                Err(()) => return,
            }
        }
    }

    fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    fn byte(&self, offset: usize) -> u8 {
        self.bytes().get(offset).copied().unwrap_or(0)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.position += character.len_utf8();
        Some(character)
    }

    fn emit(&mut self, kind: Kind) {
        let token = Token { kind, offset: self.start, end: self.position, message: None };
        self.tokens.push(token);
        self.start = self.position;
    }

    fn fail(&mut self, message: impl Into<String>) -> Step {
        self.tokens.push(Token {
            kind: Kind::Error,
            offset: self.start,
            end: self.start,
            message: Some(message.into()),
        });
        Err(())
    }

    /// Emits text and the action behind it; false at the end of the text.
    fn text_until_action(&mut self) -> Result<bool, ()> {
        let Some(length) = self.rest().find("{{") else {
            self.position = self.text.len();
            if self.position > self.start {
                self.emit(Kind::Text);
            }
            return Ok(false);
        };
        let delimiter = self.position + length;
        let trims = self.byte(delimiter + 2) == b'-' && is_space(self.byte(delimiter + 3));
        let mut end = delimiter;
        if trims {
            while end > self.start && is_space(self.byte(end - 1)) {
                end -= 1;
            }
        }
        self.position = end;
        if self.position > self.start {
            self.emit(Kind::Text);
        }
        self.position = delimiter;
        self.start = delimiter;
        self.left_delimiter(trims)?;
        Ok(true)
    }

    fn left_delimiter(&mut self, trims: bool) -> Step {
        self.position += 2;
        let after = self.position + if trims { 2 } else { 0 };
        if self.text.get(after..).is_some_and(|rest| rest.starts_with("/*")) {
            self.position = after;
            return self.comment();
        }
        self.emit(Kind::LeftDelimiter);
        self.position = after;
        self.start = after;
        self.parentheses = 0;
        self.action()
    }

    fn comment(&mut self) -> Step {
        self.start = self.position;
        let Some(length) = self.rest()[2..].find("*/") else {
            return self.fail("unclosed comment");
        };
        self.position += 2 + length + 2;
        let Some(trims) = self.at_right_delimiter() else {
            return self.fail("comment ends before closing delimiter");
        };
        self.skip_right_delimiter(trims);
        Ok(())
    }

    /// Whether a closing delimiter is here, and whether it trims what follows.
    fn at_right_delimiter(&self) -> Option<bool> {
        let rest = &self.bytes()[self.position..];
        if rest.len() >= 4 && is_space(rest[0]) && rest[1..].starts_with(b"-}}") {
            return Some(true);
        }
        rest.starts_with(b"}}").then_some(false)
    }

    fn skip_right_delimiter(&mut self, trims: bool) {
        self.position += if trims { 4 } else { 2 };
        if trims {
            while is_space(self.byte(self.position)) {
                self.position += 1;
            }
        }
        self.start = self.position;
    }

    fn right_delimiter(&mut self, trims: bool) {
        if trims {
            self.position += 2;
            self.start = self.position;
        }
        self.position += 2;
        self.emit(Kind::RightDelimiter);
        if trims {
            while is_space(self.byte(self.position)) {
                self.position += 1;
            }
            self.start = self.position;
        }
    }

    fn action(&mut self) -> Step {
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
            let message = format!("bad number syntax: {}", crate::go::quote::quoted(text));
            return self.fail(message);
        }
        if matches!(self.byte(self.position), b'+' | b'-') {
            if !self.scan_number() || self.byte(self.position - 1) != b'i' {
                let text = &self.text[self.start..self.position];
                let message = format!("bad number syntax: {}", crate::go::quote::quoted(text));
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
