//! YAML as Helm reads and writes it: `sigs.k8s.io/yaml`, which is go-yaml with JSON in between.
//!
//! It must not know charts, nor what a document means.

mod aliases;
mod analysis;
mod decode;
mod emitter;
mod encode;
mod events;
mod keys;
mod message;
mod parser;
mod readable;
mod scalars;
mod scanner;
mod timestamp;

pub use decode::{Numbers, decode, decode_numbers, decode_whole};
pub use encode::{encode, encode_pretty};
pub use events::{Event, EventError, EventKind, Events, Mark};
pub use readable::first_unreadable;

/// Why a text is no YAML, in go-yaml's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DecodeError {
    /// The message, `yaml: line 2: …` where a line is known.
    pub message: String,
    /// The line, from 1; 0 where none is known.
    pub line: usize,
}
