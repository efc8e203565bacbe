//! The methods of `json.Number`, as which Helm 3.18 holds the numbers of values.yaml.

use crate::go::quote::quoted;
use crate::value::{Native, Str, Value};

/// The digits of a number, with methods.
#[derive(Debug)]
pub(super) struct JsonNumber(pub(super) Str);

impl Native for JsonNumber {
    fn type_name(&self) -> &'static str {
        "json.Number"
    }

    fn field(&self, _name: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        let digits = self.0.text();
        let refused = |function: &str, reason: &str| {
            format!("strconv.{function}: parsing {}: {reason}", quoted(&digits))
        };
        let result = match name {
            "String" => Ok(Value::String(self.0.clone())),
            "Float64" => digits
                .parse()
                .map(Value::Float)
                .map_err(|_| refused("ParseFloat", "invalid syntax")),
            "Int64" => digits.parse().map(Value::int64).map_err(|_| {
                let is_whole = digits.trim_start_matches('-').bytes().all(|it| it.is_ascii_digit());
                refused("ParseInt", if is_whole { "value out of range" } else { "invalid syntax" })
            }),
            _ => return None,
        };
        if !arguments.is_empty() {
            let count = arguments.len();
            return Some(Err(format!("wrong number of args for {name}: want 0 got {count}")));
        }
        Some(result)
    }

    fn print(&self) -> String {
        self.0.text().into_owned()
    }
}
