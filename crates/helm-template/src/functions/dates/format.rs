//! Writes times as a layout says.

use super::layout::{self, Fraction, LONG_DAYS, LONG_MONTHS, Offset, Pad, Part};
use super::time::{Civil, Time};

/// Writes a time.
pub(super) fn format(time: &Time, layout: &str) -> String {
    let civil = time.civil();
    let mut out = String::new();
    let mut rest = layout;
    loop {
        let (before, part, after) = layout::next(rest);
        out.push_str(before);
        let Some((part, _)) = part else {
            return out;
        };
        out.push_str(&written(time, &civil, part));
        rest = after;
    }
}

fn name<'a>(names: &[&'a str], index: i64) -> &'a str {
    usize::try_from(index).ok().and_then(|index| names.get(index).copied()).unwrap_or("")
}

fn number(number: i64, padded: bool) -> String {
    if padded { format!("{number:02}") } else { number.to_string() }
}

fn written(time: &Time, civil: &Civil, part: Part) -> String {
    match part {
        Part::LongYear if civil.year < 0 => format!("-{:04}", civil.year.unsigned_abs()),
        Part::LongYear => format!("{:04}", civil.year),
        Part::Year => format!("{:02}", civil.year.max(0) % 100),
        Part::LongMonth => name(LONG_MONTHS, civil.month - 1).to_owned(),
        Part::Month => name(LONG_MONTHS, civil.month - 1)[..3].to_owned(),
        Part::MonthNumber(padded) => number(civil.month, padded),
        Part::LongDay => name(LONG_DAYS, civil.weekday).to_owned(),
        Part::ShortDay => name(LONG_DAYS, civil.weekday)[..3].to_owned(),
        Part::Day(Pad::Blank) => format!("{:2}", civil.day),
        Part::Day(pad) => number(civil.day, pad == Pad::Zero),
        Part::YearDay(Pad::Blank) => format!("{:3}", civil.year_day),
        Part::YearDay(_) => format!("{:03}", civil.year_day),
        Part::Hour => format!("{:02}", civil.hour),
        Part::Hour12(padded) => number((civil.hour + 11) % 12 + 1, padded),
        Part::Minute(padded) => number(civil.minute, padded),
        Part::Second(padded) => number(civil.second, padded),
        Part::Noon(capital) => noon(civil.hour >= 12, capital).to_owned(),
        Part::ZoneName if !civil.abbreviation.is_empty() => civil.abbreviation.clone(),
        Part::ZoneName => unnamed(civil.offset),
        Part::Offset(offset) => distance(civil.offset, offset),
        Part::Fraction(form) => fraction(time.nanoseconds, form),
    }
}

fn noon(after: bool, capital: bool) -> &'static str {
    match (after, capital) {
        (true, true) => "PM",
        (true, false) => "pm",
        (false, true) => "AM",
        (false, false) => "am",
    }
}

/// What stands for the name of a zone that has none.
fn unnamed(offset: i64) -> String {
    let minutes = offset / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    format!("{sign}{hours:02}{minutes:02}")
}

fn distance(seconds: i64, form: Offset) -> String {
    if form.letter && seconds == 0 {
        return "Z".to_owned();
    }
    let sign = if seconds / 60 < 0 { '-' } else { '+' };
    let size = seconds.abs();
    let colon = if form.colons { ":" } else { "" };
    let mut out = format!("{sign}{:02}", size / 3_600);
    if form.minutes {
        out.push_str(&format!("{colon}{:02}", size / 60 % 60));
    }
    if form.seconds {
        out.push_str(&format!("{colon}{:02}", size % 60));
    }
    out
}

fn fraction(nanoseconds: i64, form: Fraction) -> String {
    let mut digits = format!("{nanoseconds:09}");
    while digits.len() < form.digits {
        digits.push('0');
    }
    digits.truncate(form.digits);
    if form.trimmed {
        digits.truncate(digits.trim_end_matches('0').len());
        if digits.is_empty() {
            return digits;
        }
    }
    format!("{}{digits}", char::from(form.separator))
}
