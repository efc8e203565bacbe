//! Go's way to write values: package fmt's verbs, strconv's quotes, the names of types.
//!
//! It knows nothing of templates.

mod float;
mod format;
mod print;
pub mod quote;
pub(crate) mod stack;
mod verb;

pub use float::{float, general};
pub use format::sprintf;
pub use print::{print_bytes, print_value, sprint, sprintln};

use crate::value::{Element, IntKind, Value};

/// The Go type of a value, as `%T` writes it; `<nil>` for nil.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Nil => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(_, kind) => int_name(*kind),
        Value::Float(_) => "float64",
        Value::String(_) => "string",
        Value::Number(_) => "json.Number",
        Value::List(list) => match list.element {
            Element::Any | Element::NilAny => "[]interface {}",
            Element::String | Element::NilString => "[]string",
            Element::Int => "[]int",
            Element::List => "[][]interface {}",
            Element::Map => "[]map[string]interface {}",
            Element::Byte => "[]uint8",
            Element::VersionSet => "chartutil.VersionSet",
            Element::CommonVersionSet => "common.VersionSet",
            Element::Maintainer => "[]*chart.Maintainer",
            Element::Dependency => "[]*chart.Dependency",
        },
        Value::Map(map) => map.type_name(),
        Value::Native(native) => native.type_name(),
    }
}

fn int_name(kind: IntKind) -> &'static str {
    match kind {
        IntKind::Int => "int",
        IntKind::Int64 => "int64",
        IntKind::Int32 => "int32",
        IntKind::Uint64 => "uint64",
    }
}
