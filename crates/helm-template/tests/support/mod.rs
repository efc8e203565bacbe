//! A few functions that stand in for Sprig's where the executor is tested.

use helm_template::function::{Function, FunctionTable, Parameter};
use helm_template::value::{Map, Value};
use std::sync::LazyLock;

/// The functions.
pub(crate) static FUNCTIONS: LazyLock<FunctionTable> =
    LazyLock::new(|| FunctionTable::new(&[STUBS]));

fn text(value: &Value) -> String {
    String::from_utf8_lossy(&helm_template::go::print_bytes(value)).into_owned()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Nil => true,
        Value::Bool(truth) => !truth,
        Value::Int(number, _) => *number == 0,
        Value::Float(number) => *number == 0.0,
        Value::String(text) | Value::Number(text) => text.as_bytes().is_empty(),
        Value::List(list) => list.items.is_empty(),
        Value::Map(map) => map.is_empty(),
        Value::Native(_) => false,
    }
}

fn indented(arguments: &[Value]) -> String {
    let Value::Int(width, _) = arguments[0] else { panic!("checked by the executor") };
    let blanks = " ".repeat(usize::try_from(width).expect("a width"));
    format!("{blanks}{}", text(&arguments[1]).replace('\n', &format!("\n{blanks}")))
}

fn dictionary(arguments: &[Value]) -> Result<Value, String> {
    let map = Map::new();
    for pair in arguments.chunks(2) {
        map.set(text(&pair[0]).as_str(), pair.get(1).cloned().unwrap_or(Value::string("")));
    }
    Ok(Value::Map(map))
}

fn with_key(arguments: &[Value]) -> Result<Value, String> {
    let Value::Map(map) = &arguments[0] else { panic!("checked by the executor") };
    map.set(text(&arguments[1]).as_str(), arguments[2].clone());
    Ok(arguments[0].clone())
}

fn has_key(arguments: &[Value]) -> Result<Value, String> {
    let Value::Map(map) = &arguments[0] else { panic!("checked by the executor") };
    Ok(Value::Bool(map.get(text(&arguments[1]).as_bytes()).is_some()))
}

fn choose(arguments: &[Value]) -> Result<Value, String> {
    let Value::Bool(truth) = arguments[2] else { panic!("checked by the executor") };
    Ok(arguments[usize::from(!truth)].clone())
}

fn or_default(arguments: &[Value]) -> Result<Value, String> {
    let given = arguments.get(1).filter(|value| !is_empty(value));
    Ok(given.unwrap_or(&arguments[0]).clone())
}

fn quoted(arguments: &[Value]) -> Result<Value, String> {
    let shown: Vec<String> = arguments
        .iter()
        .filter(|value| !matches!(value, Value::Nil))
        .map(|value| helm_template::go::quote::quoted(&text(value)))
        .collect();
    Ok(Value::string(shown.join(" ")))
}

fn whole(value: &Value) -> i64 {
    match value {
        Value::Int(number, _) => *number,
        Value::Float(number) => *number as i64,
        _ => 0,
    }
}

const ANY: Parameter = Parameter::Any;

macro_rules! function {
    ($name:literal, $parameters:expr, $variadic:expr, $run:expr) => {
        Function { name: $name, parameters: &$parameters, variadic: $variadic, run: $run }
    };
}

static STUBS: &[Function] = &[
    function!("default", [ANY], Some(ANY), or_default),
    function!("ternary", [ANY, ANY, Parameter::Bool], None, choose),
    function!("quote", [], Some(ANY), quoted),
    function!("nindent", [Parameter::Int, Parameter::String], None, |a| Ok(Value::string(
        format!("\n{}", indented(a))
    ))),
    function!("indent", [Parameter::Int, Parameter::String], None, |a| Ok(Value::string(
        indented(a)
    ))),
    function!("trim", [Parameter::String], None, |a| Ok(Value::string(text(&a[0]).trim()))),
    function!("upper", [Parameter::String], None, |a| Ok(Value::string(
        text(&a[0]).to_uppercase()
    ))),
    function!("toString", [ANY], None, |a| Ok(Value::string(text(&a[0])))),
    function!("list", [], Some(ANY), |a| Ok(Value::list(a.to_vec()))),
    function!("dict", [], Some(ANY), dictionary),
    function!("set", [Parameter::Map, Parameter::String, ANY], None, with_key),
    function!("hasKey", [Parameter::Map, Parameter::String], None, has_key),
    function!("int", [ANY], None, |a| Ok(Value::int(whole(&a[0])))),
    function!("int64", [ANY], None, |a| Ok(Value::int64(whole(&a[0])))),
    function!("b64enc", [Parameter::String], None, |a| Ok(a[0].clone())),
];
