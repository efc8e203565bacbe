//! Time zones: UTC, fixed distances from it, and those of the IANA database, which is built in.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A zone.
#[derive(Clone, Debug)]
pub(super) enum Zone {
    /// UTC, and what stands for the local zone.
    Utc,
    /// So many seconds east of UTC, under a name, which may be empty.
    Fixed(i64, String),
    /// A zone of the database.
    Named(TimeZone),
}

impl Zone {
    /// The zone of a name; UTC where there is none.
    pub(super) fn load(name: &str) -> Zone {
        if matches!(name, "" | "UTC" | "Local") {
            return Zone::Utc;
        }
        match TimeZone::get(name) {
            // The database of Go's is a directory, in which case matters.
            Ok(zone) if zone.iana_name() == Some(name) => Zone::Named(zone),
            _ => Zone::Utc,
        }
    }

    /// Seconds east of UTC and the abbreviation, at a time.
    pub(super) fn at(&self, seconds: i64) -> (i64, String) {
        match self {
            Zone::Utc => (0, "UTC".to_owned()),
            Zone::Fixed(offset, name) => (*offset, name.clone()),
            Zone::Named(zone) => match Timestamp::from_second(seconds) {
                Ok(time) => {
                    let info = zone.to_offset_info(time);
                    (i64::from(info.offset().seconds()), info.abbreviation().to_owned())
                }
                Err(_) => (0, "UTC".to_owned()),
            },
        }
    }
}
