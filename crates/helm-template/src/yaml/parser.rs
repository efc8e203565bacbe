//! From tokens to events, with the grammar and the refusals of go-yaml's parser.
//!
//! It must not know what values events make.

use super::scanner::{Kind, Mark, Scanned, Scanner, SyntaxError, Token};

/// An event and where it begins.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) kind: EventKind,
    pub(super) start: Mark,
}

#[derive(Debug)]
pub(super) enum EventKind {
    DocumentStart,
    DocumentEnd,
    StreamEnd,
    Alias(String),
    Scalar {
        text: String,
        /// Whether the text decides the type.
        plain: bool,
        tag: Option<String>,
        anchor: Option<String>,
    },
    SequenceStart {
        anchor: Option<String>,
    },
    SequenceEnd,
    MappingStart {
        anchor: Option<String>,
    },
    MappingEnd,
}

/// What is expected next.
#[derive(Clone, Copy, Debug)]
enum State {
    DocumentStart { implicit: bool },
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequence { first: bool },
    IndentlessSequence,
    BlockMappingKey { first: bool },
    BlockMappingValue,
    FlowSequence { first: bool },
    PairKey,
    PairValue,
    PairEnd,
    FlowMappingKey { first: bool },
    FlowMappingValue,
    FlowMappingEmptyValue,
    End,
}

pub(super) struct Parser<'t> {
    scanner: Scanner<'t>,
    state: State,
    states: Vec<State>,
    marks: Vec<Mark>,
    /// Handles and prefixes of tags in this document.
    handles: Vec<(String, String)>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Parser {
            scanner: Scanner::new(text),
            state: State::DocumentStart { implicit: true },
            states: Vec::new(),
            marks: Vec::new(),
            handles: Vec::new(),
        }
    }

    pub(super) fn next(&mut self) -> Scanned<Event> {
        match self.state {
            State::DocumentStart { implicit } => self.document_start(implicit),
            State::DocumentContent => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::BlockNode => self.node(true, false),
            State::BlockSequence { first } => self.block_sequence(first),
            State::IndentlessSequence => self.indentless_sequence(),
            State::BlockMappingKey { first } => self.block_mapping_key(first),
            State::BlockMappingValue => self.block_mapping_value(),
            State::FlowSequence { first } => self.flow_sequence(first),
            State::PairKey => self.pair_key(),
            State::PairValue => self.pair_value(),
            State::PairEnd => {
                self.state = State::FlowSequence { first: false };
                let start = self.scanner.peek()?.start;
                Ok(Event { kind: EventKind::MappingEnd, start })
            }
            State::FlowMappingKey { first } => self.flow_mapping_key(first),
            State::FlowMappingValue => self.flow_mapping_value(false),
            State::FlowMappingEmptyValue => self.flow_mapping_value(true),
            State::End => {
                let start = self.scanner.peek()?.start;
                Ok(Event { kind: EventKind::StreamEnd, start })
            }
        }
    }

    /// Whether the text was needed to its end.
    pub(super) fn is_near_end(&self) -> bool {
        self.scanner.is_near_end()
    }

    fn refuse<T>(&self, context: Mark, problem: &str, at: Mark) -> Scanned<T> {
        let problem = problem.to_owned();
        Err(Box::new(SyntaxError { problem, at, context, by_scanner: false }))
    }

    fn pop(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    fn document_start(&mut self, implicit: bool) -> Scanned<Event> {
        if !implicit {
            while self.scanner.peek()?.kind == Kind::DocumentEnd {
                self.scanner.take()?;
            }
        }
        let Token { kind, start } = self.scanner.peek()?.clone();
        let is_explicit =
            matches!(kind, Kind::Version(..) | Kind::TagDirective(..) | Kind::DocumentStart);
        if kind == Kind::StreamEnd {
            self.state = State::End;
            return Ok(Event { kind: EventKind::StreamEnd, start });
        }
        self.directives()?;
        self.states.push(State::DocumentEnd);
        if implicit && !is_explicit {
            self.state = State::BlockNode;
        } else {
            let token = self.scanner.peek()?;
            if token.kind != Kind::DocumentStart {
                let at = token.start;
                return self.refuse(Mark::default(), "did not find expected <document start>", at);
            }
            self.scanner.take()?;
            self.state = State::DocumentContent;
        }
        Ok(Event { kind: EventKind::DocumentStart, start })
    }

    fn directives(&mut self) -> Scanned<()> {
        self.handles.clear();
        let mut versioned = false;
        loop {
            let start = self.scanner.peek()?.start;
            match self.scanner.peek()?.kind.clone() {
                Kind::Version(major, minor) => {
                    if versioned {
                        let problem = "found duplicate %YAML directive";
                        return self.refuse(Mark::default(), problem, start);
                    }
                    if (major, minor) != (1, 1) {
                        let problem = "found incompatible YAML document";
                        return self.refuse(Mark::default(), problem, start);
                    }
                    versioned = true;
                }
                Kind::TagDirective(handle, prefix) => {
                    if self.handles.iter().any(|(known, _)| *known == handle) {
                        let problem = "found duplicate %TAG directive";
                        return self.refuse(Mark::default(), problem, start);
                    }
                    self.handles.push((handle, prefix));
                }
                _ => break,
            }
            self.scanner.take()?;
        }
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            if !self.handles.iter().any(|(known, _)| known == handle) {
                self.handles.push((handle.to_owned(), prefix.to_owned()));
            }
        }
        Ok(())
    }

    fn document_content(&mut self) -> Scanned<Event> {
        match self.scanner.peek()?.kind {
            Kind::Version(..)
            | Kind::TagDirective(..)
            | Kind::DocumentStart
            | Kind::DocumentEnd
            | Kind::StreamEnd => {
                self.pop();
                self.empty()
            }
            _ => self.node(true, false),
        }
    }

    fn document_end(&mut self) -> Scanned<Event> {
        let Token { kind, start } = self.scanner.peek()?.clone();
        if kind == Kind::DocumentEnd {
            self.scanner.take()?;
        }
        self.handles.clear();
        self.state = State::DocumentStart { implicit: false };
        Ok(Event { kind: EventKind::DocumentEnd, start })
    }

    /// A scalar that is not there.
    fn empty(&mut self) -> Scanned<Event> {
        let start = self.scanner.peek()?.start;
        let (text, tag, anchor) = (String::new(), None, None);
        Ok(Event { kind: EventKind::Scalar { text, plain: true, tag, anchor }, start })
    }

    fn node(&mut self, block: bool, indentless: bool) -> Scanned<Event> {
        let start = self.scanner.peek()?.start;
        if matches!(self.scanner.peek()?.kind, Kind::Alias(_)) {
            self.pop();
            let Kind::Alias(name) = self.scanner.take()?.kind else {
                return self.empty();
            };
            return Ok(Event { kind: EventKind::Alias(name), start });
        }
        let (anchor, tag) = self.properties(start)?;
        if indentless && self.scanner.peek()?.kind == Kind::BlockEntry {
            self.state = State::IndentlessSequence;
            return Ok(Event { kind: EventKind::SequenceStart { anchor }, start });
        }
        let sequence = |anchor| EventKind::SequenceStart { anchor };
        let mapping = |anchor| EventKind::MappingStart { anchor };
        let (state, kind) = match self.scanner.peek()?.kind {
            Kind::Scalar(..) => {
                self.pop();
                let Kind::Scalar(text, plain) = self.scanner.take()?.kind else {
                    return self.empty();
                };
                let plain = plain && tag.is_none();
                let tag = tag.filter(|tag| tag != "!");
                return Ok(Event { kind: EventKind::Scalar { text, plain, tag, anchor }, start });
            }
            Kind::FlowSequenceStart => (State::FlowSequence { first: true }, sequence(anchor)),
            Kind::FlowMappingStart => (State::FlowMappingKey { first: true }, mapping(anchor)),
            Kind::BlockSequenceStart if block => {
                (State::BlockSequence { first: true }, sequence(anchor))
            }
            Kind::BlockMappingStart if block => {
                (State::BlockMappingKey { first: true }, mapping(anchor))
            }
            _ if anchor.is_some() || tag.is_some() => {
                self.pop();
                let (text, plain) = (String::new(), tag.is_none());
                return Ok(Event { kind: EventKind::Scalar { text, plain, tag, anchor }, start });
            }
            _ => {
                let at = self.scanner.peek()?.start;
                return self.refuse(start, "did not find expected node content", at);
            }
        };
        self.state = state;
        Ok(Event { kind, start })
    }

    /// An anchor and a tag, in any order.
    fn properties(&mut self, start: Mark) -> Scanned<(Option<String>, Option<String>)> {
        let (mut anchor, mut tag) = (None, None);
        loop {
            match self.scanner.peek()?.kind {
                Kind::Anchor(_) if anchor.is_none() => {
                    if let Kind::Anchor(name) = self.scanner.take()?.kind {
                        anchor = Some(name);
                    }
                }
                Kind::Tag(..) if tag.is_none() => {
                    let Token { kind, start: at } = self.scanner.take()?;
                    let Kind::Tag(handle, suffix) = kind else { continue };
                    tag = Some(self.tag(handle, suffix, start, at)?);
                }
                _ => return Ok((anchor, tag)),
            }
        }
    }

    fn tag(&self, handle: String, suffix: String, start: Mark, at: Mark) -> Scanned<String> {
        if handle.is_empty() {
            return Ok(suffix);
        }
        match self.handles.iter().find(|(known, _)| *known == handle) {
            Some((_, prefix)) => Ok(format!("{prefix}{suffix}")),
            None => self.refuse(start, "found undefined tag handle", at),
        }
    }

    /// The node that comes next, unless a token stands there that ends or divides; then nothing.
    fn node_or_empty(
        &mut self,
        after: State,
        is_ender: fn(&Kind) -> bool,
        block: bool,
        indentless: bool,
    ) -> Scanned<Event> {
        if is_ender(&self.scanner.peek()?.kind) {
            self.state = after;
            return self.empty();
        }
        self.states.push(after);
        self.node(block, indentless)
    }

    fn open(&mut self, first: bool) -> Scanned<()> {
        if first {
            let start = self.scanner.take()?.start;
            self.marks.push(start);
        }
        Ok(())
    }

    /// Ends a collection with the token that stands there.
    fn close(&mut self, kind: EventKind) -> Scanned<Event> {
        self.pop();
        self.marks.pop();
        let start = self.scanner.take()?.start;
        Ok(Event { kind, start })
    }

    fn unexpected(&mut self, problem: &str) -> Scanned<Event> {
        let context = self.marks.pop().unwrap_or_default();
        let at = self.scanner.peek()?.start;
        self.refuse(context, problem, at)
    }

    fn block_sequence(&mut self, first: bool) -> Scanned<Event> {
        self.open(first)?;
        match self.scanner.peek()?.kind {
            Kind::BlockEntry => {
                self.scanner.take()?;
                let is_ender = |kind: &Kind| matches!(kind, Kind::BlockEntry | Kind::BlockEnd);
                self.node_or_empty(State::BlockSequence { first: false }, is_ender, true, false)
            }
            Kind::BlockEnd => self.close(EventKind::SequenceEnd),
            _ => self.unexpected("did not find expected '-' indicator"),
        }
    }

    fn indentless_sequence(&mut self) -> Scanned<Event> {
        if self.scanner.peek()?.kind == Kind::BlockEntry {
            self.scanner.take()?;
            let is_ender = |kind: &Kind| {
                matches!(kind, Kind::BlockEntry | Kind::Key | Kind::Value | Kind::BlockEnd)
            };
            return self.node_or_empty(State::IndentlessSequence, is_ender, true, false);
        }
        self.pop();
        let start = self.scanner.peek()?.start;
        Ok(Event { kind: EventKind::SequenceEnd, start })
    }

    fn block_mapping_key(&mut self, first: bool) -> Scanned<Event> {
        self.open(first)?;
        match self.scanner.peek()?.kind {
            Kind::Key => {
                self.scanner.take()?;
                let is_ender =
                    |kind: &Kind| matches!(kind, Kind::Key | Kind::Value | Kind::BlockEnd);
                self.node_or_empty(State::BlockMappingValue, is_ender, true, true)
            }
            Kind::BlockEnd => self.close(EventKind::MappingEnd),
            _ => self.unexpected("did not find expected key"),
        }
    }

    fn block_mapping_value(&mut self) -> Scanned<Event> {
        let next = State::BlockMappingKey { first: false };
        if self.scanner.peek()?.kind != Kind::Value {
            self.state = next;
            return self.empty();
        }
        self.scanner.take()?;
        let is_ender = |kind: &Kind| matches!(kind, Kind::Key | Kind::Value | Kind::BlockEnd);
        self.node_or_empty(next, is_ender, true, true)
    }

    fn flow_sequence(&mut self, first: bool) -> Scanned<Event> {
        self.open(first)?;
        if !first && self.scanner.peek()?.kind != Kind::FlowSequenceEnd {
            if self.scanner.peek()?.kind != Kind::FlowEntry {
                return self.unexpected("did not find expected ',' or ']'");
            }
            self.scanner.take()?;
        }
        match self.scanner.peek()?.kind {
            Kind::FlowSequenceEnd => self.close(EventKind::SequenceEnd),
            Kind::Key => {
                self.state = State::PairKey;
                let start = self.scanner.take()?.start;
                Ok(Event { kind: EventKind::MappingStart { anchor: None }, start })
            }
            _ => {
                self.states.push(State::FlowSequence { first: false });
                self.node(false, false)
            }
        }
    }

    fn pair_key(&mut self) -> Scanned<Event> {
        match self.scanner.peek()?.kind {
            Kind::Value | Kind::FlowEntry | Kind::FlowSequenceEnd => {
                // As in go-yaml, the token is gone.
                self.scanner.take()?;
                self.state = State::PairValue;
                self.empty()
            }
            _ => {
                self.states.push(State::PairValue);
                self.node(false, false)
            }
        }
    }

    fn pair_value(&mut self) -> Scanned<Event> {
        if self.scanner.peek()?.kind != Kind::Value {
            self.state = State::PairEnd;
            return self.empty();
        }
        self.scanner.take()?;
        let is_ender = |kind: &Kind| matches!(kind, Kind::FlowEntry | Kind::FlowSequenceEnd);
        self.node_or_empty(State::PairEnd, is_ender, false, false)
    }

    fn flow_mapping_key(&mut self, first: bool) -> Scanned<Event> {
        self.open(first)?;
        if !first && self.scanner.peek()?.kind != Kind::FlowMappingEnd {
            if self.scanner.peek()?.kind != Kind::FlowEntry {
                return self.unexpected("did not find expected ',' or '}'");
            }
            self.scanner.take()?;
        }
        match self.scanner.peek()?.kind {
            Kind::FlowMappingEnd => self.close(EventKind::MappingEnd),
            Kind::Key => {
                self.scanner.take()?;
                let is_ender = |kind: &Kind| {
                    matches!(kind, Kind::Value | Kind::FlowEntry | Kind::FlowMappingEnd)
                };
                self.node_or_empty(State::FlowMappingValue, is_ender, false, false)
            }
            _ => {
                self.states.push(State::FlowMappingEmptyValue);
                self.node(false, false)
            }
        }
    }

    fn flow_mapping_value(&mut self, empty: bool) -> Scanned<Event> {
        let next = State::FlowMappingKey { first: false };
        if empty || self.scanner.peek()?.kind != Kind::Value {
            self.state = next;
            return self.empty();
        }
        self.scanner.take()?;
        let is_ender = |kind: &Kind| matches!(kind, Kind::FlowEntry | Kind::FlowMappingEnd);
        self.node_or_empty(next, is_ender, false, false)
    }
}
