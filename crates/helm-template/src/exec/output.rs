//! The bytes that a template writes, and who wrote them.
//!
//! Strings that templates made keep the origin of each of their lines, so that what passes through
//! `include … | nindent 4` can still be followed.

use std::rc::Rc;

use memchr::{memchr_iter, memmem};

use crate::hash::FastMap;
use crate::provenance::Origin;
use crate::value::{Str, Value};

/// More strings are not remembered: a template that makes this many is followed to its actions only.
const MAX_REMEMBERED: usize = 8_192;

/// From an offset on, bytes have this origin.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: usize,
    origin: Origin,
    /// Whether the bytes are those of the source, so that origins advance with them.
    verbatim: bool,
}

/// What is being written.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) bytes: Vec<u8>,
    marks: Vec<Mark>,
}

impl Output {
    /// Empties it, but keeps its memory.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.marks.clear();
    }

    /// Says who writes what comes next.
    pub(super) fn mark(&mut self, origin: Origin, verbatim: bool) {
        self.marks.push(Mark { at: self.bytes.len(), origin, verbatim });
    }

    /// Writes a string whose lines have origins of their own.
    pub(super) fn write_lines(&mut self, bytes: &[u8], origins: &[Origin]) {
        for (line, origin) in bytes.split_inclusive(|byte| *byte == b'\n').zip(origins) {
            self.mark(*origin, false);
            self.bytes.extend_from_slice(line);
        }
    }

    /// The origin of each line: that of its first byte that is no blank.
    pub(super) fn lines(&self) -> Vec<Origin> {
        let mut origins = Vec::new();
        let mut next = 0;
        let mut start = 0;
        let ends = memchr_iter(b'\n', &self.bytes).map(|end| end + 1);
        for end in ends.chain([self.bytes.len()]) {
            // No line begins behind the last line end.
            if start == end {
                continue;
            }
            let line = &self.bytes[start..end];
            let content = line.iter().position(|byte| !byte.is_ascii_whitespace());
            let place = start + content.unwrap_or(0);
            while self.marks.get(next).is_some_and(|mark| mark.at <= place) {
                next += 1;
            }
            let origin = match next.checked_sub(1).map(|index| self.marks[index]) {
                Some(mark) if mark.verbatim => {
                    Origin { offset: mark.origin.offset + (place - mark.at) as u32, ..mark.origin }
                }
                Some(mark) => mark.origin,
                None => Origin::default(),
            };
            origins.push(origin);
            start += line.len();
        }
        origins
    }
}

/// The strings whose lines have known origins, by their place in memory; they are kept alive, so that
/// no other takes it.
#[derive(Debug, Default)]
pub(super) struct Remembered(FastMap<usize, (Str, Rc<[Origin]>)>);

fn key(text: &Str) -> usize {
    text.as_bytes().as_ptr() as usize
}

impl Remembered {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn remember(&mut self, text: &Str, origins: impl Into<Rc<[Origin]>>) {
        if text.as_bytes().is_empty() {
            return;
        }
        if self.0.len() >= MAX_REMEMBERED {
            self.0.clear();
        }
        self.0.insert(key(text), (text.clone(), origins.into()));
    }

    pub(super) fn origins(&self, text: &Str) -> Option<Rc<[Origin]>> {
        if self.0.is_empty() || text.as_bytes().is_empty() {
            return None;
        }
        self.0.get(&key(text)).map(|(_, origins)| origins.clone())
    }

    /// A function made a string out of its arguments: lines that came through keep their origins.
    pub(super) fn follow(&mut self, arguments: &[Value], result: &Value, action: Origin) {
        let Value::String(made) = result else {
            return;
        };
        if self.0.is_empty() || self.0.contains_key(&key(made)) {
            return;
        }
        let is_made =
            |argument: &Value| matches!(argument, Value::String(it) if key(it) == key(made));
        if arguments.iter().any(is_made) {
            return;
        }
        let followed = arguments.iter().find_map(|argument| match argument {
            Value::String(given) => {
                let origins = self.origins(given)?;
                aligned(given.as_bytes(), &origins, made.as_bytes(), action)
            }
            _ => None,
        });
        if let Some(origins) = followed {
            self.remember(made, origins);
        }
    }
}

/// Aligns the lines of a string with those it was made from, by the first that is not blank.
fn aligned(given: &[u8], origins: &[Origin], made: &[u8], action: Origin) -> Option<Vec<Origin>> {
    let first = |text: &[u8]| {
        text.split(|byte| *byte == b'\n').position(|line| !line.trim_ascii().is_empty())
    };
    let from = first(given)?;
    let to = first(made)?;
    let mut lines = given.split(|byte| *byte == b'\n').zip(origins).skip(from);
    let mut result = vec![action; to];
    let mut matched = false;
    for line in made.split(|byte| *byte == b'\n').skip(to) {
        let origin = match lines.next() {
            Some((source, origin)) if holds(line, source) => {
                matched = true;
                *origin
            }
            _ => action,
        };
        result.push(origin);
    }
    matched.then_some(result)
}

fn holds(line: &[u8], source: &[u8]) -> bool {
    let (line, source) = (line.trim_ascii(), source.trim_ascii());
    if line == source {
        return true;
    }
    !source.is_empty() && memmem::find(line, source).is_some()
}
