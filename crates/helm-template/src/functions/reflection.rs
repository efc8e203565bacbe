//! Functions that tell types and kinds.

use super::arguments::{any, bytes};
use super::equality::{deep_equal, kind};
use super::fixed;
use crate::function::Function;
use crate::function::Parameter::{Any, String as Text};
use crate::go::type_name;
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("typeOf", &[Any], |a| Ok(Value::string(type_name(any(a, 0))))),
    fixed("typeIs", &[Text, Any], |a| {
        Ok(Value::Bool(bytes(a, 0) == type_name(any(a, 1)).as_bytes()))
    }),
    fixed("typeIsLike", &[Text, Any], |a| {
        let name = type_name(any(a, 1));
        let target = bytes(a, 0);
        let pointed = name.strip_prefix('*').is_some_and(|name| target == name.as_bytes());
        Ok(Value::Bool(pointed || target == name.as_bytes()))
    }),
    fixed("kindOf", &[Any], |a| Ok(Value::string(kind(any(a, 0))))),
    fixed("kindIs", &[Text, Any], |a| Ok(Value::Bool(bytes(a, 0) == kind(any(a, 1)).as_bytes()))),
    fixed("deepEqual", &[Any, Any], |a| Ok(Value::Bool(deep_equal(any(a, 0), any(a, 1))))),
];
