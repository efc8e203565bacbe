//! What the parser finds.

use crate::yaml::scanner::Mark;

/// An event, where it begins and where it ends.
#[derive(Clone, Debug)]
pub struct Event {
    /// What it is.
    pub kind: EventKind,
    /// Where its first character stands, that of an anchor or a tag before it included.
    pub start: Mark,
    /// Where the character behind its last one stands.
    pub end: Mark,
}

/// What an event is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A document begins.
    DocumentStart,
    /// A document ends.
    DocumentEnd,
    /// The text ends.
    StreamEnd,
    /// `*name`
    Alias(String),
    /// A scalar, which may be one that is not there.
    Scalar {
        /// What it says, with escapes and folding resolved.
        text: String,
        /// Whether it is written without quotes and not as a block.
        plain: bool,
        /// Its tag, with the handle resolved: `tag:yaml.org,2002:str` for `!!str`.
        tag: Option<String>,
        /// Its anchor, without the `&`.
        anchor: Option<String>,
    },
    /// A list begins.
    SequenceStart {
        /// Its anchor, without the `&`.
        anchor: Option<String>,
    },
    /// A list ends.
    SequenceEnd,
    /// A mapping begins.
    MappingStart {
        /// Its anchor, without the `&`.
        anchor: Option<String>,
    },
    /// A mapping ends.
    MappingEnd,
}

impl Event {
    /// What no character of the text stands for.
    pub(super) fn at(kind: EventKind, mark: Mark) -> Self {
        Event { kind, start: mark, end: mark }
    }
}
