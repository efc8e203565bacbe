//! The embedded renderer behind the seam: no process, and each line knows what wrote it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use helm_template::chart::{Links, LoadOptions, Release};
use helm_template::render::{LoadedChart, RenderError, Request};
use helm_template::values::ValueOptions;

use super::{Origins, RenderFailure, RenderOptions, Renderer, Rendering};

/// Renders charts in this process. A chart is loaded once.
#[derive(Debug, Default)]
pub struct Embedded {
    charts: Mutex<HashMap<PathBuf, Arc<LoadedChart>>>,
}

impl Embedded {
    fn chart(&self, folder: &Path) -> Result<Arc<LoadedChart>, RenderError> {
        // A thread that panicked while it held the lock has left a map that is still whole.
        let mut charts = self.charts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(chart) = charts.get(folder) {
            return Ok(chart.clone());
        }
        let options = LoadOptions { links: Links::Follow, ..LoadOptions::default() };
        let chart = Arc::new(LoadedChart::load(folder, &options)?);
        charts.insert(folder.to_owned(), chart.clone());
        Ok(chart)
    }
}

impl Renderer for Embedded {
    fn describe(&self) -> String {
        "the embedded renderer, after helm 3.16".to_owned()
    }

    fn template(&self, chart: &Path, options: &RenderOptions) -> Result<Rendering, RenderFailure> {
        let refused = |error: RenderError| RenderFailure::Refused(format!("Error: {error}"));
        let chart = self.chart(chart).map_err(refused)?;
        let request = request(options)?;
        let read = |file: &str| std::fs::read_to_string(file).map_err(|error| error.to_string());
        let mut render = chart.render(&request, &read, None).map_err(refused)?;
        let output = std::mem::take(&mut render.text);
        let remarks = render.warnings.join("\n");
        Ok(Rendering { output, remarks, origins: Origins(Some(Arc::new(render))), other: None })
    }

    /// `helm lint` has rules of its own, which only helm knows.
    fn lint(&self, _chart: &Path, _options: &RenderOptions) -> Result<(), RenderFailure> {
        Ok(())
    }
}

fn request(options: &RenderOptions) -> Result<Request, RenderFailure> {
    let mut files = Vec::new();
    for file in &options.values_files {
        let text = std::fs::read_to_string(file).map_err(|error| {
            RenderFailure::Surroundings(format!("cannot read {}: {error}", file.display()))
        })?;
        files.push((file.display().to_string(), text));
    }
    if !options.values.is_empty() {
        files.push(("-".to_owned(), options.values.clone()));
    }
    Ok(Request {
        values: ValueOptions { files, set: options.set.clone(), ..ValueOptions::default() },
        release: Release {
            name: options.release.clone(),
            namespace: options.namespace.clone(),
            is_upgrade: options.is_upgrade,
            ..Release::default()
        },
        kube_version: options.kube_version.clone(),
        api_versions: options.api_versions.clone(),
        ..Request::default()
    })
}
