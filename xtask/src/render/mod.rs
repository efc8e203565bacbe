//! A combination in, rendered templates out. The only room that starts processes.
//!
//! [`Renderer`] is the seam: the real helm stands behind it. This room must not know what is
//! expected of a render.

mod both;
mod cache;
mod debian;
pub mod drill_tools;
mod embedded;
pub mod fetch;
pub mod find;
pub mod git;
mod helm;
pub mod process;
mod python;
pub mod releases;
pub mod tools;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use helm_template::coverage::Coverage;

pub use both::Both;
pub use embedded::Embedded;
pub use helm::RealHelm;

/// How a chart is rendered once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenderOptions {
    /// The release's name.
    pub release: String,
    /// The release's namespace.
    pub namespace: String,
    /// Values as one JSON document, which Helm reads as it reads a values file.
    pub values: String,
    /// Values files, before `values`.
    pub values_files: Vec<PathBuf>,
    /// `--set` arguments, after everything else.
    pub set: Vec<String>,
    /// Whether `.Release.IsUpgrade` is true.
    pub is_upgrade: bool,
    /// The version of Kubernetes to render for.
    pub kube_version: Option<String>,
    /// API versions that the cluster has on top of Helm's defaults.
    pub api_versions: Vec<String>,
    /// Objects that the cluster holds, which `lookup` finds. Helm itself finds none without a cluster,
    /// so only the embedded renderer can answer.
    pub live: Vec<serde_json::Value>,
}

/// What a render printed.
#[derive(Clone, Debug, Default)]
pub struct Rendering {
    /// The documents, as `helm template` prints them.
    pub output: String,
    /// What was said on the side: Helm warns there of values and hooks that it ignores.
    pub remarks: String,
    /// What wrote each line of the output, where that is known.
    pub origins: Origins,
}

/// What became of a render.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was rendered, or why nothing was.
    pub rendered: Result<Rendering, RenderFailure>,
    /// What the embedded renderer made of the same, where helm was asked too: its output, or its error.
    pub embedded: Option<Result<String, String>>,
    /// What it made of it a second time, where helm printed something else: what differs between the
    /// two is made anew in each render.
    pub again: Option<String>,
    /// Which ways the templates took, where the embedded renderer was asked.
    pub coverage: Option<Coverage>,
}

impl From<Result<Rendering, RenderFailure>> for Answer {
    fn from(rendered: Result<Rendering, RenderFailure>) -> Self {
        Answer { rendered, embedded: None, again: None, coverage: None }
    }
}

/// What wrote each line of an output; put into words only for the lines that somebody asks about.
#[derive(Clone, Debug, Default)]
pub struct Origins(Option<Arc<helm_template::render::Render>>);

impl Origins {
    /// What wrote a line, from 1; nothing for lines of Helm's own, or where it is not known.
    pub fn line(&self, number: usize) -> Option<Origin> {
        let render = self.0.as_ref()?;
        let origin = render.origin(number)?;
        let chain = origin.chain.iter().map(|site| (site.template.to_string(), site.line));
        Some(Origin {
            template: origin.site.template.to_string(),
            line: origin.site.line,
            column: origin.site.column,
            chain: chain.collect(),
            values: render.values_read(number),
        })
    }
}

/// The place in a template that wrote a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The template as Helm names it.
    pub template: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The calls that led there, each a template and its line, the outermost first.
    pub chain: Vec<(String, u32)>,
    /// The keys of the values that the templates name there, part by part, the nearest first.
    pub values: Vec<Vec<String>>,
}

/// Why there is no render.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderFailure {
    /// The chart or its values were refused: something a reviewer can mend. What was said.
    Refused(String),
    /// What surrounds the chart failed: a process that hung, was killed, or had no permission.
    Surroundings(String),
}

/// Something that renders and lints charts.
pub trait Renderer: Sync {
    /// What it is and where it comes from, for people.
    fn describe(&self) -> String;

    /// Does ahead what every render of a chart would wait for. What is wrong shows when it is rendered.
    fn prepare(&self, _chart: &Path) {}

    /// The documents of a chart as `helm template` prints them, or why there are none.
    fn template(&self, chart: &Path, options: &RenderOptions) -> Answer;

    /// What `helm lint` says of a chart; its errors are the failure.
    ///
    /// # Errors
    /// The messages of level ERROR.
    fn lint(&self, chart: &Path, options: &RenderOptions) -> Result<(), RenderFailure>;
}
