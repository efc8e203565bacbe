//! From tokens to events, with the grammar and the refusals of go-yaml's parser.
//!
//! It must not know what values events make.

mod event;
mod flow;

pub use event::{Event, EventKind};

use super::scanner::{Kind, Mark, Scanned, Scanner, SyntaxError, Token};

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
    /// The newest minor version of YAML 1 that a text may say it is.
    newest: u32,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Parser {
            scanner: Scanner::new(text),
            state: State::DocumentStart { implicit: true },
            states: Vec::new(),
            marks: Vec::new(),
            handles: Vec::new(),
            newest: 1,
        }
    }

    /// Takes a text that says it is YAML 1.2, as go-yaml v3 does.
    pub(super) fn newer(self) -> Self {
        Parser { newest: 2, ..self }
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
                let mark = self.scanner.peek()?.start;
                Ok(Event::at(EventKind::MappingEnd, mark))
            }
            State::FlowMappingKey { first } => self.flow_mapping_key(first),
            State::FlowMappingValue => self.flow_mapping_value(false),
            State::FlowMappingEmptyValue => self.flow_mapping_value(true),
            State::End => {
                let mark = self.scanner.peek()?.start;
                Ok(Event::at(EventKind::StreamEnd, mark))
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
        let Token { kind, start, end } = self.scanner.peek()?.clone();
        let is_explicit =
            matches!(kind, Kind::Version(..) | Kind::TagDirective(..) | Kind::DocumentStart);
        if kind == Kind::StreamEnd {
            self.state = State::End;
            return Ok(Event { kind: EventKind::StreamEnd, start, end });
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
        Ok(Event { kind: EventKind::DocumentStart, start, end })
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
                    if major != 1 || !(1..=self.newest).contains(&minor) {
                        let problem = "found incompatible YAML document";
                        return self.refuse(Mark::default(), problem, start);
                    }
                    versioned = true;
                }
                Kind::TagDirective(named) => {
                    let (handle, prefix) = *named;
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
                let mark = self.scanner.peek()?.start;
                self.pop();
                Ok(nothing(mark))
            }
            _ => self.node(true, false),
        }
    }

    fn document_end(&mut self) -> Scanned<Event> {
        let Token { kind, start, end } = self.scanner.peek()?.clone();
        if kind == Kind::DocumentEnd {
            self.scanner.take()?;
        }
        self.handles.clear();
        self.state = State::DocumentStart { implicit: false };
        Ok(Event { kind: EventKind::DocumentEnd, start, end })
    }

    fn node(&mut self, block: bool, indentless: bool) -> Scanned<Event> {
        let start = self.scanner.peek()?.start;
        if matches!(self.scanner.peek()?.kind, Kind::Alias(_)) {
            self.pop();
            let Token { kind: Kind::Alias(name), end, .. } = self.scanner.take()? else {
                return Ok(nothing(start));
            };
            return Ok(Event { kind: EventKind::Alias(name), start, end });
        }
        let (anchor, tag, behind) = self.properties(start)?;
        let end = self.scanner.peek()?.end;
        if indentless && self.scanner.peek()?.kind == Kind::BlockEntry {
            self.state = State::IndentlessSequence;
            return Ok(Event { kind: EventKind::SequenceStart { anchor }, start, end });
        }
        let sequence = |anchor| EventKind::SequenceStart { anchor };
        let mapping = |anchor| EventKind::MappingStart { anchor };
        let (state, kind) = match self.scanner.peek()?.kind {
            Kind::Scalar(..) => {
                self.pop();
                let Kind::Scalar(text, plain) = self.scanner.take()?.kind else {
                    return Ok(nothing(start));
                };
                let kind = EventKind::Scalar { text, plain, tag, anchor };
                return Ok(Event { kind, start, end });
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
                let kind = EventKind::Scalar { text: String::new(), plain: true, tag, anchor };
                return Ok(Event { kind, start, end: behind });
            }
            _ => {
                let at = self.scanner.peek()?.start;
                return self.refuse(start, "did not find expected node content", at);
            }
        };
        self.state = state;
        Ok(Event { kind, start, end })
    }

    /// An anchor and a tag, in any order, and where they end.
    fn properties(&mut self, start: Mark) -> Scanned<(Option<String>, Option<String>, Mark)> {
        let (mut anchor, mut tag, mut behind) = (None, None, start);
        loop {
            match self.scanner.peek()?.kind {
                Kind::Anchor(_) if anchor.is_none() => {
                    let Token { kind, end, .. } = self.scanner.take()?;
                    let Kind::Anchor(name) = kind else { continue };
                    (anchor, behind) = (Some(name), end);
                }
                Kind::Tag(..) if tag.is_none() => {
                    let Token { kind, start: at, end } = self.scanner.take()?;
                    let Kind::Tag(parts) = kind else { continue };
                    let (handle, suffix) = *parts;
                    (tag, behind) = (Some(self.tag(handle, suffix, start, at)?), end);
                }
                _ => return Ok((anchor, tag, behind)),
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

    /// The node behind a token that was taken, unless one stands there that ends or divides; then
    /// nothing.
    fn node_or_empty(
        &mut self,
        taken: &Token,
        after: State,
        is_ender: fn(&Kind) -> bool,
        block: bool,
        indentless: bool,
    ) -> Scanned<Event> {
        if is_ender(&self.scanner.peek()?.kind) {
            self.state = after;
            return Ok(nothing(taken.end));
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
        let Token { start, end, .. } = self.scanner.take()?;
        Ok(Event { kind, start, end })
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
                let taken = self.scanner.take()?;
                let is_ender = |kind: &Kind| matches!(kind, Kind::BlockEntry | Kind::BlockEnd);
                self.node_or_empty(
                    &taken,
                    State::BlockSequence { first: false },
                    is_ender,
                    true,
                    false,
                )
            }
            Kind::BlockEnd => self.close(EventKind::SequenceEnd),
            _ => self.unexpected("did not find expected '-' indicator"),
        }
    }

    fn indentless_sequence(&mut self) -> Scanned<Event> {
        if self.scanner.peek()?.kind == Kind::BlockEntry {
            let taken = self.scanner.take()?;
            let is_ender = |kind: &Kind| {
                matches!(kind, Kind::BlockEntry | Kind::Key | Kind::Value | Kind::BlockEnd)
            };
            return self.node_or_empty(&taken, State::IndentlessSequence, is_ender, true, false);
        }
        self.pop();
        let mark = self.scanner.peek()?.start;
        Ok(Event::at(EventKind::SequenceEnd, mark))
    }

    fn block_mapping_key(&mut self, first: bool) -> Scanned<Event> {
        self.open(first)?;
        match self.scanner.peek()?.kind {
            Kind::Key => {
                let taken = self.scanner.take()?;
                let is_ender =
                    |kind: &Kind| matches!(kind, Kind::Key | Kind::Value | Kind::BlockEnd);
                self.node_or_empty(&taken, State::BlockMappingValue, is_ender, true, true)
            }
            Kind::BlockEnd => self.close(EventKind::MappingEnd),
            _ => self.unexpected("did not find expected key"),
        }
    }

    fn block_mapping_value(&mut self) -> Scanned<Event> {
        let next = State::BlockMappingKey { first: false };
        if self.scanner.peek()?.kind != Kind::Value {
            self.state = next;
            return Ok(nothing(self.scanner.peek()?.start));
        }
        let taken = self.scanner.take()?;
        let is_ender = |kind: &Kind| matches!(kind, Kind::Key | Kind::Value | Kind::BlockEnd);
        self.node_or_empty(&taken, next, is_ender, true, true)
    }
}

/// A scalar that is not there.
fn nothing(mark: Mark) -> Event {
    let (text, tag, anchor) = (String::new(), None, None);
    Event::at(EventKind::Scalar { text, plain: true, tag, anchor }, mark)
}
