//! Builds the trees of a template's text, with the errors of Go's text/template.
//!
//! It looks functions up by name and knows nothing of values.

mod pipeline;
mod statement;

use std::sync::Arc;

use super::lexer::{Kind, Token, Tokens, tokens};
use super::tree::{Coverage, Source, Tree};
use super::{FunctionTable, Rules};
use crate::coverage::{Arm, Place};
use crate::go::{quote, stack};
use crate::octets;

/// Nesting beyond this is refused; nobody writes it, and Go itself bounds it in later versions.
const MAX_NESTING: usize = 500;

/// What parsing a text needs and fills.
pub(crate) struct Input<'a> {
    /// The name in error texts.
    pub(crate) name: Arc<str>,
    /// The number of the text among those of a render.
    pub(crate) number: u32,
    /// The text.
    pub(crate) text: &'a [u8],
    /// The functions that there are.
    pub(crate) functions: &'static FunctionTable,
    /// What differs between versions of Go.
    pub(crate) rules: Rules,
    /// The places of the set's coverage, where they count.
    pub(crate) places: Option<&'a mut Vec<Place>>,
}

/// What parsing a text gives.
pub(crate) struct Parsing {
    /// Its own tree, which is the last, and those of its defines.
    pub(crate) trees: Vec<Tree>,
    /// What is known of the text.
    pub(crate) source: Arc<Source>,
}

/// Parses a text: the trees of its defines and its own, or Go's error text.
pub(crate) fn parse(input: Input<'_>) -> Result<Parsing, String> {
    let source = Arc::new(Source::new(input.name.clone(), input.number, input.text));
    let (text, has_octets) = octets::text(input.text);
    let Tokens { tokens, comments } = tokens(&text);
    let mut parser = Parser {
        tokens,
        uncounted: if input.rules.counts_comments { Vec::new() } else { comments },
        text: &text,
        octets: if has_octets { octets::places(&text) } else { Vec::new() },
        cursor: 0,
        furthest: 0,
        action_line: 0,
        depth: 0,
        scope: Scope::default(),
        functions: input.functions,
        rules: input.rules,
        places: input.places,
        trees: Vec::new(),
        source,
    };
    parser.file().map_err(|error| if has_octets { octets::shown(&error) } else { error })?;
    Ok(Parsing { trees: parser.trees, source: parser.source })
}

/// What belongs to one template while it is parsed.
struct Scope {
    variables: Vec<Arc<str>>,
    ranges: usize,
}

impl Default for Scope {
    fn default() -> Self {
        Scope { variables: vec!["$".into()], ranges: 0 }
    }
}

type Parsed<T> = Result<T, String>;

struct Parser<'a> {
    tokens: Vec<Token>,
    /// The comments whose line ends do not count in error texts.
    uncounted: Vec<(usize, u32)>,
    text: &'a str,
    /// Where characters of the text stand for bytes that are no UTF-8.
    octets: Vec<usize>,
    cursor: usize,
    furthest: usize,
    action_line: u32,
    depth: usize,
    scope: Scope,
    functions: &'static FunctionTable,
    rules: Rules,
    places: Option<&'a mut Vec<Place>>,
    trees: Vec<Tree>,
    source: Arc<Source>,
}

impl Parser<'_> {
    fn token(&self, index: usize) -> &Token {
        &self.tokens[index.min(self.tokens.len() - 1)]
    }

    /// Takes the next token and gives its index.
    fn next(&mut self) -> usize {
        let index = self.cursor.min(self.tokens.len() - 1);
        self.cursor = index + 1;
        self.furthest = self.furthest.max(index);
        index
    }

    fn next_non_space(&mut self) -> usize {
        loop {
            let index = self.next();
            if self.kind(index) != Kind::Space {
                return index;
            }
        }
    }

    fn peek(&mut self) -> usize {
        let index = self.next();
        self.cursor = index;
        index
    }

    fn peek_non_space(&mut self) -> usize {
        let index = self.next_non_space();
        self.cursor = index;
        index
    }

    fn kind(&self, index: usize) -> Kind {
        self.token(index).kind
    }

    fn word(&self, index: usize) -> &str {
        let token = self.token(index);
        &self.text[token.offset..token.end]
    }

    fn is_keyword(&self, index: usize, keyword: &str) -> bool {
        self.kind(index) == Kind::Keyword && self.word(index) == keyword
    }

    fn offset(&self, index: usize) -> u32 {
        let offset = self.token(index).offset;
        let octets = self.octets.partition_point(|place| *place < offset);
        (offset - octets * (octets::WIDTH - 1)) as u32
    }

    /// The line of a token in error texts.
    fn line(&self, index: usize) -> u32 {
        let offset = self.token(index).offset;
        let before = self.uncounted.iter().take_while(|(end, _)| *end <= offset);
        self.source.line(self.offset(index)) - before.map(|(_, lines)| lines).sum::<u32>()
    }

    fn error<T>(&self, message: impl std::fmt::Display) -> Parsed<T> {
        let line = self.line(self.furthest);
        Err(format!("template: {}:{line}: {message}", self.source.name))
    }

    fn shown(&self, index: usize) -> String {
        let token = self.token(index);
        match token.kind {
            Kind::End => "EOF".to_owned(),
            Kind::Error => token.message.clone().unwrap_or_default(),
            Kind::Keyword => format!("<{}>", self.word(index)),
            Kind::Dot => "<.>".to_owned(),
            _ => {
                let word = self.word(index);
                let start: String = word.chars().take(10).collect();
                let dots = if word.len() > 10 { "..." } else { "" };
                format!("{}{dots}", quote::quoted(if dots.is_empty() { word } else { &start }))
            }
        }
    }

    fn unexpected<T>(&self, index: usize, context: &str) -> Parsed<T> {
        let shown = self.shown(index);
        if self.kind(index) != Kind::Error {
            return self.error(format!("unexpected {shown} in {context}"));
        }
        let line = self.line(index);
        if self.action_line == 0 || self.action_line == line {
            return self.error(shown);
        }
        let started = format!(" started at {}:{}", self.source.name, self.action_line);
        if shown.ends_with(" action") {
            return self.error(format!("{shown}{started}"));
        }
        self.error(format!("{shown} in action{started}"))
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Parsed<usize> {
        let index = self.next_non_space();
        if self.kind(index) != kind {
            return self.unexpected(index, context);
        }
        Ok(index)
    }

    /// Numbers places of the coverage: as many as there are arms.
    fn places(&mut self, offset: u32, arms: &[Arm]) -> Coverage {
        let Some(places) = &mut self.places else {
            return Coverage(u32::MAX);
        };
        let first = places.len() as u32;
        for arm in arms {
            places.push(Place {
                template: self.source.name.clone(),
                line: self.source.line(offset),
                column: self.source.column(offset) + 1,
                arm: arm.clone(),
                written: true,
            });
        }
        Coverage(first)
    }

    /// Says that nothing stands on the second of two ways.
    fn passes_by(&mut self, coverage: Coverage) {
        let second = coverage.0.checked_add(1).map(|number| number as usize);
        let places = self.places.as_mut();
        if let Some(place) = places.zip(second).and_then(|(places, it)| places.get_mut(it)) {
            place.written = false;
        }
    }

    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return self.error(format!("nesting is deeper than {MAX_NESTING}"));
        }
        let result = stack::grown(|| parse(self));
        self.depth -= 1;
        result
    }
}
