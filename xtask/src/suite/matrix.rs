//! matrix.yaml: which combinations are rendered, and what the chart must refuse.

use serde::Deserialize;

use super::Anchor;
use crate::pattern::Pattern;
use crate::render::RenderOptions;

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MatrixFile {
    /// The name of the chart's folder that the suite is for.
    #[expect(dead_code, reason = "finding a suite reads it before the file is taken apart")]
    pub(super) chart: String,
    /// What the audit named.
    #[serde(default)]
    pub(super) audit: AuditFile,
    /// How much the suite holds, so that taking something away shows in two places.
    #[serde(default)]
    pub(super) at_least: FloorFile,
    pub(super) combinations: Vec<CombinationFile>,
    #[serde(default)]
    pub(super) refusals: Vec<RefusalFile>,
    #[serde(default)]
    pub(super) made_once: Vec<MadeOnceFile>,
    #[serde(default)]
    pub(super) coverage: Option<CoverageFile>,
}

/// How many of the templates' branches the renders must take.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverageFile {
    pub(super) at_least: f64,
    #[serde(default)]
    pub(super) without: Vec<ExclusionFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExclusionFile {
    pub(super) template: String,
    pub(super) at: String,
    #[serde(default)]
    pub(super) branch: Option<String>,
    pub(super) reason: String,
}

/// Numbers below which the suite may not fall.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FloorFile {
    #[serde(default)]
    pub(super) combinations: usize,
    #[serde(default)]
    pub(super) refusals: usize,
    #[serde(default)]
    pub(super) findings: usize,
    #[serde(default)]
    pub(super) expectations: usize,
}

/// What may not vanish from the suite.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuditFile {
    #[serde(default)]
    pub(super) combinations: Vec<String>,
    #[serde(default)]
    pub(super) findings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CombinationFile {
    pub(super) name: String,
    pub(super) about: String,
    /// Whether the audit named it. It is listed then, so that it cannot vanish alone.
    #[serde(default)]
    pub(super) audit: bool,
    #[serde(default)]
    pub(super) values: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    pub(super) set: Vec<String>,
    #[serde(default)]
    pub(super) release: Option<String>,
    #[serde(default)]
    pub(super) namespace: Option<String>,
    #[serde(default)]
    pub(super) is_upgrade: bool,
    #[serde(default)]
    pub(super) kube_version: Option<String>,
    #[serde(default)]
    pub(super) api_versions: Vec<String>,
    /// Objects that the cluster holds, which `lookup` finds.
    #[serde(default)]
    pub(super) live: Vec<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusalFile {
    pub(super) name: String,
    pub(super) about: String,
    #[serde(default)]
    pub(super) values: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    pub(super) set: Vec<String>,
    pub(super) message: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MadeOnceFile {
    #[serde(default)]
    pub(super) kind: Option<String>,
    pub(super) path: String,
}

/// A value that the chart makes and keeps, so that it differs between any two renders.
#[derive(Clone, Debug)]
pub struct MadeOnce {
    /// The kind of the object; any where none is given.
    pub kind: Option<String>,
    /// Where it is in the object.
    pub path: crate::manifest::query::Path,
    /// Where it stands.
    pub anchor: Anchor,
}

/// How many of the templates' branches the renders must take.
#[derive(Clone, Debug, Default)]
pub struct CoverageRule {
    /// In percent; nothing is asked for where there is none.
    pub at_least: Option<f64>,
    /// Where that stands.
    pub anchor: Anchor,
    /// Branches that do not count.
    pub without: Vec<Exclusion>,
}

/// Branches that do not count, because no render of this suite can take them.
#[derive(Clone, Debug)]
pub struct Exclusion {
    /// The template, from the chart's folder.
    pub template: String,
    /// A text that the line of the branch holds.
    pub at: String,
    /// The kind of branch; any where none is given.
    pub branch: Option<String>,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub anchor: Anchor,
}

/// One named render.
#[derive(Clone, Debug, Default)]
pub struct Combination {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Whether the audit named it.
    pub audit: bool,
    /// How it is rendered.
    pub options: RenderOptions,
    /// Where it stands.
    pub anchor: Anchor,
}

/// Values that the chart must refuse.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// What the refusal must say.
    pub message: Pattern,
    /// How it is rendered.
    pub options: RenderOptions,
    /// Where it stands.
    pub anchor: Anchor,
}

/// The release and namespace of a combination that names none.
pub(super) const RELEASE: &str = "certctl";
pub(super) const NAMESPACE: &str = "default";
