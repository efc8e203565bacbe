//! Reads times as a layout says, with Go's words for what does not fit.

use super::layout::{self, Fraction, LONG_DAYS, LONG_MONTHS, Offset, Pad, Part};
use super::time::{Time, days};
use super::zone::Zone;

/// Why a part could not be read.
enum Wrong {
    /// It looks different.
    Form,
    /// Its number is too great or too small.
    Range(&'static str),
}

/// What was read so far.
#[derive(Default)]
struct Parts {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanoseconds: i64,
    afternoon: Option<bool>,
    utc: bool,
    offset: Option<i64>,
    zone: String,
}

/// Reads a time.
pub(super) fn parse(layout: &str, value: &str) -> Result<Time, String> {
    let start = format!("parsing time {}", quoted(value));
    let unlike = |rest: &str, part: &str| {
        let layout = quoted(layout);
        format!("{start} as {layout}: cannot parse {} as {}", quoted(rest), quoted(part))
    };
    let mut parts = Parts::default();
    let mut rest = value;
    let mut remaining = layout;
    loop {
        let (before, part, after) = layout::next(remaining);
        rest = skip(rest, before).map_err(|rest| unlike(rest, before))?;
        let Some((part, text)) = part else {
            if rest.is_empty() {
                break;
            }
            return Err(format!("{start}: extra text: {}", quoted(rest)));
        };
        remaining = after;
        rest = match parts.read(part, rest, remaining) {
            Ok(rest) => rest,
            Err(Wrong::Form) => return Err(unlike(rest, text)),
            Err(Wrong::Range(what)) => return Err(format!("{start}: {what} out of range")),
        };
    }
    parts.time().map_err(|reason| format!("{start}: {reason}"))
}

/// Skips the text between parts; any number of blanks stands for blanks.
fn skip<'a>(value: &'a str, prefix: &str) -> Result<&'a str, &'a str> {
    let (mut value, mut prefix) = (value, prefix);
    while let Some(expected) = prefix.chars().next() {
        if expected == ' ' {
            if !value.is_empty() && !value.starts_with(' ') {
                return Err(value);
            }
            prefix = prefix.trim_start_matches(' ');
            value = value.trim_start_matches(' ');
            continue;
        }
        value = value.strip_prefix(expected).ok_or(value)?;
        prefix = &prefix[expected.len_utf8()..];
    }
    Ok(value)
}

/// As Go's package of time quotes: what is not printable ASCII byte by byte, with no short forms.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            ' '..='\x7f' => out.push(letter),
            _ => {
                for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                    out.push_str(&format!("\\x{byte:02x}"));
                }
            }
        }
    }
    out.push('"');
    out
}

fn digit(value: &str, index: usize) -> bool {
    value.as_bytes().get(index).is_some_and(u8::is_ascii_digit)
}

/// Reads one or two digits.
fn number(value: &str, two: bool) -> Result<(i64, &str), Wrong> {
    if !digit(value, 0) || two && !digit(value, 1) {
        return Err(Wrong::Form);
    }
    let length = if digit(value, 1) { 2 } else { 1 };
    Ok((value[..length].parse().unwrap_or(0), &value[length..]))
}

fn bounded<'a>(
    value: &'a str,
    two: bool,
    limit: i64,
    what: &'static str,
) -> Result<(i64, &'a str), Wrong> {
    let (number, rest) = number(value, two)?;
    if number >= limit {
        return Err(Wrong::Range(what));
    }
    Ok((number, rest))
}

/// Finds the name that a text starts with, whatever the case.
fn named<'a>(value: &'a str, names: &[&str], length: usize) -> Result<(i64, &'a str), Wrong> {
    for (index, name) in names.iter().enumerate() {
        let name = &name[..length.min(name.len())];
        let start = value.get(..name.len());
        if start.is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return Ok((index as i64, &value[name.len()..]));
        }
    }
    Err(Wrong::Form)
}

impl Parts {
    fn read<'a>(&mut self, part: Part, value: &'a str, layout: &str) -> Result<&'a str, Wrong> {
        let rest = match part {
            Part::LongYear => {
                let year = value.get(..4).filter(|_| digit(value, 0)).ok_or(Wrong::Form)?;
                self.year = year.parse().map_err(|_| Wrong::Form)?;
                &value[4..]
            }
            Part::Year => {
                let year = value.get(..2).ok_or(Wrong::Form)?;
                let year: i64 = year.parse().map_err(|_| Wrong::Form)?;
                self.year = if year >= 69 { year + 1900 } else { year + 2000 };
                &value[2..]
            }
            Part::LongMonth | Part::Month => {
                let length = if part == Part::Month { 3 } else { 9 };
                let (index, rest) = named(value, LONG_MONTHS, length)?;
                self.month = Some(index + 1);
                rest
            }
            Part::MonthNumber(two) => {
                let (month, rest) = bounded(value, two, 13, "month")?;
                self.month = Some(month);
                if month == 0 {
                    return Err(Wrong::Range("month"));
                }
                rest
            }
            Part::LongDay => named(value, LONG_DAYS, 9)?.1,
            Part::ShortDay => named(value, LONG_DAYS, 3)?.1,
            Part::Day(pad) => {
                let blank = pad == Pad::Blank;
                let value = if blank { value.strip_prefix(' ').unwrap_or(value) } else { value };
                let (day, rest) = number(value, pad == Pad::Zero)?;
                self.day = Some(day);
                rest
            }
            Part::YearDay(pad) => self.year_day(value, pad)?,
            Part::Hour => self.set(|parts| &mut parts.hour, bounded(value, false, 24, "hour")?),
            Part::Hour12(two) => {
                self.set(|parts| &mut parts.hour, bounded(value, two, 13, "hour")?)
            }
            Part::Minute(two) => {
                self.set(|parts| &mut parts.minute, bounded(value, two, 60, "minute")?)
            }
            Part::Second(two) => {
                let rest = self.set(|parts| &mut parts.second, bounded(value, two, 60, "second")?);
                return self.stray_fraction(rest, layout);
            }
            Part::Noon(capital) => {
                let (after, before) = if capital { ("PM", "AM") } else { ("pm", "am") };
                let noon = value.get(..2).ok_or(Wrong::Form)?;
                if noon != after && noon != before {
                    return Err(Wrong::Form);
                }
                self.afternoon = Some(noon == after);
                &value[2..]
            }
            Part::ZoneName => return self.zone_name(value),
            Part::Offset(form) => return self.offset(value, form),
            Part::Fraction(form) => return self.fraction(value, form),
        };
        Ok(rest)
    }

    fn set<'a>(
        &mut self,
        place: impl Fn(&mut Parts) -> &mut i64,
        (number, rest): (i64, &'a str),
    ) -> &'a str {
        *place(self) = number;
        rest
    }

    fn year_day<'a>(&mut self, value: &'a str, pad: Pad) -> Result<&'a str, Wrong> {
        let mut value = value;
        for _ in 0..2 {
            if pad == Pad::Blank {
                value = value.strip_prefix(' ').unwrap_or(value);
            }
        }
        let length = (0..3).take_while(|index| digit(value, *index)).count();
        if length == 0 || pad == Pad::Zero && length != 3 {
            return Err(Wrong::Form);
        }
        self.year_day = value[..length].parse().ok();
        Ok(&value[length..])
    }

    /// A fraction may follow the seconds although the layout has none.
    fn stray_fraction<'a>(&mut self, rest: &'a str, layout: &str) -> Result<&'a str, Wrong> {
        if !rest.starts_with(['.', ',']) || !digit(rest, 1) {
            return Ok(rest);
        }
        if let Some((Part::Fraction(_), _)) = layout::next(layout).1 {
            return Ok(rest);
        }
        let length = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
        self.nanoseconds = nanoseconds(&rest[1..=length]);
        Ok(&rest[length + 1..])
    }

    fn fraction<'a>(&mut self, value: &'a str, form: Fraction) -> Result<&'a str, Wrong> {
        let begins = value.starts_with(['.', ',']);
        if form.trimmed {
            if !begins || !digit(value, 1) {
                return Ok(value);
            }
            let length = value[1..].bytes().take_while(u8::is_ascii_digit).count();
            self.nanoseconds = nanoseconds(&value[1..=length]);
            return Ok(&value[length + 1..]);
        }
        let digits = value.get(1..=form.digits).filter(|_| begins).ok_or(Wrong::Form)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Wrong::Form);
        }
        self.nanoseconds = nanoseconds(digits);
        Ok(&value[form.digits + 1..])
    }

    fn offset<'a>(&mut self, value: &'a str, form: Offset) -> Result<&'a str, Wrong> {
        if let Some(rest) = value.strip_prefix('Z').filter(|_| form.letter) {
            self.utc = true;
            return Ok(rest);
        }
        let colon = usize::from(form.colons);
        let mut numbers = [0; 3];
        let mut place = 1;
        let count = 1 + usize::from(form.minutes) + usize::from(form.seconds);
        let length = 1 + 2 * count + colon * (count - 1);
        if value.get(..length).is_none() {
            return Err(Wrong::Form);
        }
        for (index, part) in numbers.iter_mut().enumerate().take(count) {
            if index > 0 && form.colons {
                if value.as_bytes()[place] != b':' {
                    return Err(Wrong::Form);
                }
                place += 1;
            }
            *part = number(value.get(place..place + 2).unwrap_or(""), true)?.0;
            place += 2;
        }
        let [hours, minutes, seconds] = numbers;
        let limits = [
            (hours > 24, "time zone offset hour"),
            (minutes > 60, "time zone offset minute"),
            (seconds > 60, "time zone offset second"),
        ];
        if let Some((_, what)) = limits.iter().find(|(beyond, _)| *beyond) {
            return Err(Wrong::Range(what));
        }
        let sum = (hours * 60 + minutes) * 60 + seconds;
        self.offset = Some(match value.as_bytes()[0] {
            b'+' => sum,
            b'-' => -sum,
            _ => return Err(Wrong::Form),
        });
        Ok(&value[length..])
    }

    fn zone_name<'a>(&mut self, value: &'a str) -> Result<&'a str, Wrong> {
        if let Some(rest) = value.strip_prefix("UTC") {
            self.utc = true;
            return Ok(rest);
        }
        let length = zone_length(value).ok_or(Wrong::Form)?;
        self.zone = value[..length].to_owned();
        Ok(&value[length..])
    }

    fn time(self) -> Result<Time, &'static str> {
        let leap = days(self.year, 3, 1) - days(self.year, 2, 28) == 2;
        let (mut month, mut day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        if let Some(year_day) = self.year_day {
            if year_day < 1 || year_day > 365 + i64::from(leap) {
                return Err("day-of-year out of range");
            }
            let first = days(self.year, 1, 1) + year_day - 1;
            let found = (1..=12).rev().find(|month| days(self.year, *month, 1) <= first);
            let found = found.unwrap_or(1);
            let found_day = first - days(self.year, found, 1) + 1;
            if self.month.is_some_and(|month| month != found) {
                return Err("day-of-year does not match month");
            }
            if self.day.is_some_and(|day| day != found_day) {
                return Err("day-of-year does not match day");
            }
            (month, day) = (found, found_day);
        }
        let next =
            if month == 12 { days(self.year + 1, 1, 1) } else { days(self.year, month + 1, 1) };
        let length = next - days(self.year, month, 1);
        if day < 1 || day > length {
            return Err("day out of range");
        }
        let hour = match self.afternoon {
            Some(true) if self.hour < 12 => self.hour + 12,
            Some(false) if self.hour == 12 => 0,
            _ => self.hour,
        };
        let of_day = (hour * 60 + self.minute) * 60 + self.second;
        let seconds = days(self.year, month, day) * 86_400 + of_day;
        let hours = self.zone.strip_prefix("GMT").and_then(|hours| hours.parse::<i64>().ok());
        let zone = match self.offset {
            _ if self.utc => Zone::Utc,
            Some(0) => Zone::Utc,
            Some(offset) => Zone::Fixed(offset, self.zone),
            None if self.zone.is_empty() => Zone::Utc,
            None => Zone::Fixed(hours.unwrap_or(0) * 3_600, self.zone),
        };
        // The name of a zone alone does not move the time.
        let offset = self.offset.filter(|_| !self.utc).unwrap_or(0);
        let seconds = seconds - offset;
        Ok(Time { seconds, nanoseconds: self.nanoseconds, zone, monotonic: None })
    }
}

fn nanoseconds(digits: &str) -> i64 {
    let digits = &digits[..digits.len().min(9)];
    format!("{digits:0<9}").parse().unwrap_or(0)
}

/// How many bytes look like the abbreviation of a zone.
fn zone_length(value: &str) -> Option<usize> {
    if value.starts_with("ChST") || value.starts_with("MeST") {
        return Some(4);
    }
    if let Some(rest) = value.strip_prefix("GMT") {
        return Some(3 + signed_hours(rest));
    }
    if value.starts_with(['+', '-']) {
        let length = signed_hours(value);
        return (length > 0).then_some(length);
    }
    let capitals = value.bytes().take(6).take_while(u8::is_ascii_uppercase).count();
    let last = value.as_bytes().get(capitals.saturating_sub(1));
    match capitals {
        3 => Some(3),
        4 if last == Some(&b'T') || value.starts_with("WITA") => Some(4),
        5 if last == Some(&b'T') => Some(5),
        _ => None,
    }
}

fn signed_hours(value: &str) -> usize {
    if !value.starts_with(['+', '-']) {
        return 0;
    }
    let digits = value[1..].bytes().take_while(u8::is_ascii_digit).count();
    match value[1..=digits].parse::<u32>() {
        Ok(0..=23) => digits + 1,
        _ => 0,
    }
}
