//! A chart: its metadata, files, default values and subcharts, and how values are merged for it.
//!
//! It must not know how templates are executed.

mod archive;
mod capabilities;
mod check;
mod coalesce;
mod dependencies;
mod error;
mod files;
mod folder;
pub mod glob;
mod ignore;
mod load;
mod metadata;
mod paths;
mod record;
mod scope;

use std::sync::Arc;

pub use archive::load_archive;
pub use capabilities::{Capabilities, KubeVersion, kube_version};
pub use coalesce::{Warnings, coalesce_values};
pub use dependencies::process_dependencies;
pub use error::ChartError;
pub use folder::{Links, LoadOptions, load_folder};
pub use load::load_files;
pub use metadata::{Dependency, Maintainer, Metadata};
pub(crate) use metadata::{json_kind, scalar_text};
pub use scope::{Release, Scope, Template, scopes, templates};

use crate::data::Table;
use crate::schema::Schema;

/// A file of a chart; clones share the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the chart, with slashes.
    pub name: Arc<str>,
    /// Its bytes, without a byte order mark.
    pub data: Arc<[u8]>,
}

/// A chart. Clones are cheap: they share what does not change from render to render.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// What Chart.yaml says, requirements.yaml included.
    pub metadata: Arc<Metadata>,
    /// The default values, as they are in values.yaml until dependencies are processed.
    pub values: Arc<Table>,
    /// values.schema.json.
    pub schema: Option<Arc<Schema>>,
    /// The files in templates/.
    pub templates: Arc<Vec<File>>,
    /// All others, those in crds/ included.
    pub files: Arc<Vec<File>>,
    /// The charts in charts/.
    pub dependencies: Vec<Chart>,
}

impl Chart {
    /// The name; of an aliased chart its alias.
    pub fn name(&self) -> &str {
        &self.metadata.name
    }

    /// Whether it is a library, which renders nothing by itself.
    pub fn is_library(&self) -> bool {
        self.metadata.kind == "library"
    }

    /// The custom resource definitions in crds/ of this chart and of those below, each with the path
    /// that `# Source:` names.
    pub fn custom_resources(&self) -> Vec<(String, File)> {
        let mut found = Vec::new();
        self.collect_custom_resources(self.name(), &mut found);
        found
    }

    fn collect_custom_resources(&self, path: &str, found: &mut Vec<(String, File)>) {
        for file in self.files.iter() {
            let extension = file.name.rsplit_once('.').map(|(_, extension)| extension);
            let is_manifest = extension
                .is_some_and(|it| matches!(it.to_lowercase().as_str(), "yaml" | "yml" | "json"));
            if file.name.starts_with("crds/") && is_manifest {
                found.push((format!("{path}/{}", file.name), file.clone()));
            }
        }
        for chart in &self.dependencies {
            chart.collect_custom_resources(&format!("{path}/charts/{}", chart.name()), found);
        }
    }
}
