//! The encodings that templates call by name: `toYaml`, `fromJson`, `toToml` and their kin.

pub mod base64;
pub mod json;
pub mod json_words;
pub mod toml;
mod toml_read;
mod toml_scalar;

use std::sync::{LazyLock, RwLock};

use crate::data::{Data, Table};
use crate::function::{Function, Parameter};
use crate::kept::{Shelf, kept};
use crate::value::{Element, Map, MapType, Value};
use crate::yaml::{self, DecodeError};

/// The functions, for the table that the executor takes.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "toYaml",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| Ok(Value::string(to_yaml(argument(arguments)).unwrap_or_default())),
    },
    Function {
        name: "fromYaml",
        parameters: &[Parameter::String],
        variadic: None,
        run: |arguments| Ok(from_yaml(bytes(arguments))),
    },
    Function {
        name: "fromYamlArray",
        parameters: &[Parameter::String],
        variadic: None,
        run: |arguments| Ok(from_yaml_array(bytes(arguments))),
    },
    Function {
        name: "toJson",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| Ok(Value::string(json::encode(argument(arguments)).unwrap_or_default())),
    },
    Function {
        name: "fromJson",
        parameters: &[Parameter::String],
        variadic: None,
        run: |arguments| Ok(from_json(bytes(arguments))),
    },
    Function {
        name: "fromJsonArray",
        parameters: &[Parameter::String],
        variadic: None,
        run: |arguments| Ok(from_json_array(bytes(arguments))),
    },
    Function {
        name: "mustFromJson",
        parameters: &[Parameter::String],
        variadic: None,
        run: |arguments| json::decode(bytes(arguments)).map(|data| Value::from(&data)),
    },
    Function {
        name: "mustToJson",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| json::encode(argument(arguments)).map(Value::string),
    },
    Function {
        name: "toToml",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| match argument(arguments) {
            Value::Nil => Err("reflect: call of reflect.Value.Type on zero Value".to_owned()),
            value => Ok(Value::string(toml::encode(value, false))),
        },
    },
    Function {
        name: "toPrettyJson",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| Ok(Value::string(pretty(arguments).unwrap_or_default())),
    },
    Function {
        name: "mustToPrettyJson",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| pretty(arguments).map(Value::string),
    },
    Function {
        name: "toRawJson",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| raw(arguments).map(Value::string),
    },
    Function {
        name: "mustToRawJson",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| raw(arguments).map(Value::string),
    },
];

/// What Helm 3.17 has besides.
pub const SINCE_3_17: &[Function] = &[
    Function {
        name: "toYamlPretty",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| {
            let text = yaml::encode_pretty(argument(arguments)).unwrap_or_default();
            Ok(Value::string(text.strip_suffix('\n').unwrap_or(&text)))
        },
    },
    Function {
        name: "fromToml",
        parameters: &[Parameter::String],
        variadic: None,
        run: |arguments| Ok(from_toml(arguments, toml_read::Dialect::Older)),
    },
];

/// What Helm 3.18 has otherwise.
pub const SINCE_3_18: &[Function] = &[Function {
    name: "fromToml",
    parameters: &[Parameter::String],
    variadic: None,
    run: |arguments| Ok(from_toml(arguments, toml_read::Dialect::Toml1_0)),
}];

/// What Helm 4.1 has besides, or otherwise.
pub const SINCE_4_1: &[Function] = &[
    Function {
        name: "toToml",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| match argument(arguments) {
            Value::Nil => Err("reflect: call of reflect.Value.Type on zero Value".to_owned()),
            value => Ok(Value::string(toml::encode(value, true))),
        },
    },
    Function {
        name: "fromToml",
        parameters: &[Parameter::String],
        variadic: None,
        run: |arguments| Ok(from_toml(arguments, toml_read::Dialect::Toml1_1)),
    },
    Function {
        name: "mustToYaml",
        parameters: &[Parameter::Any],
        variadic: None,
        run: |arguments| to_yaml(argument(arguments)).map(Value::string),
    },
];

fn from_toml(arguments: &[Value], dialect: toml_read::Dialect) -> Value {
    toml_read::decode(&text(arguments), dialect).map_or_else(failed, Value::Map)
}

fn pretty(arguments: &[Value]) -> Result<String, String> {
    json::encode_with(argument(arguments), true, Some("  "))
}

fn raw(arguments: &[Value]) -> Result<String, String> {
    json::encode_with(argument(arguments), false, None)
}

fn argument(arguments: &[Value]) -> &Value {
    arguments.first().unwrap_or(&Value::Nil)
}

fn bytes(arguments: &[Value]) -> &[u8] {
    match argument(arguments) {
        Value::String(text) => text.as_bytes(),
        _ => &[],
    }
}

fn text(arguments: &[Value]) -> String {
    match argument(arguments) {
        Value::String(text) => text.text().into_owned(),
        _ => String::new(),
    }
}

/// `toYaml`: YAML without its last line end.
///
/// # Errors
/// Where a value has no YAML; `toYaml` itself then gives an empty text.
pub fn to_yaml(value: &Value) -> Result<String, String> {
    let mut text = yaml::encode(value)?;
    if text.ends_with('\n') {
        text.pop();
    }
    Ok(text)
}

fn failed(message: String) -> Value {
    let map = Map::new();
    map.set("Error", Value::string(message));
    Value::Map(map)
}

static DECODED: Shelf<Result<Data, DecodeError>> = LazyLock::new(RwLock::default);

/// `fromYaml`: a map; what is wrong stands under `Error`.
pub fn from_yaml(text: &[u8]) -> Value {
    let data = kept(&DECODED, text, |text| yaml::decode(text));
    table(data.as_ref().as_ref().map_err(unconverted), true)
}

/// `fromJson`: a map; what is wrong stands under `Error`.
pub fn from_json(text: &[u8]) -> Value {
    let data = json::decode(text);
    table(data.as_ref().map_err(String::clone), false)
}

fn unconverted(error: &DecodeError) -> String {
    format!("error converting YAML to JSON: {error}")
}

fn table(data: Result<&Data, String>, is_yaml: bool) -> Value {
    match data {
        Ok(Data::Null) if is_yaml => Value::from(&Data::Table(Table::new())),
        // Go's decoder takes the map away.
        Ok(Data::Null) => Value::Map(Map::of(MapType::Nil)),
        Ok(data @ Data::Table(_)) => Value::from(data),
        Ok(other) => failed(mismatch(other, "map[string]interface {}", is_yaml)),
        Err(message) => failed(message),
    }
}

/// `fromYamlArray`: a list; what is wrong is its only item.
pub fn from_yaml_array(text: &[u8]) -> Value {
    let data = kept(&DECODED, text, |text| yaml::decode(text));
    list(data.as_ref().as_ref().map_err(unconverted), true)
}

/// `fromJsonArray`: a list; what is wrong is its only item.
pub fn from_json_array(text: &[u8]) -> Value {
    let data = json::decode(text);
    list(data.as_ref().map_err(String::clone), false)
}

fn list(data: Result<&Data, String>, is_yaml: bool) -> Value {
    let message = match data {
        Ok(Data::Null) if is_yaml => return Value::list(Vec::new()),
        Ok(Data::Null) => return Value::nil_slice(Element::NilAny),
        Ok(data @ Data::List(_)) => return Value::from(data),
        Ok(other) => mismatch(other, "[]interface {}", is_yaml),
        Err(message) => message,
    };
    Value::list(vec![Value::string(message)])
}

fn mismatch(value: &Data, wanted: &str, is_yaml: bool) -> String {
    let kind = crate::chart::json_kind(value);
    let message = format!("json: cannot unmarshal {kind} into Go value of type {wanted}");
    if is_yaml {
        return format!("error unmarshaling JSON: while decoding JSON: {message}");
    }
    message
}
