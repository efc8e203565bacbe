//! Values as Go templates see them: typed numbers, strings of bytes, maps that are shared.
//!
//! A clone of a [`Map`] is the same map, as in Go: `set` on one is seen through the other. Values live
//! on one thread; what is shared between renders is turned into values anew for each.

mod map;
mod text;

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use crate::function::Parameter;
use crate::go::stack;

pub use map::{Map, MapType};
pub use text::Str;

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
    /// `[]map[string]interface {}`
    Map,
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

    /// The number that package fmt's verbs for numbers write, where the type is one with a name.
    fn number(&self) -> Option<i64> {
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
            Value::Map(map) => map.hang_on(age),
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
            (Value::Map(one), Value::Map(two)) => one.is(two) && one.map_type() == two.map_type(),
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
