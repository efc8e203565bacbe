//! Go's layouts: how the reference time, Mon Jan 2 15:04:05 MST 2006, is written.

/// Names of months.
pub(super) const LONG_MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Names of days.
pub(super) const LONG_DAYS: &[&str] =
    &["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A part of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    LongYear,
    Year,
    LongMonth,
    Month,
    /// Padded with a zero or not.
    MonthNumber(bool),
    LongDay,
    ShortDay,
    Day(Pad),
    YearDay(Pad),
    Hour,
    Hour12(bool),
    Minute(bool),
    Second(bool),
    /// `PM`, or else `pm`.
    Noon(bool),
    ZoneName,
    Offset(Offset),
    /// A fraction of a second.
    Fraction(Fraction),
}

/// What short numbers are filled up with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pad {
    None,
    Zero,
    Blank,
}

/// How the distance from UTC is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offset {
    /// `Z` for UTC itself.
    pub(super) letter: bool,
    pub(super) colons: bool,
    pub(super) minutes: bool,
    pub(super) seconds: bool,
}

/// How a fraction is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    pub(super) separator: u8,
    pub(super) digits: usize,
    /// Without zeros at the end.
    pub(super) trimmed: bool,
}

/// The text before the next part, the part and the text of it; no part at the end.
pub(super) fn next(layout: &str) -> (&str, Option<(Part, &str)>, &str) {
    for start in 0..layout.len() {
        let Some(rest) = layout.get(start..) else { continue };
        if let Some((skip, length, part)) = part(rest) {
            let from = start + skip;
            let text = &layout[from..from + length];
            return (&layout[..from], Some((part, text)), &layout[from + length..]);
        }
    }
    (layout, None, "")
}

/// How many bytes to skip, how many the part has, and the part at the start of a text.
fn part(rest: &str) -> Option<(usize, usize, Part)> {
    let bytes = rest.as_bytes();
    let lower_after = |count: usize| bytes.get(count).is_some_and(u8::is_ascii_lowercase);
    let found = |text: &str, part: Part| Some((0, text.len(), part));
    match bytes.first()? {
        b'J' if rest.starts_with("January") => found("January", Part::LongMonth),
        b'J' if rest.starts_with("Jan") && !lower_after(3) => found("Jan", Part::Month),
        b'M' if rest.starts_with("Monday") => found("Monday", Part::LongDay),
        b'M' if rest.starts_with("Mon") && !lower_after(3) => found("Mon", Part::ShortDay),
        b'M' if rest.starts_with("MST") => found("MST", Part::ZoneName),
        b'0' => zero(rest),
        b'1' if rest.starts_with("15") => found("15", Part::Hour),
        b'1' => found("1", Part::MonthNumber(false)),
        b'2' if rest.starts_with("2006") => found("2006", Part::LongYear),
        b'2' => found("2", Part::Day(Pad::None)),
        b'_' if rest.starts_with("_2006") => Some((1, 4, Part::LongYear)),
        b'_' if rest.starts_with("_2") => found("_2", Part::Day(Pad::Blank)),
        b'_' if rest.starts_with("__2") => found("__2", Part::YearDay(Pad::Blank)),
        b'3' => found("3", Part::Hour12(false)),
        b'4' => found("4", Part::Minute(false)),
        b'5' => found("5", Part::Second(false)),
        b'P' if rest.starts_with("PM") => found("PM", Part::Noon(true)),
        b'p' if rest.starts_with("pm") => found("pm", Part::Noon(false)),
        b'-' | b'Z' => offset(rest),
        b'.' | b',' => fraction(bytes),
        _ => None,
    }
}

fn zero(rest: &str) -> Option<(usize, usize, Part)> {
    let part = match rest.as_bytes().get(1)? {
        b'1' => Part::MonthNumber(true),
        b'2' => Part::Day(Pad::Zero),
        b'3' => Part::Hour12(true),
        b'4' => Part::Minute(true),
        b'5' => Part::Second(true),
        b'6' => Part::Year,
        b'0' if rest.starts_with("002") => return Some((0, 3, Part::YearDay(Pad::Zero))),
        _ => return None,
    };
    Some((0, 2, part))
}

fn offset(rest: &str) -> Option<(usize, usize, Part)> {
    let forms = [
        ("070000", false, true, true),
        ("07:00:00", true, true, true),
        ("0700", false, true, false),
        ("07:00", true, true, false),
        ("07", false, false, false),
    ];
    let letter = rest.starts_with('Z');
    for (form, colons, minutes, seconds) in forms {
        if rest[1..].starts_with(form) {
            let part = Part::Offset(Offset { letter, colons, minutes, seconds });
            return Some((0, form.len() + 1, part));
        }
    }
    None
}

fn fraction(bytes: &[u8]) -> Option<(usize, usize, Part)> {
    let digit = *bytes.get(1).filter(|digit| matches!(digit, b'0' | b'9'))?;
    let digits = bytes[1..].iter().take_while(|byte| **byte == digit).count();
    if bytes.get(digits + 1).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let fraction = Fraction { separator: bytes[0], digits, trimmed: digit == b'9' };
    Some((0, digits + 1, Part::Fraction(fraction)))
}
