//! findings/<ID>.yaml: one closed finding of the audit, kept closed by expectations.

use memchr::memmem;
use serde::Deserialize;

use super::Anchor;
use crate::pattern::Pattern;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingFile {
    pub(super) id: String,
    /// Whether the audit found it. The matrix lists it then, so that neither can vanish alone.
    #[serde(default)]
    pub(super) audit: bool,
    pub(super) severity: Rating,
    pub(super) title: String,
    pub(super) why: String,
    pub(super) closed_by: String,
    pub(super) expectations: Vec<ExpectationFile>,
}

/// Flat, because people write it by hand; [`Expectation`] is what it means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectationFile {
    pub(super) id: String,
    pub(super) says: String,
    #[serde(rename = "in", default)]
    pub(super) combinations: Vec<String>,
    pub(super) kind: Option<String>,
    pub(super) name: Option<String>,
    pub(super) path: Option<String>,
    pub(super) file: Option<String>,
    pub(super) pattern: Option<String>,
    pub(super) equals: Option<serde_json::Value>,
    pub(super) matches: Option<String>,
    pub(super) contains: Option<serde_json::Value>,
    pub(super) exists: Option<bool>,
    pub(super) absent: Option<bool>,
    pub(super) count: Option<usize>,
    pub(super) mend: Option<String>,
    pub(super) broken_by: Edit,
}

/// One edit of one file: the text stands there exactly once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The file, from the root of the repository.
    pub file: String,
    /// The text that is replaced.
    pub replace: String,
    /// What takes its place.
    pub with: String,
}

impl Edit {
    /// The text after the edit.
    ///
    /// # Errors
    /// How often the replaced text stands in `text`, when that is not once.
    pub fn apply(&self, text: &str) -> Result<String, usize> {
        match self.stands(text) {
            1 => Ok(text.replacen(&self.replace, &self.with, 1)),
            times => Err(times),
        }
    }

    /// How often the replaced text stands in `text`.
    pub fn stands(&self, text: &str) -> usize {
        memmem::find_iter(text.as_bytes(), &self.replace).count()
    }
}

/// How bad the audit rated a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rating {
    /// Data or service is lost.
    High,
    /// An operator is misled or blocked.
    Medium,
    /// A gap in documents or monitoring.
    Low,
}

impl Rating {
    /// The word of the audit.
    pub fn word(self) -> &'static str {
        match self {
            Rating::High => "high",
            Rating::Medium => "medium",
            Rating::Low => "low",
        }
    }
}

/// One closed finding, of the audit or of our own.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its id, such as `DEPL-H2`.
    pub id: String,
    /// Whether the audit found it; else it is one of our own, kept in the same form.
    pub audit: bool,
    /// How bad it is rated.
    pub rating: Rating,
    /// One line.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What closed it.
    pub closed_by: String,
    /// What keeps it closed.
    pub expectations: Vec<Expectation>,
    /// Where it stands.
    pub anchor: Anchor,
}

/// A statement about rendered objects or files that keeps a finding closed.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Its name within the finding.
    pub id: String,
    /// The statement for people.
    pub says: String,
    /// What it looks at.
    pub selection: Selection,
    /// What must hold for it.
    pub operator: Operator,
    /// How to mend it, where `says` is not enough.
    pub mend: Option<String>,
    /// An edit that makes it fail.
    pub broken_by: Edit,
    /// Where it stands.
    pub anchor: Anchor,
}

/// What an expectation looks at.
#[derive(Clone, Debug)]
pub enum Selection {
    /// Rendered objects, or what a path selects in each of them.
    Objects {
        /// Their kind; `PodTemplate` stands for the pod template of every workload.
        kind: String,
        /// Their name; any where none is given.
        name: Option<String>,
        /// RFC 9535; the whole object where none is given.
        path: Option<crate::manifest::query::Path>,
        /// The combinations by name.
        combinations: Vec<String>,
    },
    /// A file of the repository, or what a pattern selects in it.
    File {
        /// From the root of the repository.
        file: String,
        /// Selects text; the whole file where none is given.
        pattern: Option<Pattern>,
    },
}

/// What must hold for what was selected.
#[derive(Clone, Debug)]
pub enum Operator {
    /// At least one thing is selected and each equals this.
    Equals(serde_json::Value),
    /// At least one thing is selected and each is text that matches.
    Matches(Pattern),
    /// Some selected list has this item, or some selected text this part.
    Contains(serde_json::Value),
    /// At least one thing is selected.
    Exists,
    /// Nothing is selected.
    Absent,
    /// Exactly so many things are selected.
    Count(usize),
}
