//! What a template function is: a name, a Go signature, and code.
//!
//! The executor checks numbers and types of arguments against the signature, with the words of Go's
//! text/template, before the code runs; the code may rely on them.

use std::collections::HashMap;

use crate::value::Value;

/// The Go type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// `interface {}`: anything, nil included.
    Any,
    /// `string`
    String,
    /// `int`; any whole number that fits is accepted where Go accepts it.
    Int,
    /// `int64`
    Int64,
    /// `uint32`, handed over as a `uint64`.
    Uint32,
    /// `float64`
    Float,
    /// `bool`
    Bool,
    /// `map[string]interface {}`
    Map,
    /// `[]interface {}`
    List,
    /// `[]string`
    Strings,
    /// `time.Time`
    Time,
    /// `reflect.Value`: anything, handed over as it is (Go's own functions).
    Reflect,
    /// `sprig.certificate`
    Certificate,
}

/// A function of templates that needs nothing but its arguments.
pub struct Function {
    /// Its name in templates.
    pub name: &'static str,
    /// Its parameters, without the variadic one.
    pub parameters: &'static [Parameter],
    /// The type of the rest, where there may be more.
    pub variadic: Option<Parameter>,
    /// The code. An error is the text of the Go error that the function returns.
    pub run: fn(&[Value]) -> Result<Value, String>,
}

/// The functions that templates may call, by name.
#[derive(Default)]
pub struct FunctionTable(HashMap<&'static str, &'static Function>);

impl FunctionTable {
    /// Gathers lists of functions; of two with the same name the later one wins.
    pub fn new(lists: &[&'static [Function]]) -> Self {
        let functions = lists.iter().flat_map(|list| list.iter());
        FunctionTable(functions.map(|function| (function.name, function)).collect())
    }

    /// The function of a name.
    pub fn get(&self, name: &str) -> Option<&'static Function> {
        self.0.get(name).copied()
    }
}

impl Parameter {
    /// The Go type, as error texts name it.
    pub fn type_name(self) -> &'static str {
        match self {
            Parameter::Any => "interface {}",
            Parameter::String => "string",
            Parameter::Int => "int",
            Parameter::Int64 => "int64",
            Parameter::Uint32 => "uint32",
            Parameter::Float => "float64",
            Parameter::Bool => "bool",
            Parameter::Map => "map[string]interface {}",
            Parameter::List => "[]interface {}",
            Parameter::Strings => "[]string",
            Parameter::Time => "time.Time",
            Parameter::Reflect => "reflect.Value",
            Parameter::Certificate => "sprig.certificate",
        }
    }
}
