//! Dates and durations. The local zone is UTC: nothing is read from the machine but its clock.

mod duration;
mod format;
mod layout;
mod parse;
mod time;
mod zone;

use super::arguments::{any, text};
use super::fixed;
use super::types::downcast;
use crate::function::Function;
use crate::function::Parameter::{Any, String as Text, Time as Moment};
use crate::value::{IntKind, Value};
use time::Time;
use zone::Zone;

/// Reads a date such as `2006-01-02`; the error is Go's.
pub(crate) fn read_date(text: &str) -> Result<(), String> {
    parse::parse("2006-01-02", text).map(|_| ())
}

/// Whether Go reads a text by a layout.
pub(crate) fn has_layout(layout: &str, text: &str) -> bool {
    parse::parse(layout, text).is_ok()
}

/// Reads a time of TOML: with an offset, without one, or a date or a time of day alone.
pub(crate) fn read_toml_time(text: &str) -> Option<Value> {
    let text = text.replace(' ', "T").to_uppercase();
    let clock = "15:04:05.999999999";
    let forms = [
        (format!("2006-01-02T{clock}Z07:00"), None),
        (format!("2006-01-02T{clock}"), Some("datetime-local")),
        ("2006-01-02".to_owned(), Some("date-local")),
        (clock.to_owned(), Some("time-local")),
    ];
    forms.into_iter().find_map(|(layout, local)| {
        let time = parse::parse(&layout, &text).ok()?;
        let time = match local {
            Some(name) => time.within(Zone::Fixed(0, name.to_owned())),
            None => time,
        };
        Some(time.value())
    })
}

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("now", &[], |_| Ok(Time::now().value())),
    fixed("date", &[Text, Any], |a| Ok(in_zone(&text(a, 0), any(a, 1), "Local"))),
    fixed("date_in_zone", &[Text, Any, Text], date_in_zone),
    fixed("dateInZone", &[Text, Any, Text], date_in_zone),
    fixed("htmlDate", &[Any], |a| Ok(in_zone("2006-01-02", any(a, 0), "Local"))),
    fixed("htmlDateInZone", &[Any, Text], |a| Ok(in_zone("2006-01-02", any(a, 0), &text(a, 1)))),
    fixed("dateModify", &[Text, Moment], modify),
    fixed("date_modify", &[Text, Moment], modify),
    fixed("mustDateModify", &[Text, Moment], must_modify),
    fixed("must_date_modify", &[Text, Moment], must_modify),
    fixed("ago", &[Any], |a| {
        let past = moment(any(a, 0));
        Ok(Value::string(duration::shown(Time::now().seconds_since(&past))))
    }),
    fixed("duration", &[Any], |a| Ok(Value::string(duration::of_seconds(any(a, 0))))),
    fixed("durationRound", &[Any], |a| Ok(Value::string(duration::rounded(any(a, 0))))),
    fixed("toDate", &[Text, Text], |a| {
        Ok(parse::parse(&text(a, 0), &text(a, 1)).unwrap_or_else(|_| Time::zero()).value())
    }),
    fixed("mustToDate", &[Text, Text], |a| Ok(parse::parse(&text(a, 0), &text(a, 1))?.value())),
    fixed("unixEpoch", &[Moment], |a| {
        let seconds = downcast::<Time>(any(a, 0)).map_or(0, |time| time.seconds);
        Ok(Value::string(seconds.to_string()))
    }),
];

/// A time, or seconds since 1970; anything else is the present.
fn moment(value: &Value) -> Time {
    if let Some(time) = downcast::<Time>(value) {
        return time.clone();
    }
    match value {
        Value::Int(seconds, IntKind::Int | IntKind::Int64 | IntKind::Int32) => {
            Time::from_unix(*seconds)
        }
        _ => Time::now(),
    }
}

fn in_zone(layout: &str, value: &Value, zone: &str) -> Value {
    let time = moment(value).within(zone::Zone::load(zone));
    Value::string(format::format(&time, layout))
}

fn date_in_zone(arguments: &[Value]) -> Result<Value, String> {
    Ok(in_zone(&text(arguments, 0), any(arguments, 1), &text(arguments, 2)))
}

fn modify(arguments: &[Value]) -> Result<Value, String> {
    must_modify(arguments).or_else(|_| Ok(any(arguments, 1).clone()))
}

fn must_modify(arguments: &[Value]) -> Result<Value, String> {
    let nanoseconds = duration::parse(&text(arguments, 0))?;
    Ok(moment(any(arguments, 1)).plus(nanoseconds).value())
}

/// Seconds since 1970 as a layout says, in UTC.
#[cfg(feature = "crypto")]
pub(super) fn written(seconds: i64, layout: &str) -> String {
    format::format(&Time::from_unix(seconds), layout)
}
