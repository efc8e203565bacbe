//! `time.Time`: a moment and the zone in which it is shown.

use std::rc::Rc;
use std::sync::LazyLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::format::format;
use super::layout::{LONG_DAYS, LONG_MONTHS};
use super::zone::Zone;
use crate::effects;
use crate::functions::types::downcast;
use crate::value::{Native, Value};

const NANOSECONDS: i64 = 1_000_000_000;

const DAY: i64 = 86_400;

/// Seconds from the first day of the year 1 to 1970.
const YEAR_ONE: i64 = -62_135_596_800;

/// A moment.
#[derive(Clone, Debug)]
pub(super) struct Time {
    /// Since 1970.
    pub(super) seconds: i64,
    /// Less than a second.
    pub(super) nanoseconds: i64,
    /// Where it is shown.
    pub(super) zone: Zone,
    /// Nanoseconds on the clock that only goes forward, which Go shows as `m=`: of the present, and of
    /// what is so much later.
    pub(super) monotonic: Option<i64>,
}

/// What clock and calendar show.
#[derive(Clone, Debug)]
pub(super) struct Civil {
    pub(super) year: i64,
    /// From 1.
    pub(super) month: i64,
    pub(super) day: i64,
    /// From 1.
    pub(super) year_day: i64,
    /// From Sunday, which is 0.
    pub(super) weekday: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    /// Seconds east of UTC.
    pub(super) offset: i64,
    /// The abbreviation of the zone, which may be empty.
    pub(super) abbreviation: String,
}

/// The days from 1970 to a date.
pub(super) fn days(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// When the clock that only goes forward was first looked at.
static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Time {
    /// What a `time.Time` is that nobody has set.
    pub(super) fn zero() -> Time {
        Time { seconds: YEAR_ONE, nanoseconds: 0, zone: Zone::Utc, monotonic: None }
    }

    /// The present.
    pub(super) fn now() -> Time {
        effects::unrepeatable();
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Time {
            seconds: since.as_secs() as i64,
            nanoseconds: i64::from(since.subsec_nanos()),
            zone: Zone::Utc,
            monotonic: i64::try_from(STARTED.elapsed().as_nanos()).ok(),
        }
    }

    /// Seconds since 1970; what is too far away is brought into the range that dates can be made of.
    pub(super) fn from_unix(seconds: i64) -> Time {
        let bound = i64::MAX / 4;
        let seconds = seconds.clamp(-bound, bound);
        Time { seconds, nanoseconds: 0, zone: Zone::Utc, monotonic: None }
    }

    /// The same moment, shown elsewhere.
    pub(super) fn within(mut self, zone: Zone) -> Time {
        self.zone = zone;
        self.monotonic = None;
        self
    }

    /// So many nanoseconds later.
    pub(super) fn plus(mut self, nanoseconds: i64) -> Time {
        let sum = i128::from(self.nanoseconds) + i128::from(nanoseconds);
        let wide = i128::from(NANOSECONDS);
        self.seconds += sum.div_euclid(wide) as i64;
        self.nanoseconds = sum.rem_euclid(wide) as i64;
        self.monotonic = self.monotonic.and_then(|clock| clock.checked_add(nanoseconds));
        self
    }

    /// Nanoseconds since another moment, as many as a duration can hold.
    pub(super) fn since(&self, other: &Time) -> i64 {
        let seconds = i128::from(self.seconds) - i128::from(other.seconds);
        let parts = i128::from(self.nanoseconds - other.nanoseconds);
        let sum = seconds * i128::from(NANOSECONDS) + parts;
        sum.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
    }

    /// The same, rounded to seconds.
    pub(super) fn seconds_since(&self, other: &Time) -> i64 {
        let nanoseconds = self.since(other);
        let rest = nanoseconds % NANOSECONDS;
        let whole = nanoseconds - rest;
        if rest.abs() * 2 < NANOSECONDS {
            return whole;
        }
        whole.saturating_add(NANOSECONDS * rest.signum())
    }

    /// What clock and calendar show where it is shown.
    pub(super) fn civil(&self) -> Civil {
        let (offset, abbreviation) = self.zone.at(self.seconds);
        let local = self.seconds + offset;
        let day_number = local.div_euclid(DAY);
        let of_day = local.rem_euclid(DAY);
        let (year, month, day) = date(day_number);
        Civil {
            year,
            month,
            day,
            year_day: day_number - days(year, 1, 1) + 1,
            weekday: (day_number + 4).rem_euclid(7),
            hour: of_day / 3_600,
            minute: of_day % 3_600 / 60,
            second: of_day % 60,
            offset,
            abbreviation,
        }
    }

    /// The value for templates.
    pub(super) fn value(self) -> Value {
        Value::Native(Rc::new(self))
    }

    /// Parts of a second since 1970.
    fn scaled(&self, parts: i64) -> i64 {
        self.seconds.wrapping_mul(parts).wrapping_add(self.nanoseconds / (NANOSECONDS / parts))
    }

    fn added(&self, arguments: &[Value]) -> Time {
        let part = |index| crate::functions::arguments::int(arguments, index);
        let civil = self.civil();
        let bound = 1 << 32;
        let months = civil.month - 1 + part(1).clamp(-bound, bound);
        let year = civil.year + part(0).clamp(-bound, bound) + months.div_euclid(12);
        let month = months.rem_euclid(12) + 1;
        let day = days(year, month, 1) + civil.day - 1 + part(2).clamp(-bound, bound);
        let of_day = (self.seconds + civil.offset).rem_euclid(DAY);
        let seconds = day * DAY + of_day - civil.offset;
        Time { seconds, monotonic: None, ..self.clone() }
    }

    fn compared(&self, arguments: &[Value]) -> Option<std::cmp::Ordering> {
        let other: &Time = downcast(arguments.first()?)?;
        Some((self.seconds, self.nanoseconds).cmp(&(other.seconds, other.nanoseconds)))
    }
}

impl Native for Time {
    fn type_name(&self) -> &'static str {
        "time.Time"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        let civil = self.civil();
        let value = match name {
            "Format" => {
                let layout = crate::functions::arguments::text(arguments, 0);
                Value::string(format(self, &layout))
            }
            "String" => Value::string(self.print()),
            "Unix" => Value::int64(self.seconds),
            "UnixMilli" => Value::int64(self.scaled(1_000)),
            "UnixMicro" => Value::int64(self.scaled(1_000_000)),
            "UnixNano" => Value::int64(self.scaled(NANOSECONDS)),
            "Year" => Value::int(civil.year),
            "Month" => Named::value("time.Month", LONG_MONTHS, 1, civil.month),
            "Weekday" => Named::value("time.Weekday", LONG_DAYS, 0, civil.weekday),
            "Day" => Value::int(civil.day),
            "YearDay" => Value::int(civil.year_day),
            "Hour" => Value::int(civil.hour),
            "Minute" => Value::int(civil.minute),
            "Second" => Value::int(civil.second),
            "Nanosecond" => Value::int(self.nanoseconds),
            "UTC" | "Local" => self.clone().within(Zone::Utc).value(),
            "IsZero" => Value::Bool(self.seconds == YEAR_ONE && self.nanoseconds == 0),
            "AddDate" => self.added(arguments).value(),
            "Before" => Value::Bool(self.compared(arguments).is_some_and(|order| order.is_lt())),
            "After" => Value::Bool(self.compared(arguments).is_some_and(|order| order.is_gt())),
            "Equal" => Value::Bool(self.compared(arguments).is_some_and(|order| order.is_eq())),
            _ => return None,
        };
        Some(Ok(value))
    }

    fn json(&self) -> Option<Value> {
        Some(Value::string(format(self, "2006-01-02T15:04:05.999999999Z07:00")))
    }

    fn print(&self) -> String {
        let shown = format(self, "2006-01-02 15:04:05.999999999 -0700 MST");
        let Some(clock) = self.monotonic else { return shown };
        let sign = if clock < 0 { '-' } else { '+' };
        let (seconds, rest) =
            (clock.unsigned_abs() / 1_000_000_000, clock.unsigned_abs() % 1_000_000_000);
        format!("{shown} m={sign}{seconds}.{rest:09}")
    }
}

/// A number that prints as a name: a month, a day of the week.
#[derive(Debug)]
struct Named {
    type_name: &'static str,
    name: &'static str,
    number: i64,
}

impl Named {
    /// The number of a name in a list that begins with a number.
    fn value(type_name: &'static str, names: &[&'static str], first: i64, number: i64) -> Value {
        let name = usize::try_from(number - first).ok().and_then(|index| names.get(index));
        let name = name.copied().unwrap_or("");
        Value::Native(Rc::new(Named { type_name, name, number }))
    }
}

impl Native for Named {
    fn type_name(&self) -> &'static str {
        self.type_name
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str, _: &[Value]) -> Option<Result<Value, String>> {
        (name == "String").then(|| Ok(Value::string(self.name)))
    }

    fn number(&self) -> Option<i64> {
        Some(self.number)
    }

    fn json(&self) -> Option<Value> {
        Some(Value::int(self.number))
    }

    fn print(&self) -> String {
        self.name.to_owned()
    }
}
