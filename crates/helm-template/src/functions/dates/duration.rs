//! Durations: whole nanoseconds, written as `1h2m3.5s`.

use crate::functions::arguments::text;
use crate::functions::convert::{Wrong, parse_decimal};
use crate::functions::types::downcast;
use crate::go::quote::quoted;
use crate::value::{IntKind, Value};

use super::time::Time;

const SECOND: i64 = 1_000_000_000;

const HOUR: u64 = 3_600_000_000_000;

/// What is written for a number of nanoseconds.
pub(super) fn shown(nanoseconds: i64) -> String {
    let size = nanoseconds.unsigned_abs();
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let second = SECOND.unsigned_abs();
    if size == 0 {
        return "0s".to_owned();
    }
    if size < second {
        let (unit, digits, name) = match size {
            0..1_000 => (1, 0, "ns"),
            1_000..1_000_000 => (1_000, 3, "µs"),
            _ => (1_000_000, 6, "ms"),
        };
        return format!("{sign}{}{name}", decimal(size, unit, digits));
    }
    let minutes = size / second / 60;
    let mut out = sign.to_owned();
    if minutes >= 60 {
        out.push_str(&format!("{}h", minutes / 60));
    }
    if minutes > 0 {
        out.push_str(&format!("{}m", minutes % 60));
    }
    out.push_str(&format!("{}s", decimal(size % (60 * second), second, 9)));
    out
}

fn decimal(number: u64, unit: u64, digits: usize) -> String {
    let (whole, rest) = (number / unit, number % unit);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{rest:0digits$}").trim_end_matches('0').to_owned()
}

/// What `duration` writes: seconds, as text or as an `int64`.
pub(super) fn of_seconds(value: &Value) -> String {
    let seconds = match value {
        Value::String(_) => match parse_decimal(&text(std::slice::from_ref(value), 0)) {
            Ok(number) => number,
            Err(Wrong::Syntax) => 0,
            Err(Wrong::Range { negative: true }) => i64::MIN,
            Err(Wrong::Range { negative: false }) => i64::MAX,
        },
        Value::Int(number, IntKind::Int64) => *number,
        _ => 0,
    };
    shown(seconds.wrapping_mul(SECOND))
}

/// What `durationRound` writes: the greatest unit only.
pub(super) fn rounded(value: &Value) -> String {
    let nanoseconds = match value {
        Value::String(_) => parse(&text(std::slice::from_ref(value), 0)).unwrap_or(0),
        Value::Int(number, IntKind::Int64) => *number,
        _ => downcast::<Time>(value).map_or(0, |time| Time::now().since(time)),
    };
    let size = nanoseconds.unsigned_abs();
    let units = [
        (HOUR * 24 * 365, "y"),
        (HOUR * 24 * 30, "mo"),
        (HOUR * 24, "d"),
        (HOUR, "h"),
        (HOUR / 60, "m"),
        (HOUR / 3_600, "s"),
    ];
    match units.iter().find(|(unit, _)| size > *unit) {
        Some((unit, name)) => format!("{}{name}", size / unit),
        None => "0s".to_owned(),
    }
}

fn unit(name: &str) -> Option<u64> {
    Some(match name {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => HOUR,
        _ => return None,
    })
}

/// Reads numbers with units: `1h15m30.918s`.
pub(super) fn parse(whole: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quoted(whole));
    let negative = whole.starts_with('-');
    let mut rest = whole.strip_prefix(['+', '-']).unwrap_or(whole);
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let limit = i64::MAX.unsigned_abs() + 1;
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at(digits);
        let point = after.strip_prefix('.');
        let after = point.unwrap_or(after);
        let places =
            if point.is_some() { after.bytes().take_while(u8::is_ascii_digit).count() } else { 0 };
        let (fraction, after) = after.split_at(places);
        if digits + places == 0 {
            return Err(invalid());
        }
        let length = after.find(|next: char| next == '.' || next.is_ascii_digit());
        let (name, next) = after.split_at(length.unwrap_or(after.len()));
        if name.is_empty() {
            return Err(format!("time: missing unit in duration {}", quoted(whole)));
        }
        let Some(unit) = unit(name) else {
            return Err(format!(
                "time: unknown unit {} in duration {}",
                quoted(name),
                quoted(whole)
            ));
        };
        let number: u64 = if digits == 0 { 0 } else { number.parse().map_err(|_| invalid())? };
        let product = number.checked_mul(unit).filter(|product| *product <= limit);
        let part = format!("0.{fraction}").parse::<f64>().unwrap_or(0.0) * unit as f64;
        let added = product.and_then(|product| product.checked_add(part as u64));
        sum = added
            .and_then(|added| sum.checked_add(added))
            .filter(|sum| *sum <= limit)
            .ok_or_else(invalid)?;
        rest = next;
    }
    match (negative, i64::try_from(sum)) {
        (false, Ok(sum)) => Ok(sum),
        (false, Err(_)) => Err(invalid()),
        (true, _) => Ok(0i64.wrapping_sub_unsigned(sum)),
    }
}
