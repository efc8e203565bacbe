//! Calls whose outcome is known: an `include` that was made before, with an argument that cannot be told
//! from this one, while nothing that it may have read has changed. Helpers are called again and again
//! for every name and label, and most of a render would be spent in saying the same once more.
//!
//! It must not know how templates are executed.

use std::rc::Rc;
use std::sync::Arc;

use crate::effects;
use crate::hash::FastMap;
use crate::provenance::Origin;
use crate::template::tree::Tree;
use crate::value::{Str, Value};

/// More calls are not kept.
const MOST: usize = 4_096;

/// Arguments that take more bytes to tell apart are not looked up.
const LONGEST: usize = 512;

/// New maps with more entries are not looked up.
const WIDEST: usize = 16;

/// What is known of a call.
#[derive(Debug)]
pub(super) struct Call {
    /// What it wrote.
    pub(super) text: Str,
    /// Who wrote each line of it.
    pub(super) lines: Rc<[Origin]>,
    /// The number that the call had.
    pub(super) frame: u32,
    /// The places that it passed.
    pub(super) passed: Box<[u32]>,
    /// How deeply calls were nested in it.
    pub(super) depth: usize,
    /// The file of the chart it was made for, where it read what differs from file to file.
    pub(super) file: Option<u32>,
    /// The argument: what its key says of places in memory is true as long as this lives.
    #[expect(dead_code, reason = "it is only kept alive")]
    pub(super) argument: Value,
}

/// A template and an argument, such that equal keys mean equal outcomes.
pub(super) type Key = Box<[u8]>;

/// The known calls of a render.
#[derive(Debug, Default)]
pub(super) struct Known {
    calls: FastMap<Key, Rc<Call>>,
    /// How often what calls read had been changed when the first was kept.
    changes: u64,
}

impl Known {
    /// What is known of a call that is made for a file.
    pub(super) fn find(&mut self, key: &Key, file: u32) -> Option<Rc<Call>> {
        self.forget_changed();
        let call = self.calls.get(key)?;
        call.file.is_none_or(|known| known == file).then(|| call.clone())
    }

    /// Keeps what came out of a call.
    pub(super) fn keep(&mut self, key: Key, call: Call) {
        self.forget_changed();
        if self.calls.len() >= MOST {
            self.calls.clear();
        }
        self.calls.insert(key, Rc::new(call));
    }

    fn forget_changed(&mut self) {
        let changes = effects::changes();
        if changes != self.changes {
            self.calls.clear();
            self.changes = changes;
        }
    }
}

/// The key of a call; none where the argument takes too long to tell from others.
pub(super) fn key(tree: &Arc<Tree>, argument: &Value) -> Option<Key> {
    let mut key = Vec::with_capacity(64);
    place(&mut key, Arc::as_ptr(tree).addr());
    add(&mut key, argument)?;
    Some(key.into())
}

fn place(key: &mut Vec<u8>, address: usize) {
    key.extend_from_slice(&address.to_le_bytes());
}

/// Adds a value, such that no other value adds the same.
fn add(key: &mut Vec<u8>, value: &Value) -> Option<()> {
    match value {
        Value::Nil => key.push(0),
        Value::Bool(truth) => key.extend([1, u8::from(*truth)]),
        Value::Int(number, kind) => {
            key.extend([2, *kind as u8]);
            key.extend_from_slice(&number.to_le_bytes());
        }
        Value::Float(number) => {
            key.push(3);
            key.extend_from_slice(&number.to_bits().to_le_bytes());
        }
        Value::String(text) => add_text(key, 4, text)?,
        Value::Number(digits) => add_text(key, 5, digits)?,
        Value::List(list) => {
            key.extend([6, list.element as u8]);
            add_length(key, list.items.len())?;
            list.items.iter().try_for_each(|item| add(key, item))?;
        }
        // What is old is the same map or another one; what is new is as good as another new one.
        Value::Map(map) if effects::is_settled(map.age()) => {
            key.extend([7, map.map_type() as u8]);
            place(key, map.address());
        }
        Value::Map(map) if map.len() > WIDEST => return None,
        Value::Map(map) => {
            key.extend([8, map.map_type() as u8]);
            add_length(key, map.len())?;
            for (name, value) in map.entries() {
                add_text(key, 4, &name)?;
                add(key, &value)?;
            }
        }
        Value::Native(native) => {
            key.push(9);
            place(key, Rc::as_ptr(native).addr());
        }
    }
    (key.len() <= LONGEST).then_some(())
}

fn add_text(key: &mut Vec<u8>, kind: u8, text: &Str) -> Option<()> {
    key.push(kind);
    add_length(key, text.as_bytes().len())?;
    key.extend_from_slice(text.as_bytes());
    Some(())
}

fn add_length(key: &mut Vec<u8>, length: usize) -> Option<()> {
    key.extend(u16::try_from(length).ok().filter(|it| usize::from(*it) <= LONGEST)?.to_le_bytes());
    Some(())
}
