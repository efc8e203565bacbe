//! Types of serde read straight from nodes: which fields a type does not have, and where the value stands
//! that it cannot take.
//!
//! It must not know which types.

use std::cell::RefCell;
use std::slice;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, StringDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Error as _, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
// Its errors say what a reader of JSON would say.
use serde_json::Error;

use super::{Entry, Node, Step, Value};

/// What a type made of a node.
#[derive(Debug)]
pub struct Typed<T> {
    /// The value, or what the type could not take. The rest of the node is not read then.
    pub value: Result<T, Mismatch>,
    /// Fields that the type does not have.
    pub unknown: Vec<Vec<Step>>,
}

/// A value that is not of the type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Where it stands.
    pub path: Vec<Step>,
    /// What was expected.
    pub message: String,
}

/// Reads a type. A number may stand for the text of the named newtypes.
pub fn read<T: DeserializeOwned>(node: &Node, numbers_for: &[&str]) -> Typed<T> {
    let notes = Notes { numbers_for, ..Notes::default() };
    let value = T::deserialize(Reader { node, place: &Place::Root, notes: &notes });
    let Notes { unknown, failed, .. } = notes;
    let path = failed.into_inner().unwrap_or_default();
    let value = value.map_err(|error| Mismatch { path, message: error.to_string() });
    Typed { value, unknown: unknown.into_inner() }
}

/// What is noted on the way.
#[derive(Default)]
struct Notes<'run> {
    numbers_for: &'run [&'run str],
    unknown: RefCell<Vec<Vec<Step>>>,
    failed: RefCell<Option<Vec<Step>>>,
}

impl Notes<'_> {
    /// The innermost place of a failure is heard of first.
    fn hear<T>(&self, outcome: Result<T, Error>, place: &Place<'_>) -> Result<T, Error> {
        if outcome.is_err() {
            self.failed.borrow_mut().get_or_insert_with(|| place.path());
        }
        outcome
    }
}

/// Where a reader stands, for as long as it stands there.
enum Place<'run> {
    Root,
    Key(&'run Place<'run>, &'run str),
    Index(&'run Place<'run>, usize),
}

impl Place<'_> {
    fn path(&self) -> Vec<Step> {
        let (parent, step) = match self {
            Place::Root => return Vec::new(),
            Place::Key(parent, key) => (parent, Step::from(*key)),
            Place::Index(parent, index) => (parent, Step::Index(*index)),
        };
        let mut path = parent.path();
        path.push(step);
        path
    }
}

#[derive(Clone, Copy)]
struct Reader<'de, 'run> {
    node: &'de Node,
    place: &'run Place<'run>,
    notes: &'run Notes<'run>,
}

impl<'de, 'run> Reader<'de, 'run> {
    fn fields(self, entries: &'de [Entry]) -> Fields<'de, 'run> {
        Fields { entries: entries.iter(), value: None, place: self.place, notes: self.notes }
    }
}

impl<'de> de::Deserializer<'de> for Reader<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let outcome = match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => match (u64::try_from(*value), i64::try_from(*value)) {
                (Ok(value), _) => visitor.visit_u64(value),
                (_, Ok(value)) => visitor.visit_i64(value),
                _ => visitor.visit_f64(*value as f64),
            },
            // JSON has no such number.
            Value::Float(value) if !value.is_finite() => visitor.visit_unit(),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Sequence(items) => {
                let items = items.iter().enumerate();
                visitor.visit_seq(Items { items, place: self.place, notes: self.notes })
            }
            Value::Mapping(entries) => visitor.visit_map(self.fields(entries)),
        };
        self.notes.hear(outcome, self.place)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let number = match self.node.value {
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            _ => return visitor.visit_newtype_struct(self),
        };
        if !self.notes.numbers_for.contains(&name) {
            return visitor.visit_newtype_struct(self);
        }
        let text = StringDeserializer::<Error>::new(number);
        self.notes.hear(visitor.visit_newtype_struct(text), self.place)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let outcome = match &self.node.value {
            Value::String(text) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            Value::Mapping(entries) if entries.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(self.fields(entries)))
            }
            Value::Mapping(_) => {
                Err(Error::invalid_value(Unexpected::Map, &"a mapping with one key"))
            }
            _ => return self.deserialize_any(visitor),
        };
        self.notes.hear(outcome, self.place)
    }

    /// Whoever ignores a value does not know its field.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.notes.unknown.borrow_mut().push(self.place.path());
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier
    }
}

/// The fields of a mapping.
struct Fields<'de, 'run> {
    entries: slice::Iter<'de, Entry>,
    value: Option<&'de Entry>,
    place: &'run Place<'run>,
    notes: &'run Notes<'run>,
}

impl<'de> de::MapAccess<'de> for Fields<'de, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        self.value = Some(entry);
        let key = seed.deserialize(BorrowedStrDeserializer::new(&entry.key));
        self.notes.hear(key.map(Some), &Place::Key(self.place, &entry.key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some(entry) = self.value.take() else {
            return Err(Error::custom("a value was asked for before its key"));
        };
        let place = Place::Key(self.place, &entry.key);
        let reader = Reader { node: &entry.value, place: &place, notes: self.notes };
        self.notes.hear(seed.deserialize(reader), &place)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// The items of a list.
struct Items<'de, 'run> {
    items: std::iter::Enumerate<slice::Iter<'de, Node>>,
    place: &'run Place<'run>,
    notes: &'run Notes<'run>,
}

impl<'de> de::SeqAccess<'de> for Items<'de, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some((index, node)) = self.items.next() else { return Ok(None) };
        let place = Place::Index(self.place, index);
        let item = seed.deserialize(Reader { node, place: &place, notes: self.notes });
        self.notes.hear(item.map(Some), &place)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::yaml::{Dialect, dotted, parse_one};

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Shelf {
        width: u16,
        depth: Option<i64>,
        height: f64,
        kind: Kind,
        books: Vec<Book>,
        labels: BTreeMap<String, String>,
        any: serde_json::Value,
        size: Size,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        #[default]
        Open,
        Closed(bool),
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Book {
        title: String,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    struct Size(String);

    fn typed(text: &str) -> Typed<Shelf> {
        read(&parse_one(text, Dialect::GoYaml).expect("valid YAML").root, &["Size"])
    }

    fn mismatch(text: &str) -> (String, String) {
        let Mismatch { path, message } = typed(text).value.expect_err("it does not fit");
        (dotted(&path), message)
    }

    #[test]
    fn reads_what_a_reader_of_json_reads() {
        let text = "width: 3\ndepth: -4\nheight: 1.5\nkind: {closed: true}\nbooks: [{title: a}]\n\
                    labels: {a.b/c: d}\nany: {z: [1, null, 18446744073709551615], a: -1}\n";
        let node = parse_one(text, Dialect::GoYaml).expect("valid YAML").root;
        let shelf: Shelf = serde_json::from_value(node.to_json()).expect("it fits");
        assert_eq!(typed(text).value, Ok(shelf));
        assert_eq!(typed("kind: open\ndepth: null\n").value, Ok(Shelf::default()));
    }

    #[test]
    fn a_number_stands_for_the_text_of_a_named_newtype() {
        let size = |text: &str| typed(text).value.expect("it fits").size.0;
        assert_eq!((size("size: 2"), size("size: 0.5")), ("2".to_owned(), "0.5".to_owned()));
        let (path, message) = mismatch("size: true");
        assert_eq!(
            (path.as_str(), message.as_str()),
            ("size", "invalid type: boolean `true`, expected a string")
        );
    }

    #[test]
    fn tells_every_field_that_a_type_does_not_have() {
        let unknown = typed("widht: {a: 1}\nany: {free: 1}\nwidth: 1\nx: 2\n").unknown;
        let unknown: Vec<String> = unknown.iter().map(|path| dotted(path)).collect();
        assert_eq!(unknown, ["widht", "x"]);
    }

    #[test]
    fn names_the_innermost_place_of_what_does_not_fit() {
        for (text, path, message) in [
            ("width: -1", "width", "invalid value: integer `-1`, expected u16"),
            ("depth: 0.5", "depth", "invalid type: floating point `0.5`, expected i64"),
            (
                "labels: {a: b, a.b: 1}",
                "labels[\"a.b\"]",
                "invalid type: integer `1`, expected a string",
            ),
            (
                "books: [{title: a}, {title: }]",
                "books[1].title",
                "invalid type: null, expected a string",
            ),
            ("books: [{title: a}, {}]", "books[1]", "missing field `title`"),
            ("books: [{titel: a}]", "books[0].titel", "unknown field `titel`, expected `title`"),
            ("kind: shut", "kind", "unknown variant `shut`, expected `open` or `closed`"),
            ("kind: {closed: 1}", "kind.closed", "invalid type: integer `1`, expected a boolean"),
            ("kind: {}", "kind", "invalid value: map, expected a mapping with one key"),
            ("kind: 1", "kind", "invalid type: integer `1`, expected enum Kind"),
            ("3", "", "invalid type: integer `3`, expected struct Shelf"),
        ] {
            let (found, said) = mismatch(text);
            assert_eq!((found.as_str(), said.as_str()), (path, message), "{text}");
        }
    }
}
