//! Which ways renders took through the templates.
//!
//! Places are numbered when templates are parsed; a render counts by number.

use std::collections::BTreeMap;
use std::sync::Arc;

/// One of the ways that a template can go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arm {
    /// The body of an `if`.
    If,
    /// The `else` of an `if`, or passing it by where it has none.
    Else,
    /// The body of a `with`.
    With,
    /// The `else` of a `with`, or passing it by.
    WithElse,
    /// The body of a `range`, at least once.
    Range,
    /// The `else` of a `range`, or passing it by.
    RangeElse,
    /// A `define` or `block` of this name, called.
    Define(Arc<str>),
    /// `default` that was given a value.
    DefaultGiven,
    /// `default` that gave its default.
    DefaultUsed,
    /// `ternary` that chose its first argument.
    TernaryTrue,
    /// `ternary` that chose its second.
    TernaryFalse,
}

/// An arm and where it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub template: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in bytes.
    pub column: u32,
    /// The way.
    pub arm: Arm,
    /// Whether something stands on the way: to pass an `if` by without `else`, nothing does.
    pub written: bool,
}

/// How often each place of a template set was passed.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    places: Arc<[Place]>,
    counts: Vec<u64>,
}

impl Coverage {
    /// Nothing passed yet.
    pub(crate) fn new(places: Arc<[Place]>) -> Self {
        let counts = vec![0; places.len()];
        Coverage { places, counts }
    }

    /// Counts one passage; numbers that belong to no place are left out.
    #[inline]
    pub(crate) fn pass(&mut self, number: u32) {
        if let Some(count) = self.counts.get_mut(number as usize) {
            *count += 1;
        }
    }

    /// Every place and how often it was passed.
    pub fn iter(&self) -> impl Iterator<Item = (&Place, u64)> {
        self.places.iter().zip(self.counts.iter().copied())
    }

    /// Adds what another render passed. Renders of the same set are added in place by place.
    pub fn merge(&mut self, other: &Coverage) {
        if other.places.is_empty() {
            return;
        }
        if self.places.is_empty() {
            *self = other.clone();
            return;
        }
        if Arc::ptr_eq(&self.places, &other.places) {
            self.counts.iter_mut().zip(&other.counts).for_each(|(count, more)| *count += more);
            return;
        }
        let mut sums: BTreeMap<Place, u64> = BTreeMap::new();
        for (place, count) in self.iter().chain(other.iter()) {
            *sums.entry(place.clone()).or_default() += count;
        }
        self.counts = sums.values().copied().collect();
        self.places = sums.into_keys().collect();
    }
}
