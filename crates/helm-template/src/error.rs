//! What can go wrong, in Helm's words and as data that callers branch on.

use std::sync::Arc;

use crate::provenance::Site;

/// Why a template set was not parsed or not rendered. Its text is Helm's, without `Error: `.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A template does not follow the grammar.
    #[error("{message}")]
    Parse {
        /// Helm's text.
        message: String,
        /// The file.
        template: Arc<str>,
        /// The line, from 1.
        line: u32,
    },
    /// The chart refuses: `fail` or `required`.
    #[error("{message}")]
    Refused {
        /// Helm's text.
        message: String,
        /// What the chart says.
        reason: String,
        /// Where, the outermost call first.
        places: Vec<Site>,
    },
    /// A template cannot be executed.
    #[error("{message}")]
    Execution {
        /// Helm's text.
        message: String,
        /// Where, the outermost call first.
        places: Vec<Site>,
    },
    /// A limit of this renderer was reached.
    #[error("{limit} while rendering {template}")]
    Limit {
        /// Which limit.
        limit: Limit,
        /// The file that was being rendered.
        template: Arc<str>,
    },
}

/// A limit of a render.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// Too many calls inside of each other.
    #[error("calls nested too deeply")]
    Depth,
    /// Too much output.
    #[error("too much output")]
    Output,
    /// Too many turns of loops, or calls.
    #[error("too many iterations")]
    Iterations,
    /// Too much time.
    #[error("out of time")]
    Time,
}
