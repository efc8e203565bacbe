//! Why a chart cannot be loaded or its values not be merged, in Helm's words.

use std::path::PathBuf;

use crate::version::Version;

/// A refusal of Helm's, or one of this library's bounds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// No file or folder there, or one that cannot be read.
    #[error("{path}: {reason}", path = .path.display())]
    Read {
        /// What was read.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// There is no chart of that name, here or, as Helm would look, in a repository.
    #[error("{}", not_found(.0))]
    NotFound(String),
    /// A file that leads out of the chart.
    #[error("{path} leads out of the chart", path = .path.display())]
    OutOfChart {
        /// The link.
        path: PathBuf,
    },
    /// A rule of `.helmignore` that Helm does not know.
    #[error("{0}")]
    Ignore(String),
    /// There is no Chart.yaml.
    #[error("Chart.yaml file is missing")]
    NoChartFile,
    /// A folder without a Chart.yaml, to Helm 4.
    #[error("unable to detect chart at {file}: open {file}: no such file or directory", file = .0.join("Chart.yaml").display())]
    NotDetected(PathBuf),
    /// A file of the chart that cannot be read as what it is.
    #[error("cannot load {file}: {reason}")]
    File {
        /// `Chart.yaml`, `values.yaml`, …
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Chart.yaml says what no chart may say.
    #[error("validation: {0}")]
    Validation(String),
    /// A subchart that cannot be loaded.
    #[error("{} {name} in {parent}: {reason}", .helm.words().unpacking)]
    Subchart {
        /// The version of Helm whose words are used.
        helm: Version,
        /// The folder or file in `charts/`.
        name: String,
        /// The chart above.
        parent: String,
        /// What is wrong with it.
        reason: Box<ChartError>,
    },
    /// An archive that is no chart.
    #[error("{0}")]
    Archive(String),
    /// More than this library reads.
    #[error("the chart is too large: {0}")]
    TooLarge(String),
    /// A value for a subchart that is no table.
    #[error("type mismatch on {chart}: {shown}")]
    TypeMismatch {
        /// The subchart.
        chart: String,
        /// The value, as Go's `%t` shows it.
        shown: String,
    },
    /// What Helm 4 says before a mistake that it meets when it looks which subcharts take part.
    #[error("chart dependencies processing failed: {0}")]
    Dependencies(Box<ChartError>),
    /// The chart cannot be rendered by itself.
    #[error("{0}")]
    NotInstallable(String),
    /// The chart is for another Kubernetes.
    #[error(
        "chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {version}\n\n\
         Use --debug flag to render out invalid YAML"
    )]
    Incompatible {
        /// The range in Chart.yaml.
        wanted: String,
        /// The Kubernetes.
        version: String,
    },
    /// Values that do not meet `values.schema.json`.
    #[error("{0}")]
    Schema(String),
}

impl ChartError {
    /// The same, met when it is looked which subcharts take part.
    pub(crate) fn in_dependencies(self, helm: Version) -> ChartError {
        match helm {
            Version::V4_1 => ChartError::Dependencies(Box::new(self)),
            Version::V3_16 | Version::V3_17 | Version::V3_18 => self,
        }
    }
}

fn not_found(name: &str) -> String {
    if name.starts_with(['/', '.']) {
        return format!("path {name:?} not found");
    }
    match name.split_once('/') {
        Some((repository, _)) => format!("repo {repository} not found"),
        None => {
            format!("non-absolute URLs should be in form of repo_name/path_to_chart, got: {name}")
        }
    }
}
