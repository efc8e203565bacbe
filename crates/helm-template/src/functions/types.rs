//! Conversions between types, and the Go type that only Sprig's functions make: `map[string]string`.

use std::any::Any as Dynamic;
use std::rc::Rc;

use super::arguments::{any, text};
use super::convert::{Wrong, parse_decimal, to_float, to_int};
use super::fixed;
use crate::function::Function;
use crate::function::Parameter::{Any, String as Text};
use crate::go::print_bytes;
use crate::value::{Map, Native, Str, Value};

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("atoi", &[Text], |a| {
        Ok(Value::int(match parse_decimal(&text(a, 0)) {
            Ok(number) => number,
            Err(Wrong::Syntax) => 0,
            Err(Wrong::Range { negative: true }) => i64::MIN,
            Err(Wrong::Range { negative: false }) => i64::MAX,
        }))
    }),
    fixed("int64", &[Any], |a| Ok(Value::int64(to_int(any(a, 0))))),
    fixed("int", &[Any], |a| Ok(Value::int(to_int(any(a, 0))))),
    fixed("float64", &[Any], |a| Ok(Value::Float(to_float(any(a, 0))))),
    fixed("toDecimal", &[Any], |a| {
        let shown = print_bytes(any(a, 0));
        let shown = String::from_utf8_lossy(&shown);
        Ok(Value::int64(i64::from_str_radix(&shown, 8).unwrap_or(0)))
    }),
];

/// `map[string]string`, of `split` and `splitn`.
#[derive(Debug)]
pub(super) struct Texts(Vec<(Str, Value)>);

impl Texts {
    /// Parts under `_0`, `_1` and so on.
    pub(super) fn numbered(parts: &[&[u8]]) -> Value {
        let entry =
            |(index, part): (usize, &&[u8])| (Str::from(format!("_{index}")), Value::string(*part));
        let mut entries: Vec<(Str, Value)> = parts.iter().enumerate().map(entry).collect();
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        Value::Native(Rc::new(Texts(entries)))
    }
}

impl Native for Texts {
    fn type_name(&self) -> &'static str {
        "map[string]string"
    }

    /// A key that is missing has the zero value of its type.
    fn field(&self, name: &str) -> Option<Value> {
        let found = self.0.iter().find(|(key, _)| key.as_bytes() == name.as_bytes());
        Some(found.map_or(Value::string(""), |(_, value)| value.clone()))
    }

    fn method(&self, _: &str, _: &[Value]) -> Option<Result<Value, String>> {
        None
    }

    fn print(&self) -> String {
        let shown: Vec<String> = self
            .0
            .iter()
            .map(|(key, value)| {
                let value = print_bytes(value);
                format!("{}:{}", key.text(), String::from_utf8_lossy(&value))
            })
            .collect();
        format!("map[{}]", shown.join(" "))
    }

    fn json(&self) -> Option<Value> {
        let map = Map::new();
        self.0.iter().for_each(|(key, value)| map.set(key.clone(), value.clone()));
        Some(Value::Map(map))
    }

    fn entries(&self) -> Option<Vec<(Str, Value)>> {
        Some(self.0.clone())
    }

    fn zero(&self) -> Value {
        Value::string("")
    }
}

/// What a value is behind its trait, if it is of that type.
pub(super) fn downcast<T: 'static>(value: &Value) -> Option<&T> {
    match value {
        Value::Native(native) => {
            let dynamic: &dyn Dynamic = &**native;
            dynamic.downcast_ref()
        }
        _ => None,
    }
}
