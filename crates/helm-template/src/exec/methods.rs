//! The methods that Helm's own types of lists and maps have in templates.
//!
//! It knows values alone: the executor has checked the arguments.

use crate::function::Parameter;
use crate::go::quote::quoted;
use crate::value::{Element, List, Map, MapType, Native, Str, Value};
use crate::yaml;

const TEXT: &[Parameter] = &[Parameter::String];

/// `.Capabilities.APIVersions`
#[derive(Debug)]
pub(super) struct VersionSet(pub(super) List);

impl Native for VersionSet {
    fn type_name(&self) -> &'static str {
        match self.0.element {
            Element::CommonVersionSet => "common.VersionSet",
            _ => "chartutil.VersionSet",
        }
    }

    fn field(&self, _name: &str) -> Option<Value> {
        None
    }

    fn parameters(&self, name: &str) -> Option<&'static [Parameter]> {
        (name == "Has").then_some(TEXT)
    }

    fn method(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        let ("Has", [Value::String(wanted)]) = (name, arguments) else { return None };
        let has = self.0.items.iter().any(|it| matches!(it, Value::String(it) if it == wanted));
        Some(Ok(Value::Bool(has)))
    }

    fn print(&self) -> String {
        String::new()
    }
}

/// `.`, `.Values` and `.Template`, whose methods hide keys of the same name.
#[derive(Debug)]
pub(super) struct Values(Map);

impl Values {
    /// The map with its methods, if its type has any of this name.
    pub(super) fn with_method(map: &Map, name: &str) -> Option<Self> {
        let has_methods = matches!(map.map_type(), MapType::Values | MapType::CommonValues);
        (has_methods && parameters(name).is_some()).then(|| Values(map.clone()))
    }

    /// The map below, along a path of names with dots between them.
    fn table(&self, path: &str) -> Result<Map, String> {
        let below = |map: Map, name: &str| match map.get(name.as_bytes()) {
            Some(Value::Map(inner)) => Ok(inner.seen_as(self.0.map_type())),
            _ => Err(format!("{} is not a table", quoted(name))),
        };
        path.split('.').try_fold(self.0.clone(), below)
    }

    /// The value at the end of a path, which must be no map.
    fn value_at(&self, path: &str) -> Result<Value, String> {
        if path.is_empty() {
            return Err("YAML path cannot be empty".to_owned());
        }
        let (table, key) = match path.rsplit_once('.') {
            Some((above, key)) => (self.table(above).ok(), key),
            None => (Some(self.0.clone()), path),
        };
        match table.and_then(|table| table.get(key.as_bytes())) {
            None => Err(format!("{} is not a value", quoted(key))),
            Some(Value::Map(map)) if matches!(map.map_type(), MapType::Plain | MapType::Nil) => {
                Err(format!("{} is not a value", quoted(key)))
            }
            Some(value) => Ok(value),
        }
    }
}

fn parameters(name: &str) -> Option<&'static [Parameter]> {
    match name {
        "AsMap" | "YAML" => Some(&[]),
        "Table" | "PathValue" => Some(TEXT),
        _ => None,
    }
}

impl Native for Values {
    fn type_name(&self) -> &'static str {
        self.0.type_name()
    }

    fn field(&self, _name: &str) -> Option<Value> {
        None
    }

    fn parameters(&self, name: &str) -> Option<&'static [Parameter]> {
        parameters(name)
    }

    fn method(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        let path = || match arguments {
            [Value::String(path)] => path.text(),
            _ => "".into(),
        };
        Some(match name {
            // Nothing that is put into the map of no values comes back.
            "AsMap" if self.0.is_empty() => Ok(Value::Map(Map::new())),
            "AsMap" => Ok(Value::Map(self.0.seen_as(MapType::Plain))),
            "YAML" => {
                yaml::encode(&Value::Map(self.0.clone())).map(|text| Value::String(Str::from(text)))
            }
            "Table" => self.table(&path()).map(Value::Map),
            "PathValue" => self.value_at(&path()),
            _ => return None,
        })
    }

    fn print(&self) -> String {
        String::new()
    }
}
