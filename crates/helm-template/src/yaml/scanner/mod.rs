//! From characters to tokens, with the rules and the refusals of go-yaml's scanner: YAML 1.1, where a
//! key ends on its line, tabs do not indent, and flow collections may stand anywhere.
//!
//! It must not know what tokens mean together.

mod cursor;
mod directives;
mod keys;
mod plain;
mod properties;
mod quoted;
mod tokens;

use std::collections::VecDeque;

use cursor::Cursor;
pub use cursor::Mark;
use keys::SimpleKey;
pub(super) use tokens::{Kind, Token};

/// Flow collections inside of each other, and levels of indentation.
const MAX_DEPTH: usize = 10_000;

/// How far the scanner looks at once.
const LOOKAHEAD: usize = 4;

/// Why a text is no YAML.
#[derive(Clone, Debug)]
pub(super) struct SyntaxError {
    /// What go-yaml calls the problem.
    pub(super) problem: String,
    /// Where it was noticed.
    pub(super) at: Mark,
    /// Where the construct began in which it was noticed.
    pub(super) context: Mark,
    /// Whether the scanner noticed it, not the parser; lines are counted differently.
    pub(super) by_scanner: bool,
}

pub(super) type Scanned<T> = Result<T, Box<SyntaxError>>;

/// The state of the scanner.
pub(super) struct Scanner<'t> {
    cursor: Cursor<'t>,
    tokens: VecDeque<Token>,
    /// Whether it is certain that the first token is the next one.
    certain: bool,
    /// How many tokens were taken from the front.
    taken: usize,
    started: bool,
    ended: bool,
    flow_level: usize,
    /// The column of the innermost block collection; -1 outside of all.
    indent: isize,
    indents: Vec<isize>,
    key_allowed: bool,
    /// What may turn out to be a key, for each flow level.
    keys: Vec<SimpleKey>,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Scanner {
            cursor: Cursor::new(text),
            tokens: VecDeque::new(),
            certain: false,
            taken: 0,
            started: false,
            ended: false,
            flow_level: 0,
            indent: -1,
            indents: Vec::new(),
            key_allowed: false,
            keys: Vec::new(),
        }
    }

    /// Whether the next few characters are behind the end.
    pub(super) fn is_near_end(&self) -> bool {
        self.cursor.is_near_end(LOOKAHEAD)
    }

    /// The next token, which stays.
    pub(super) fn peek(&mut self) -> Scanned<&Token> {
        self.fetch_enough()?;
        // The end of the stream is a token that is never taken.
        Ok(&self.tokens[0])
    }

    /// Takes the next token.
    pub(super) fn take(&mut self) -> Scanned<Token> {
        self.fetch_enough()?;
        if matches!(self.tokens[0].kind, Kind::StreamEnd) {
            return Ok(self.tokens[0].clone());
        }
        self.taken += 1;
        self.certain = false;
        let mark = self.cursor.mark;
        Ok(self.tokens.pop_front().unwrap_or_else(|| Token::at(Kind::StreamEnd, mark)))
    }

    fn refuse<T>(&self, context: Mark, problem: &str) -> Scanned<T> {
        let (problem, at) = (problem.to_owned(), self.cursor.mark);
        Err(Box::new(SyntaxError { problem, at, context, by_scanner: true }))
    }

    /// A token may be given out once it is certain that no key begins at it.
    fn fetch_enough(&mut self) -> Scanned<()> {
        while !self.certain {
            if !self.tokens.is_empty() && !self.head_may_be_key()? {
                self.certain = true;
            } else {
                self.fetch()?;
            }
        }
        Ok(())
    }

    fn fetch(&mut self) -> Scanned<()> {
        if !self.started {
            self.started = true;
            self.key_allowed = true;
            self.keys.push(SimpleKey::default());
        }
        self.skip_to_token();
        self.unroll_indent(self.cursor.mark.column as isize);
        if self.cursor.is_end(0) {
            return self.fetch_stream_end();
        }
        let cursor = &self.cursor;
        let first = cursor.byte(0);
        let is_lone = cursor.is_blank_or_end(1);
        let in_flow = self.flow_level > 0;
        if cursor.mark.column == 0 {
            if first == b'%' {
                return self.fetch_directive();
            }
            if cursor.is_document_indicator(b"---") {
                return self.fetch_document_indicator(Kind::DocumentStart);
            }
            if cursor.is_document_indicator(b"...") {
                return self.fetch_document_indicator(Kind::DocumentEnd);
            }
        }
        match first {
            b'[' => self.fetch_flow_start(Kind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(Kind::FlowMappingStart),
            b']' => self.fetch_flow_end(Kind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(Kind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if is_lone => self.fetch_block_entry(),
            b'?' if in_flow || is_lone => self.fetch_key(),
            b':' if in_flow || is_lone => self.fetch_value(),
            b'*' => self.fetch_property(true),
            b'&' => self.fetch_property(false),
            b'!' => self.fetch_tag(),
            b'|' if !in_flow => self.fetch_block_scalar(true),
            b'>' if !in_flow => self.fetch_block_scalar(false),
            b'\'' => self.fetch_quoted(true),
            b'"' => self.fetch_quoted(false),
            _ if self.starts_plain() => self.fetch_plain(),
            _ => self.refuse(cursor.mark, "found character that cannot start any token"),
        }
    }

    fn starts_plain(&self) -> bool {
        let cursor = &self.cursor;
        match cursor.byte(0) {
            b'-' => !cursor.is_blank(1),
            b'?' | b':' => self.flow_level == 0 && !cursor.is_blank_or_end(1),
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
            | b'"' | b'%' | b'@' | b'`' => false,
            _ => !cursor.is_blank_or_end(0),
        }
    }

    fn skip_to_token(&mut self) {
        loop {
            let cursor = &mut self.cursor;
            let tabs = self.flow_level > 0 || !self.key_allowed;
            cursor.skip_run(|byte| byte == b' ' || tabs && byte == b'\t');
            if cursor.byte(0) == b'#' {
                cursor.skip_line_rest();
            }
            if !cursor.is_break(0) {
                return;
            }
            cursor.skip_line();
            if self.flow_level == 0 {
                self.key_allowed = true;
            }
        }
    }

    /// Ends the block collections that stand further to the right than a column.
    fn unroll_indent(&mut self, column: isize) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            self.tokens.push_back(Token::at(Kind::BlockEnd, self.cursor.mark));
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    /// Begins a block collection at a column, before the token of a number or at the end.
    fn roll_indent(
        &mut self,
        column: usize,
        number: Option<usize>,
        kind: Kind,
        mark: Mark,
    ) -> Scanned<()> {
        if self.flow_level > 0 || self.indent >= column as isize {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column as isize;
        if self.indents.len() > MAX_DEPTH {
            return self.refuse(self.cursor.mark, &format!("exceeded max depth of {MAX_DEPTH}"));
        }
        let token = Token::at(kind, mark);
        match number {
            Some(number) => self.tokens.insert(number.saturating_sub(self.taken), token),
            None => self.tokens.push_back(token),
        }
        Ok(())
    }
}
