//! Values as Go templates see them: typed numbers, strings of bytes, maps that are shared.
//!
//! A clone of a [`Map`] is the same map, as in Go: `set` on one is seen through the other. Values live
//! on one thread; what is shared between renders is turned into values anew for each.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::rc::Rc;

use crate::effects;
use crate::function::Parameter;
use crate::go::stack;

/// A Go string: bytes that are mostly UTF-8.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Str(Rc<[u8]>);

impl Str {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text; bytes that are no UTF-8 become U+FFFD, as Go does when it ranges over runes.
    pub fn text(&self) -> Cow<'_, str> {
        if let Ok(text) = std::str::from_utf8(&self.0) {
            return Cow::Borrowed(text);
        }
        let mut text = String::with_capacity(self.0.len());
        for chunk in self.0.utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
        }
        Cow::Owned(text)
    }
}

impl std::borrow::Borrow<[u8]> for Str {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Str(text.as_bytes().into())
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Str(text.into_bytes().into())
    }
}

impl From<Vec<u8>> for Str {
    fn from(bytes: Vec<u8>) -> Self {
        Str(bytes.into())
    }
}

impl From<&[u8]> for Str {
    fn from(bytes: &[u8]) -> Self {
        Str(bytes.into())
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.text())
    }
}

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
            MapType::Plain => "map[string]interface {}",
            MapType::Strings => "map[string]string",
            MapType::Values => "chartutil.Values",
            MapType::CommonValues => "common.Values",
        }
    }

    /// The Go type.
    pub fn map_type(&self) -> MapType {
        self.map_type
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
        self.map_type == MapType::Strings && self.is_empty()
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

/// What the elements of a Go slice are declared as; it shows in `%T`, in `%v` of nil and in type errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// `[]interface {}`
    Any,
    /// `[]string`
    String,
    /// `[]int`
    Int,
    /// `[][]interface {}`
    List,
    /// `[]uint8`, which `printf "%s"` prints as text
    Byte,
    /// The slice of strings with the method `Has` that `.Capabilities.APIVersions` is.
    VersionSet,
    /// The same to Helm 4, where its type has another name.
    CommonVersionSet,
    /// `[]interface {}` that was never made.
    NilAny,
    /// `[]string` that was never made.
    NilString,
    /// `[]*chart.Maintainer`; an empty one is nil.
    Maintainer,
    /// `[]*chart.Dependency`; an empty one is nil.
    Dependency,
}

/// A Go slice. Slices are not changed in place by any function of Helm's.
#[derive(Clone, Debug)]
pub struct List {
    /// The items.
    pub items: Rc<[Value]>,
    /// What they are declared as.
    pub element: Element,
}

impl List {
    /// Whether it is a slice that was never made, which JSON writes as null.
    pub fn is_nil(&self) -> bool {
        self.items.is_empty()
            && matches!(
                self.element,
                Element::NilAny | Element::NilString | Element::Maintainer | Element::Dependency
            )
    }
}

impl Drop for List {
    fn drop(&mut self) {
        let is_last = Rc::strong_count(&self.items) == 1;
        if is_last && self.items.iter().any(Value::holds_values) {
            let items = std::mem::replace(&mut self.items, Rc::new([]));
            stack::grown(|| drop(items));
        }
    }
}

/// The Go type of a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntKind {
    /// `int`, of literals and of most functions.
    Int,
    /// `int64`, of `int64`, of `add` and of YAML and JSON where Helm keeps whole numbers.
    Int64,
    /// `int32`, of runes.
    Int32,
    /// `uint64`
    Uint64,
}

/// What package fmt sees of a Go struct.
#[derive(Clone, Debug)]
pub struct Structure {
    /// Whether it is reached through a pointer, so that `&` is written before it.
    pub is_pointer: bool,
    /// The fields by name, in the order of their declaration.
    pub fields: Vec<(&'static str, Value)>,
}

/// A Go type with methods or fields that templates reach: `.Files`, `.Capabilities`, a semantic version.
pub trait Native: fmt::Debug + Any {
    /// The Go type, as `%T` prints it.
    fn type_name(&self) -> &'static str;

    /// The value of a field.
    fn field(&self, name: &str) -> Option<Value>;

    /// What a method takes, where the executor is to check that before it calls it.
    fn parameters(&self, _name: &str) -> Option<&'static [Parameter]> {
        None
    }

    /// Calls a method; nothing where there is none of that name.
    fn method(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>>;

    /// What `%v` and an action print.
    fn print(&self) -> String;

    /// Its fields as package fmt writes them, where it is a struct without a text of its own.
    fn structure(&self) -> Option<Structure> {
        None
    }

    /// What JSON makes of it; nothing where that is an empty object.
    fn json(&self) -> Option<Value> {
        None
    }

    /// The names of its JSON in the order of the Go struct's fields; empty for the order of maps.
    fn json_fields(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// Names and values where templates may range over it or index it as a map.
    fn entries(&self) -> Option<Vec<(Str, Value)>> {
        None
    }

    /// What it gives for a name that is not among the entries.
    fn zero(&self) -> Value {
        Value::Nil
    }
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// nil, and what a missing key is.
    Nil,
    /// `bool`
    Bool(bool),
    /// A whole number; `Uint64` holds its bits.
    Int(i64, IntKind),
    /// `float64`
    Float(f64),
    /// `string`
    String(Str),
    /// `json.Number`: a number as its digits, a kind of string. Only Helm 3.18 makes these, of values.yaml.
    Number(Str),
    /// A slice.
    List(List),
    /// A map.
    Map(Map),
    /// Anything else.
    Native(Rc<dyn Native>),
}

impl Value {
    fn holds_values(&self) -> bool {
        matches!(self, Value::List(_) | Value::Map(_))
    }

    /// No map in it is younger from now on.
    fn hang_on(&self, age: u64) {
        match self {
            Value::Map(map) if map.age() > age => {
                map.shared.age.set(age);
                let entries = map.shared.entries.borrow();
                stack::grown(|| entries.values().for_each(|value| value.hang_on(age)));
            }
            Value::List(list) if list.items.iter().any(Value::holds_values) => {
                stack::grown(|| list.items.iter().for_each(|item| item.hang_on(age)));
            }
            _ => {}
        }
    }

    /// Whether two cannot be told apart: equal scalars of one type, the same map, the same slice.
    fn is(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Nil, Value::Nil) => true,
            (Value::Bool(one), Value::Bool(two)) => one == two,
            (Value::Int(one, kind), Value::Int(two, other)) => one == two && kind == other,
            (Value::Float(one), Value::Float(two)) => one.to_bits() == two.to_bits(),
            (Value::String(one), Value::String(two)) | (Value::Number(one), Value::Number(two)) => {
                one == two
            }
            (Value::List(one), Value::List(two)) => {
                Rc::ptr_eq(&one.items, &two.items) && one.element == two.element
            }
            (Value::Map(one), Value::Map(two)) => one.is(two) && one.map_type == two.map_type,
            _ => false,
        }
    }

    /// A string.
    pub fn string(text: impl Into<Str>) -> Self {
        Value::String(text.into())
    }

    /// An `int`.
    pub fn int(number: i64) -> Self {
        Value::Int(number, IntKind::Int)
    }

    /// An `int64`.
    pub fn int64(number: i64) -> Self {
        Value::Int(number, IntKind::Int64)
    }

    /// A `[]interface {}`.
    pub fn list(items: impl Into<Rc<[Value]>>) -> Self {
        Value::List(List { items: items.into(), element: Element::Any })
    }

    /// A nil slice.
    pub fn nil_slice(element: Element) -> Self {
        Value::List(List { items: Rc::new([]), element })
    }

    /// A `[]string`.
    pub fn strings<T: Into<Str>>(items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<Value> = items.into_iter().map(Value::string).collect();
        Value::List(List { items: items.into(), element: Element::String })
    }
}

/// Values are moved about in every call, so that their size shows in the time of a render.
const _: () = assert!(size_of::<Value>() <= 24);
