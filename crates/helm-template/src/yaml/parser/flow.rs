//! Collections in brackets and braces.

use super::{Event, EventKind, Kind, Parser, Scanned, State, Token, nothing};

impl Parser<'_> {
    pub(super) fn flow_sequence(&mut self, first: bool) -> Scanned<Event> {
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
                let Token { start, end, .. } = self.scanner.take()?;
                Ok(Event { kind: EventKind::MappingStart { anchor: None }, start, end })
            }
            _ => {
                self.states.push(State::FlowSequence { first: false });
                self.node(false, false)
            }
        }
    }

    pub(super) fn pair_key(&mut self) -> Scanned<Event> {
        match self.scanner.peek()?.kind {
            Kind::Value | Kind::FlowEntry | Kind::FlowSequenceEnd => {
                // As in go-yaml, the token is gone.
                let mark = self.scanner.take()?.end;
                self.state = State::PairValue;
                Ok(nothing(mark))
            }
            _ => {
                self.states.push(State::PairValue);
                self.node(false, false)
            }
        }
    }

    pub(super) fn pair_value(&mut self) -> Scanned<Event> {
        if self.scanner.peek()?.kind != Kind::Value {
            self.state = State::PairEnd;
            return Ok(nothing(self.scanner.peek()?.start));
        }
        let taken = self.scanner.take()?;
        let is_ender = |kind: &Kind| matches!(kind, Kind::FlowEntry | Kind::FlowSequenceEnd);
        self.node_or_empty(&taken, State::PairEnd, is_ender, false, false)
    }

    pub(super) fn flow_mapping_key(&mut self, first: bool) -> Scanned<Event> {
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
                let taken = self.scanner.take()?;
                let is_ender = |kind: &Kind| {
                    matches!(kind, Kind::Value | Kind::FlowEntry | Kind::FlowMappingEnd)
                };
                self.node_or_empty(&taken, State::FlowMappingValue, is_ender, false, false)
            }
            _ => {
                self.states.push(State::FlowMappingEmptyValue);
                self.node(false, false)
            }
        }
    }

    pub(super) fn flow_mapping_value(&mut self, empty: bool) -> Scanned<Event> {
        let next = State::FlowMappingKey { first: false };
        if empty || self.scanner.peek()?.kind != Kind::Value {
            self.state = next;
            return Ok(nothing(self.scanner.peek()?.start));
        }
        let taken = self.scanner.take()?;
        let is_ender = |kind: &Kind| matches!(kind, Kind::FlowEntry | Kind::FlowMappingEnd);
        self.node_or_empty(&taken, next, is_ender, false, false)
    }
}
