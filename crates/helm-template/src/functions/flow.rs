//! Functions that choose between values.

use super::arguments::{any, truth};
use super::equality::is_empty;
use super::{fixed, variadic};
use crate::function::Function;
use crate::function::Parameter::{Any, Bool};
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    variadic("default", &[Any], Any, |a| {
        let given = a.get(1).filter(|given| !is_empty(given));
        Ok(given.unwrap_or(any(a, 0)).clone())
    }),
    fixed("empty", &[Any], |a| Ok(Value::Bool(is_empty(any(a, 0))))),
    variadic("coalesce", &[], Any, |a| {
        Ok(a.iter().find(|value| !is_empty(value)).cloned().unwrap_or(Value::Nil))
    }),
    variadic("all", &[], Any, |a| Ok(Value::Bool(!a.iter().any(is_empty)))),
    variadic("any", &[], Any, |a| Ok(Value::Bool(a.iter().any(|value| !is_empty(value))))),
    fixed("ternary", &[Any, Any, Bool], |a| Ok(any(a, usize::from(!truth(a, 2))).clone())),
];
