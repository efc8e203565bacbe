//! policy.yaml: severities that differ from a check's own, and suppressions that expire.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Anchor;
use crate::diagnostic::Severity;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyFile {
    #[serde(default)]
    pub(super) severity: BTreeMap<String, SeverityName>,
    #[serde(default)]
    pub(super) suppressions: Vec<SuppressionFile>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SeverityName {
    Error,
    Warning,
}

impl From<SeverityName> for Severity {
    fn from(name: SeverityName) -> Self {
        match name {
            SeverityName::Error => Severity::Error,
            SeverityName::Warning => Severity::Warning,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SuppressionFile {
    pub(super) check: String,
    #[serde(default)]
    pub(super) file: Option<String>,
    #[serde(default)]
    pub(super) path: Option<String>,
    #[serde(default)]
    pub(super) object: Option<String>,
    pub(super) owner: String,
    pub(super) reason: String,
    pub(super) expires: String,
}

/// What a team decided about diagnostics.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Severities by check id.
    pub severity: BTreeMap<String, Severity>,
    /// Diagnostics that are not reported for now.
    pub suppressions: Vec<Suppression>,
}

/// A diagnostic that is not reported until a day.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// The check.
    pub check: String,
    /// Only in this file.
    pub file: Option<String>,
    /// Only at this path inside the object.
    pub path: Option<String>,
    /// Only for this object, as `Kind/name`.
    pub object: Option<String>,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, as `YYYY-MM-DD`.
    pub expires: String,
    /// Where it stands.
    pub anchor: Anchor,
}
