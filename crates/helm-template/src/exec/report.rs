//! Errors on their way out, and the words in which Helm shows them.

use super::report_lines::in_lines;
use crate::error::{Error, Limit};
use crate::provenance::{Origin, Trace};
use crate::version::Version;

/// What Helm puts around the text of `fail` and `required`, to find it again.
pub(super) const START: &str = "HELM_ERR_START";
/// The same, behind it.
pub(super) const END: &str = "HELM_ERR_END";

/// Why execution stopped.
#[derive(Debug)]
pub(super) enum Failure {
    /// With Go's text, and the places that it passed, the innermost first.
    Error(Box<Report>),
    /// A limit was reached.
    Limit(Limit),
}

/// Go's text of an error and where it was.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) text: String,
    pub(super) places: Vec<Origin>,
    /// Whether Helm 4 can read the text: not if a function failed in words of its own.
    pub(super) readable: bool,
}

impl From<Limit> for Failure {
    fn from(limit: Limit) -> Self {
        Failure::Limit(limit)
    }
}

/// Shows an error as Helm does.
pub(super) fn shown(report: Report, trace: &Trace, version: Version) -> Error {
    let places = report.places.iter().rev().map(|place| trace.site(*place)).collect();
    let mut parts = report.text.splitn(3, ": ").skip(1);
    let (location, rest) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    if let Some(reason) = between(rest) {
        let message = format!("execution error at ({location}): {reason}");
        return Error::Refused { message, reason: reason.to_owned(), places };
    }
    let message = match version {
        Version::V4_1 if report.readable => in_lines(&report.text).unwrap_or(report.text),
        _ => report.text,
    };
    Error::Execution { message, places }
}

fn between(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(START)?;
    rest.rsplit_once(END).map(|(reason, _)| reason)
}
