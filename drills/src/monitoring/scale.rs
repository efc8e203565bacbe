//! Time in the drill runs faster: every window, `for` and interval is divided by one factor.
//!
//! The unscaled rules are for promtool to prove, in the suite's tests of the alerts.

use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use regex::{Captures, Regex};

/// What each span of time is divided by: an hour becomes 18 seconds, a minute 300 milliseconds.
pub const FACTOR: u32 = 200;

/// A span of time as Prometheus writes it, such as `1h30m`.
///
/// # Errors
/// When it is none.
pub fn parse(text: &str) -> Result<Duration> {
    static PART: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("^([0-9]+)(ms|[smhdw])").expect("a valid pattern"));
    let what = || format!("{text:?} is no span of time");
    ensure!(!text.is_empty(), what());
    let mut rest = text;
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let part = PART.captures(rest).with_context(what)?;
        let number: u64 = part[1].parse().with_context(what)?;
        let unit = match &part[2] {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 604_800_000,
        };
        total += Duration::from_millis(number * unit);
        rest = &rest[part[0].len()..];
    }
    Ok(total)
}

/// A span of time, scaled.
///
/// # Errors
/// When it is none, or becomes less than a millisecond, which Prometheus does not know.
pub fn scaled(text: &str) -> Result<Duration> {
    let whole = parse(text)?;
    let scaled = whole / FACTOR;
    ensure!(whole.is_zero() || scaled.as_millis() > 0, "{text} is too short to be scaled");
    Ok(scaled)
}

/// As Prometheus reads it.
pub fn shown(span: Duration) -> String {
    format!("{}ms", span.as_millis())
}

/// An expression whose ranges, subqueries and offsets are scaled.
///
/// # Errors
/// When one is no span of time.
pub fn expression(text: &str) -> Result<String> {
    static SPAN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"\[\s*(?<range>\w+)\s*(?<colon>:)?\s*(?<step>\w+)?\s*\]|\boffset\s+(?<offset>-?\w+)",
        )
        .expect("a valid pattern")
    });
    let mut failed = None;
    let replaced = SPAN.replace_all(text, |found: &Captures<'_>| {
        let mut span = |name: &str| -> String {
            let Some(written) = found.name(name) else { return String::new() };
            let (sign, written) = match written.as_str().strip_prefix('-') {
                Some(rest) => ("-", rest),
                None => ("", written.as_str()),
            };
            match scaled(written) {
                Ok(span) => format!("{sign}{}", shown(span)),
                Err(error) => {
                    failed = Some(error);
                    String::new()
                }
            }
        };
        if found.name("offset").is_some() {
            return format!("offset {}", span("offset"));
        }
        let colon = if found.name("colon").is_some() { ":" } else { "" };
        format!("[{}{colon}{}]", span("range"), span("step"))
    });
    let replaced = replaced.into_owned();
    failed.map_or(Ok(replaced), Err).with_context(|| format!("in {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_ranges_subqueries_and_offsets_and_nothing_else() {
        let scaled = |text: &str| expression(text).expect("scaled");
        assert_eq!(scaled("increase(a[15m]) > 0"), "increase(a[4500ms]) > 0");
        assert_eq!(
            scaled("sum_over_time(clamp_min(max(a) - max(a offset 1m), 0)[30m:1m])"),
            "sum_over_time(clamp_min(max(a) - max(a offset 300ms), 0)[9000ms:300ms])"
        );
        assert_eq!(
            scaled("a[1h30m:] > 5 unless a offset -1d"),
            "a[27000ms:] > 5 unless a offset -432000ms"
        );
        assert_eq!(scaled(r#"a{b="1h"} > 100"#), r#"a{b="1h"} > 100"#);
    }

    #[test]
    fn a_span_that_vanishes_or_is_none_is_an_error() {
        assert!(expression("a[100ms]").is_err());
        assert!(expression("a[1y2]").is_err());
        assert!(parse("").is_err() && parse("5").is_err() && parse("1hour").is_err());
        assert_eq!(scaled("0s").expect("none is none"), Duration::ZERO);
    }
}
