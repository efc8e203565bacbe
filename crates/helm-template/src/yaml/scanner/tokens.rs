//! Tokens, and those of them that are single characters.

use super::{MAX_DEPTH, Mark, Scanned, Scanner};

/// A token, where it begins and where it ends.
#[derive(Clone, Debug)]
pub(in crate::yaml) struct Token {
    pub(in crate::yaml) kind: Kind,
    pub(in crate::yaml) start: Mark,
    pub(in crate::yaml) end: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::yaml) enum Kind {
    StreamEnd,
    /// `%YAML`, with major and minor.
    Version(u32, u32),
    /// `%TAG`, with handle and prefix.
    TagDirective(Box<(String, String)>),
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(String),
    Anchor(String),
    /// Handle and suffix.
    Tag(Box<(String, String)>),
    /// The text, and whether it is plain.
    Scalar(String, bool),
}

impl Token {
    /// A token that no character of the text stands for.
    pub(super) fn at(kind: Kind, mark: Mark) -> Self {
        Token { kind, start: mark, end: mark }
    }
}

impl Scanner<'_> {
    pub(super) fn fetch_stream_end(&mut self) -> Scanned<()> {
        self.cursor.force_new_line();
        self.unroll_indent(-1);
        self.remove_key()?;
        self.key_allowed = false;
        if !self.ended {
            self.ended = true;
            self.tokens.push_back(Token::at(Kind::StreamEnd, self.cursor.mark));
        }
        Ok(())
    }

    pub(super) fn fetch_document_indicator(&mut self, kind: Kind) -> Scanned<()> {
        self.unroll_indent(-1);
        self.remove_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark;
        (0..3).for_each(|_| self.cursor.skip());
        self.push(kind, start);
        Ok(())
    }

    /// A token that ends here.
    pub(super) fn push(&mut self, kind: Kind, start: Mark) {
        self.tokens.push_back(Token { kind, start, end: self.cursor.mark });
    }

    fn push_character(&mut self, kind: Kind) {
        let start = self.cursor.mark;
        self.cursor.skip();
        self.push(kind, start);
    }

    pub(super) fn fetch_flow_start(&mut self, kind: Kind) -> Scanned<()> {
        self.save_key()?;
        self.open_level();
        self.flow_level += 1;
        if self.flow_level > MAX_DEPTH {
            return self.refuse(self.cursor.mark, &format!("exceeded max depth of {MAX_DEPTH}"));
        }
        self.key_allowed = true;
        self.push_character(kind);
        Ok(())
    }

    pub(super) fn fetch_flow_end(&mut self, kind: Kind) -> Scanned<()> {
        self.remove_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            self.close_level();
        }
        self.key_allowed = false;
        self.push_character(kind);
        Ok(())
    }

    pub(super) fn fetch_flow_entry(&mut self) -> Scanned<()> {
        self.remove_key()?;
        self.key_allowed = true;
        self.push_character(Kind::FlowEntry);
        Ok(())
    }

    pub(super) fn fetch_block_entry(&mut self) -> Scanned<()> {
        let mark = self.cursor.mark;
        if self.flow_level == 0 {
            if !self.key_allowed {
                let problem = "block sequence entries are not allowed in this context";
                return self.refuse(mark, problem);
            }
            self.roll_indent(mark.column, None, Kind::BlockSequenceStart, mark)?;
        }
        self.remove_key()?;
        self.key_allowed = true;
        self.push_character(Kind::BlockEntry);
        Ok(())
    }

    pub(super) fn fetch_key(&mut self) -> Scanned<()> {
        let mark = self.cursor.mark;
        if self.flow_level == 0 {
            if !self.key_allowed {
                return self.refuse(mark, "mapping keys are not allowed in this context");
            }
            self.roll_indent(mark.column, None, Kind::BlockMappingStart, mark)?;
        }
        self.remove_key()?;
        self.key_allowed = self.flow_level == 0;
        self.push_character(Kind::Key);
        Ok(())
    }

    pub(super) fn fetch_value(&mut self) -> Scanned<()> {
        let mark = self.cursor.mark;
        if let Some(key) = self.valid_key()? {
            let place = key.token.saturating_sub(self.taken);
            self.tokens.insert(place, Token::at(Kind::Key, key.mark));
            let start = Kind::BlockMappingStart;
            self.roll_indent(key.mark.column, Some(key.token), start, key.mark)?;
            self.forget_key();
            self.key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.key_allowed {
                    return self.refuse(mark, "mapping values are not allowed in this context");
                }
                self.roll_indent(mark.column, None, Kind::BlockMappingStart, mark)?;
            }
            self.key_allowed = self.flow_level == 0;
        }
        self.push_character(Kind::Value);
        Ok(())
    }
}
