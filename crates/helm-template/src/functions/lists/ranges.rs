//! Lists of numbers that follow each other.

use crate::functions::MAX_ITEMS;
use crate::value::{Element, List, Value};

fn numbers(start: i64, stop: i64, step: i64) -> Result<Vec<i64>, String> {
    let forwards = stop >= start;
    if forwards && step <= 0 || !forwards && step >= 0 {
        return Ok(Vec::new());
    }
    let distance = u128::from(stop.abs_diff(start));
    if distance.div_ceil(u128::from(step.unsigned_abs())) > MAX_ITEMS as u128 {
        return Err("runtime error: out of memory".to_owned());
    }
    let mut numbers = Vec::new();
    let mut number = start;
    while if forwards { number < stop } else { number > stop } {
        numbers.push(number);
        let Some(next) = number.checked_add(step) else { break };
        number = next;
    }
    Ok(numbers)
}

/// A `[]int` from a number until before another.
pub(super) fn until_step(start: i64, stop: i64, step: i64) -> Result<Value, String> {
    let items: Vec<Value> = numbers(start, stop, step)?.into_iter().map(Value::int).collect();
    Ok(Value::List(List { items: items.into(), element: Element::Int }))
}

/// A `[]int` from 0 until before a number.
pub(super) fn until(count: i64) -> Result<Value, String> {
    until_step(0, count, if count < 0 { -1 } else { 1 })
}

/// Numbers with blanks between them, both ends included, as the shell's `seq` prints them.
pub(super) fn sequence(arguments: &[Value]) -> Result<Value, String> {
    let given: Vec<i64> = arguments.iter().map(crate::functions::convert::to_int).collect();
    let (start, step, end) = match given[..] {
        [end] => (1, None, end),
        [start, end] => (start, None, end),
        [start, step, end] => (start, Some(step), end),
        _ => return Ok(Value::string("")),
    };
    let direction = if end < start { -1 } else { 1 };
    if direction < 0 && step.is_some_and(|step| step > 0) {
        return Ok(Value::string(""));
    }
    let stop = end.wrapping_add(direction);
    let texts = numbers(start, stop, step.unwrap_or(direction))?;
    let texts: Vec<String> = texts.iter().map(i64::to_string).collect();
    Ok(Value::string(texts.join(" ")))
}
