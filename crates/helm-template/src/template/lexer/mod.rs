//! Cuts the text of a template into tokens, as Go's text/template does.
//!
//! It knows nothing of grammar: which token may follow which is the parser's concern.

mod action;

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

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// A whole text, cut.
pub(crate) struct Tokens {
    /// The last is the end or an error.
    pub(crate) tokens: Vec<Token>,
    /// For each comment with line ends in it, where it is over, and how many there are.
    pub(crate) comments: Vec<(usize, u32)>,
}

/// Cuts a whole text.
pub(crate) fn tokens(text: &str) -> Tokens {
    let mut lexer = Lexer {
        text,
        position: 0,
        start: 0,
        parentheses: 0,
        tokens: Vec::with_capacity(text.len() / 6 + 4),
        comments: Vec::new(),
    };
    lexer.run();
    Tokens { tokens: lexer.tokens, comments: lexer.comments }
}

struct Lexer<'t> {
    text: &'t str,
    position: usize,
    start: usize,
    parentheses: usize,
    tokens: Vec<Token>,
    comments: Vec<(usize, u32)>,
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
        let inside = &self.bytes()[self.start..self.position];
        let ends = inside.iter().filter(|byte| **byte == b'\n').count();
        if ends > 0 {
            self.comments.push((self.position, ends as u32));
        }
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
}
