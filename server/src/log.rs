//! The log: one line per event on stderr, JSON unless text was asked for.
//!
//! The only place that writes to stderr. This module must not know what happens elsewhere.

use std::io::Write as _;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::config::{Format, Level, Log};

static LOG: OnceLock<Log> = OnceLock::new();

/// Fields of a line besides its message.
pub type Fields<'a> = &'a [(&'static str, Value)];

/// Settles level and format for the rest of the process; the first call counts.
pub fn set(log: Log) {
    // A second call would be a second configuration, and there is one.
    let _ = LOG.set(log);
}

/// What ends the process or breaks a promise.
pub fn error(message: &str, fields: Fields) {
    write(Level::Error, message, fields);
}

/// What deserves a look.
pub fn warn(message: &str, fields: Fields) {
    write(Level::Warn, message, fields);
}

/// What was done.
pub fn info(message: &str, fields: Fields) {
    write(Level::Info, message, fields);
}

/// Why.
pub fn debug(message: &str, fields: Fields) {
    write(Level::Debug, message, fields);
}

fn write(level: Level, message: &str, fields: Fields) {
    let log = LOG.get().copied().unwrap_or(Log { level: Level::Info, format: Format::Json });
    if level > log.level {
        return;
    }
    let now = jiff::Timestamp::now().to_string();
    let line = match log.format {
        Format::Json => json(&now, level, message, fields),
        Format::Text => text(&now, level, message, fields),
    };
    // Nobody is left to tell when stderr is gone.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warn => "WARN",
        Level::Info => "INFO",
        Level::Debug => "DEBUG",
    }
}

fn json(now: &str, level: Level, message: &str, fields: Fields) -> String {
    let head = [("time", now.into()), ("level", name(level).into()), ("msg", message.into())];
    let all = head.into_iter().chain(fields.iter().cloned());
    let line: Map<String, Value> = all.map(|(key, value)| (key.to_owned(), value)).collect();
    Value::Object(line).to_string()
}

fn text(now: &str, level: Level, message: &str, fields: Fields) -> String {
    let head = format!("{now} {:5} {}", name(level), message.escape_debug());
    fields.iter().fold(head, |line, (key, value)| format!("{line} {key}={value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_in_either_format() {
        let fields: Fields = &[("migration", "000001".into()), ("count", 3.into())];
        let line = json("T", Level::Warn, "two\nlines \"quoted\"", fields);
        let expected = r#"{"time":"T","level":"WARN","msg":"two\nlines \"quoted\"","migration":"000001","count":3}"#;
        assert_eq!(line, expected);
        let line = text("T", Level::Info, "two\nlines", fields);
        assert_eq!(line, "T INFO  two\\nlines migration=\"000001\" count=3");
    }
}
