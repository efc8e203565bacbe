//! Variables as they come: names, raw values, and the few forms that a value can have.
//!
//! An empty variable counts as unset. A problem names its variable and never quotes the value, which may be a secret.
//! This module must not know what any variable is for.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::time::Duration;

/// What is wrong with one variable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct Invalid {
    /// Its name.
    pub variable: &'static str,
    /// What is wrong, in one line, without the value.
    pub problem: String,
}

impl Invalid {
    /// A problem with `variable`.
    pub fn new(variable: &'static str, problem: impl Into<String>) -> Self {
        Self { variable, problem: problem.into() }
    }
}

/// A snapshot of the process's environment.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
}

impl Environment {
    /// That of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self { variables: std::env::vars_os().collect() }
    }

    /// The text of a variable, or nothing where it is unset or empty.
    ///
    /// # Errors
    /// Where it is no UTF-8.
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, Invalid> {
        let Some(raw) = self.variables.get(std::ffi::OsStr::new(name)) else { return Ok(None) };
        let text = raw.to_str().ok_or_else(|| Invalid::new(name, "is not valid UTF-8"))?;
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// The text of a variable that must be set.
    ///
    /// # Errors
    /// Where it is unset, with `purpose` as what it is needed for.
    pub fn required(&self, name: &'static str, purpose: &str) -> Result<&str, Invalid> {
        self.text(name)?.ok_or_else(|| Invalid::new(name, format!("is not set; {purpose}")))
    }

    /// One of a few words, each with what it stands for.
    ///
    /// # Errors
    /// Where it is another word.
    pub fn choice<T: Copy>(
        &self,
        name: &'static str,
        choices: &[(&str, T)],
        default: T,
    ) -> Result<T, Invalid> {
        let Some(text) = self.text(name)? else { return Ok(default) };
        let known = choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        known.ok_or_else(|| {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            Invalid::new(name, format!("must be one of {}", words.join(", ")))
        })
    }

    /// True or false.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn flag(&self, name: &'static str, default: bool) -> Result<bool, Invalid> {
        const WORDS: [(&str, bool); 6] = [
            ("true", true),
            ("false", false),
            ("1", true),
            ("0", false),
            ("yes", true),
            ("no", false),
        ];
        self.choice(name, &WORDS, default)
    }

    /// A whole number within a range.
    ///
    /// # Errors
    /// Where it is none, or outside the range.
    pub fn integer(
        &self,
        name: &'static str,
        range: RangeInclusive<u32>,
        default: u32,
    ) -> Result<u32, Invalid> {
        let Some(text) = self.text(name)? else { return Ok(default) };
        let problem = || {
            let (least, most) = (range.start(), range.end());
            Invalid::new(name, format!("must be a whole number from {least} to {most}"))
        };
        let number = text.parse().map_err(|_| problem())?;
        range.contains(&number).then_some(number).ok_or_else(problem)
    }

    /// A number above zero.
    ///
    /// # Errors
    /// Where it is none, or not above zero.
    pub fn rate(&self, name: &'static str, default: f64) -> Result<f64, Invalid> {
        let Some(text) = self.text(name)? else { return Ok(default) };
        let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
        number.ok_or_else(|| Invalid::new(name, "must be a number above 0"))
    }

    /// A span of time as Go writes it: `90s`, `1m30s`, `6h`.
    ///
    /// # Errors
    /// Where it is none, or outside the range.
    pub fn duration(
        &self,
        name: &'static str,
        range: RangeInclusive<Duration>,
        default: Duration,
    ) -> Result<Duration, Invalid> {
        let Some(text) = self.text(name)? else { return Ok(default) };
        let problem = || {
            let (least, most) = (range.start().as_secs(), range.end().as_secs());
            Invalid::new(
                name,
                format!("must be a duration such as 90s, 1m30s or 6h, from {least}s to {most}s"),
            )
        };
        let span = parse_duration(text).ok_or_else(problem)?;
        range.contains(&span).then_some(span).ok_or_else(problem)
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let variables = variables.into_iter();
        Self { variables: variables.map(|(name, value)| (name.into(), value.into())).collect() }
    }
}

/// Whole and fractional numbers, each with its unit, one after another.
fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let end = rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len());
        seconds += number
            * match &rest[..end] {
                "ms" => 0.001,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                _ => return None,
            };
        rest = &rest[end..];
    }
    if text.is_empty() { None } else { Duration::try_from_secs_f64(seconds).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_writes_them() {
        let cases = [
            ("90s", Some(90.0)),
            ("1m30s", Some(90.0)),
            ("1.5h", Some(5400.0)),
            ("250ms", Some(0.25)),
            ("60", None),
            ("s", None),
            ("1d", None),
            ("-5s", None),
            ("1 m", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(parse_duration(text).map(|span| span.as_secs_f64()), seconds, "{text}");
        }
    }
}
