//! From files to a chart: which file is what, and the subcharts below.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::archive::load_nested_archive;
use super::error::ChartError;
use super::metadata::{Metadata, check_kind, read_file};
use super::{Chart, File};
use crate::data::Table;
use crate::schema::Schema;
use crate::values;
use crate::version::Version;
use crate::yaml::Numbers;

/// Subcharts inside of subcharts, deeper than any real chart.
const MAX_DEPTH: usize = 32;

/// Makes a chart of its files; warnings are Helm's.
///
/// # Errors
/// Where Helm refuses the chart.
pub fn load_files(
    files: Vec<File>,
    helm: Version,
    warnings: &mut Vec<String>,
) -> Result<Chart, ChartError> {
    if helm.reading().kinds_of_charts
        && let Some(file) = files.iter().find(|file| &*file.name == "Chart.yaml")
    {
        check_kind(&file.data)?;
    }
    load_at(files, helm, warnings, 0)
}

pub(super) fn load_at(
    files: Vec<File>,
    helm: Version,
    warnings: &mut Vec<String>,
    depth: usize,
) -> Result<Chart, ChartError> {
    if depth > MAX_DEPTH {
        return Err(ChartError::TooLarge(format!("subcharts more than {MAX_DEPTH} deep")));
    }
    let mut parts = Parts { helm, ..Parts::default() };
    let mut metadata = match files.iter().find(|file| &*file.name == "Chart.yaml") {
        Some(file) => Some(Metadata::read(&file.data, helm)?),
        None => None,
    };
    if let Some(metadata) = &mut metadata
        && metadata.api_version.is_empty()
    {
        metadata.api_version = "v1".to_owned();
    }
    for file in files {
        parts.take(file, &mut metadata, warnings)?;
    }
    let Some(metadata) = metadata else { return Err(ChartError::NoChartFile) };
    metadata.validate()?;
    let mut dependencies = Vec::new();
    for (name, files) in parts.subcharts {
        if name.starts_with(['_', '.']) {
            continue;
        }
        let chart = subchart(&name, files, helm, warnings, depth + 1).map_err(|reason| {
            let parent = metadata.name.clone();
            ChartError::Subchart { helm, name: name.clone(), parent, reason: Box::new(reason) }
        })?;
        dependencies.push(chart);
    }
    Ok(Chart {
        metadata: Arc::new(metadata),
        values: Arc::new(parts.values),
        schema: parts.schema,
        templates: Arc::new(parts.templates),
        files: Arc::new(parts.files),
        dependencies,
    })
}

#[derive(Default)]
struct Parts {
    helm: Version,
    values: Table,
    schema: Option<Arc<Schema>>,
    templates: Vec<File>,
    files: Vec<File>,
    subcharts: BTreeMap<String, Vec<File>>,
}

impl Parts {
    fn take(
        &mut self,
        file: File,
        metadata: &mut Option<Metadata>,
        warnings: &mut Vec<String>,
    ) -> Result<(), ChartError> {
        let is_v1 = metadata.as_ref().is_none_or(|it| it.api_version == "v1");
        match &*file.name {
            "Chart.yaml" => {}
            "Chart.lock" => read_lock(&file)?,
            "values.yaml" => self.values = default_values(&file.data, self.helm)?,
            "values.schema.json" => self.schema = Some(Arc::new(Schema::new(file.data))),
            "requirements.yaml" => {
                let metadata = metadata.get_or_insert_default();
                if !is_v1 {
                    warnings.push(
                        "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". \
                         We recommend migrating dependencies to Chart.yaml."
                            .to_owned(),
                    );
                }
                metadata.read_requirements(&file.data, self.helm)?;
                if is_v1 {
                    self.files.push(file);
                }
            }
            "requirements.lock" => {
                read_lock(&file)?;
                if is_v1 {
                    self.files.push(file);
                }
            }
            name if name.starts_with("templates/") => self.templates.push(file),
            name if name.starts_with("charts/") && !name.ends_with(".prov") => {
                let below = name.strip_prefix("charts/").unwrap_or(name);
                let top = below.split('/').next().unwrap_or(below).to_owned();
                let file = File { name: below.into(), data: file.data.clone() };
                self.subcharts.entry(top).or_default().push(file);
            }
            _ => self.files.push(file),
        }
        Ok(())
    }
}

fn subchart(
    name: &str,
    files: Vec<File>,
    helm: Version,
    warnings: &mut Vec<String>,
    depth: usize,
) -> Result<Chart, ChartError> {
    if name.ends_with(".tgz") {
        let Some(file) = files.first() else { return Err(ChartError::NoChartFile) };
        if &*file.name != name {
            let message =
                format!("error unpacking subchart tar in: expected {name}, got {}", file.name);
            return Err(ChartError::Archive(message));
        }
        return load_nested_archive(&file.data, helm, warnings, depth);
    }
    let inside = files.into_iter().filter_map(|file| {
        let (_, below) = file.name.split_once('/')?;
        Some(File { name: below.into(), data: file.data.clone() })
    });
    load_at(inside.collect(), helm, warnings, depth)
}

/// Reads a lock as far as it can be refused; nothing of it counts.
fn read_lock(file: &File) -> Result<(), ChartError> {
    read_file(&file.name, &file.data).map(drop)
}

/// What values.yaml says.
fn default_values(text: &[u8], helm: Version) -> Result<Table, ChartError> {
    let numbers = if helm.reading().digits { Numbers::Digits } else { Numbers::Floats };
    values::read(text, numbers, helm)
        .map_err(|reason| ChartError::File { file: "values.yaml".to_owned(), reason })
}
