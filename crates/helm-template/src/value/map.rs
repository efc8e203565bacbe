//! Maps as Go has them: shared, and changed in place.
//!
//! A change is noted where the executor can see it. Maps must not know who reads them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::rc::Rc;

use super::{Str, Value};
use crate::effects;
use crate::go::stack;

/// `map[string]interface{}`: shared, changed in place, iterated in the order of its keys' bytes, which
/// is how Go templates range over maps.
#[derive(Clone, Default)]
pub struct Map {
    shared: Rc<Shared>,
    map_type: MapType,
}

/// The Go type of a map. It is small: values are moved about in every call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MapType {
    /// `map[string]interface {}`
    #[default]
    Plain,
    /// The same, never made: what `fromJson` gives for null.
    Nil,
    /// `map[string]string`, of a chart's annotations.
    Strings,
    /// `chartutil.Values`, which `.` and `.Values` are up to Helm 3.
    Values,
    /// `common.Values`, which they are in Helm 4.
    CommonValues,
}

struct Shared {
    entries: RefCell<BTreeMap<Str, Value>>,
    /// What it hangs on is not younger.
    age: Cell<u64>,
    /// Whether it is what `.` is at the top of templates, which has a `Template` for each.
    is_top: bool,
}

impl Shared {
    fn new(entries: BTreeMap<Str, Value>, is_top: bool) -> Self {
        Shared { entries: entries.into(), age: Cell::new(effects::born()), is_top }
    }
}

impl Default for Shared {
    fn default() -> Self {
        Shared::new(BTreeMap::new(), false)
    }
}

const TEMPLATE: &str = "Template";

impl Map {
    /// An empty map.
    pub fn new() -> Self {
        Map::default()
    }

    /// An empty map of a Go type.
    pub fn of(map_type: MapType) -> Self {
        Map { shared: Rc::default(), map_type }
    }

    /// An empty map for `.` at the top of templates.
    pub(crate) fn top(map_type: MapType) -> Self {
        Map { shared: Rc::new(Shared::new(BTreeMap::new(), true)), map_type }
    }

    /// Puts in what `.Template` is, which all who share the map know to differ from template to template.
    pub(crate) fn set_template(&self, value: Value) {
        value.hang_on(self.age());
        self.shared.entries.borrow_mut().insert(TEMPLATE.into(), value);
    }

    /// A number that is lower than those of all maps made later, except of what hangs on this one.
    pub(crate) fn age(&self) -> u64 {
        self.shared.age.get()
    }

    /// Where it is in memory: of maps that live at the same time, each has its own.
    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.shared).addr()
    }

    /// The same map, seen as another Go type.
    pub fn seen_as(&self, map_type: MapType) -> Self {
        Map { shared: self.shared.clone(), map_type }
    }

    /// An empty map of the same Go type.
    pub fn empty_like(&self) -> Self {
        Map { shared: Rc::default(), map_type: self.map_type }
    }

    /// A map of its own with the same entries, which are shared.
    pub fn shallow_copy(&self) -> Self {
        self.is_looked_through();
        let entries = self.shared.entries.borrow().clone();
        Map { shared: Rc::new(Shared::new(entries, false)), map_type: self.map_type }
    }

    /// The name of the Go type.
    pub fn type_name(&self) -> &'static str {
        match self.map_type {
            MapType::Plain | MapType::Nil => "map[string]interface {}",
            MapType::Strings => "map[string]string",
            MapType::Values => "chartutil.Values",
            MapType::CommonValues => "common.Values",
        }
    }

    /// The Go type.
    pub fn map_type(&self) -> MapType {
        self.map_type
    }

    /// Whether its values are declared as `interface {}`, which shows in errors about them.
    pub fn holds_anything(&self) -> bool {
        self.map_type != MapType::Strings
    }

    /// What Go gives for a key that is not there.
    pub fn zero(&self) -> Value {
        if self.map_type == MapType::Strings { Value::string("") } else { Value::Nil }
    }

    /// Whether Go passes it, as the same map, where a `map[string]interface {}` is expected.
    pub fn is_assignable(&self) -> bool {
        self.map_type != MapType::Strings
    }

    /// The value under a key. A key with a nil value is there.
    pub fn get(&self, key: &[u8]) -> Option<Value> {
        if self.shared.is_top && key == TEMPLATE.as_bytes() {
            effects::template_read();
        }
        self.shared.entries.borrow().get(key).cloned()
    }

    /// Neither it nor what is in it is younger from now on.
    pub(super) fn hang_on(&self, age: u64) {
        if self.age() > age {
            self.shared.age.set(age);
            let entries = self.shared.entries.borrow();
            stack::grown(|| entries.values().for_each(|value| value.hang_on(age)));
        }
    }

    fn is_looked_through(&self) {
        if self.shared.is_top {
            effects::template_read();
        }
    }

    /// Puts a value under a key, for everyone who shares the map.
    pub fn set(&self, key: impl Into<Str>, value: Value) {
        value.hang_on(self.age());
        match self.shared.entries.borrow_mut().entry(key.into()) {
            Entry::Vacant(place) => _ = place.insert(value),
            Entry::Occupied(held) if held.get().is(&value) => return,
            Entry::Occupied(mut held) => _ = held.insert(value),
        }
        effects::changed(self.age());
    }

    /// Takes a key away, for everyone who shares the map.
    pub fn remove(&self, key: &[u8]) -> Option<Value> {
        let removed = self.shared.entries.borrow_mut().remove(key);
        if removed.is_some() {
            effects::changed(self.age());
        }
        removed
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.shared.entries.borrow().len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.shared.entries.borrow().is_empty()
    }

    /// Whether it is a map of Chart.yaml that was never made, which JSON writes as null.
    pub fn is_nil(&self) -> bool {
        self.map_type == MapType::Nil || self.map_type == MapType::Strings && self.is_empty()
    }

    /// Keys and values in order, as they are now: the map may change while they are walked.
    pub fn entries(&self) -> Vec<(Str, Value)> {
        self.is_looked_through();
        self.shared
            .entries
            .borrow()
            .iter()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    /// Whether two are the same map, not merely equal ones.
    pub fn is(&self, other: &Map) -> bool {
        Rc::ptr_eq(&self.shared, &other.shared)
    }
}

/// Templates can nest values as deeply as they please, and dropping them must not overflow the stack.
impl Drop for Shared {
    fn drop(&mut self) {
        let entries = std::mem::take(self.entries.get_mut());
        if entries.values().any(Value::holds_values) {
            stack::grown(|| drop(entries));
        }
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A map may contain itself, so that only its keys are shown.
        formatter.debug_set().entries(self.shared.entries.borrow().keys()).finish()
    }
}
