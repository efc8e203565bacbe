//! Arithmetic on whole numbers, which wraps around, and on decimal ones.

mod decimal;

use super::arguments::{any, int};
use super::convert::{to_float, to_int};
use super::{fixed, variadic};
use crate::function::Function;
use crate::function::Parameter::{Any, Float, Int};
use crate::value::Value;

const BY_ZERO: &str = "runtime error: integer divide by zero";

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("add1", &[Any], |a| Ok(Value::int64(to_int(any(a, 0)).wrapping_add(1)))),
    variadic("add", &[], Any, |a| {
        Ok(Value::int64(a.iter().map(to_int).fold(0, i64::wrapping_add)))
    }),
    fixed("sub", &[Any, Any], |a| {
        Ok(Value::int64(to_int(any(a, 0)).wrapping_sub(to_int(any(a, 1)))))
    }),
    fixed("div", &[Any, Any], |a| divided(a, i64::wrapping_div)),
    fixed("mod", &[Any, Any], |a| divided(a, i64::wrapping_rem)),
    variadic("mul", &[Any], Any, |a| {
        Ok(Value::int64(a.iter().map(to_int).fold(1, i64::wrapping_mul)))
    }),
    variadic("biggest", &[Any], Any, |a| Ok(Value::int64(a.iter().map(to_int).max().unwrap_or(0)))),
    variadic("max", &[Any], Any, |a| Ok(Value::int64(a.iter().map(to_int).max().unwrap_or(0)))),
    variadic("min", &[Any], Any, |a| Ok(Value::int64(a.iter().map(to_int).min().unwrap_or(0)))),
    variadic("maxf", &[Any], Any, |a| Ok(extreme(a, |one, other| one > other))),
    variadic("minf", &[Any], Any, |a| Ok(extreme(a, |one, other| one < other))),
    fixed("ceil", &[Any], |a| Ok(Value::Float(to_float(any(a, 0)).ceil()))),
    fixed("floor", &[Any], |a| Ok(Value::Float(to_float(any(a, 0)).floor()))),
    variadic("round", &[Any, Int], Float, round),
    fixed("add1f", &[Any], |a| decimal::fold(any(a, 0), &[Value::int(1)], decimal::add)),
    variadic("addf", &[], Any, |a| decimal::fold(&Value::Float(0.0), a, decimal::add)),
    variadic("subf", &[Any], Any, |a| rest(a, decimal::subtract)),
    variadic("divf", &[Any], Any, |a| rest(a, decimal::divide)),
    variadic("mulf", &[Any], Any, |a| rest(a, decimal::multiply)),
];

fn rest(arguments: &[Value], operation: decimal::Operation) -> Result<Value, String> {
    decimal::fold(any(arguments, 0), arguments.get(1..).unwrap_or_default(), operation)
}

fn divided(arguments: &[Value], operation: fn(i64, i64) -> i64) -> Result<Value, String> {
    match to_int(any(arguments, 1)) {
        0 => Err(BY_ZERO.to_owned()),
        divisor => Ok(Value::int64(operation(to_int(any(arguments, 0)), divisor))),
    }
}

/// The greatest or smallest number; NaN wins unless an infinity of the right sign is there.
fn extreme(arguments: &[Value], better: fn(f64, f64) -> bool) -> Value {
    let infinity = if better(1.0, 0.0) { f64::INFINITY } else { f64::NEG_INFINITY };
    let choose = |one: f64, other: f64| {
        if one == infinity || other == infinity {
            return infinity;
        }
        if one.is_nan() || other.is_nan() {
            return f64::NAN;
        }
        if better(other, one) { other } else { one }
    };
    Value::Float(arguments.iter().map(to_float).reduce(choose).unwrap_or(0.0))
}

fn round(arguments: &[Value]) -> Result<Value, String> {
    let rounds_at = arguments.get(2).map_or(0.5, to_float);
    let number = to_float(any(arguments, 0));
    let places = int(arguments, 1).clamp(-1_000, 1_000);
    let power = 10f64.powi(places as i32);
    let digit = power * number;
    let rounded = if digit.fract() >= rounds_at { digit.ceil() } else { digit.floor() };
    Ok(Value::Float(rounded / power))
}
