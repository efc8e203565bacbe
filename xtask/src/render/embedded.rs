//! The embedded renderer behind the seam: no process, and each line knows what wrote it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use helm_template::chart::{Links, LoadOptions, Release};
use helm_template::coverage::Coverage;
use helm_template::encoding::json;
use helm_template::render::{LoadedChart, RenderError, Request};
use helm_template::value::{Map, Value};
use helm_template::values::ValueOptions;
use helm_template::version::Version;
use serde_json::Value as Json;

use super::{Answer, Origins, RenderFailure, RenderOptions, Renderer, Rendering, find};

/// Renders charts in this process. A chart is loaded once.
#[derive(Debug, Default)]
pub struct Embedded {
    version: Version,
    charts: Mutex<HashMap<PathBuf, Arc<LoadedChart>>>,
}

impl Embedded {
    /// A renderer after a version of helm, such as `v3.16.1`.
    pub fn after(helm: &str) -> Self {
        let version = match find::parse_version(helm) {
            Some((4.., _)) => Version::V4_1,
            // No release behind 3.18.0 holds numbers as digits, which shows in more charts than the
            // Kubernetes that it assumes.
            Some((3, 18..)) if !helm.starts_with("v3.18.0") => Version::V3_17,
            Some((3, 18..)) => Version::V3_18,
            Some((3, 17)) => Version::V3_17,
            _ => Version::V3_16,
        };
        Embedded { version, ..Embedded::default() }
    }

    fn chart(&self, folder: &Path) -> Result<Arc<LoadedChart>, RenderError> {
        // A thread that panicked while it held the lock has left a map that is still whole.
        let mut charts = self.charts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(chart) = charts.get(folder) {
            return Ok(chart.clone());
        }
        let options =
            LoadOptions { links: Links::Follow, helm: self.version, ..LoadOptions::default() };
        let chart = Arc::new(LoadedChart::load(folder, &options)?);
        charts.insert(folder.to_owned(), chart.clone());
        Ok(chart)
    }
}

impl Renderer for Embedded {
    fn describe(&self) -> String {
        let version = match self.version {
            Version::V3_16 => "3.16",
            Version::V3_17 => "3.17",
            Version::V3_18 => "3.18",
            Version::V4_1 => "4.1",
        };
        format!("the embedded renderer, after helm {version}")
    }

    fn prepare(&self, chart: &Path) {
        if let Ok(chart) = self.chart(chart) {
            chart.prepare(self.version);
        }
    }

    fn template(&self, chart: &Path, options: &RenderOptions) -> Answer {
        let mut coverage = Coverage::default();
        let rendered = self.documents(chart, options, &mut coverage);
        Answer { coverage: Some(coverage), ..rendered.into() }
    }

    /// `helm lint` has rules of its own, which only helm knows.
    fn lint(&self, _chart: &Path, _options: &RenderOptions) -> Result<(), RenderFailure> {
        Ok(())
    }
}

impl Embedded {
    fn documents(
        &self,
        chart: &Path,
        options: &RenderOptions,
        coverage: &mut Coverage,
    ) -> Result<Rendering, RenderFailure> {
        let refused = |error: RenderError| RenderFailure::Refused(format!("Error: {error}"));
        let chart = self.chart(chart).map_err(refused)?;
        let mut request = request(options)?;
        request.output.helm = self.version;
        let read = |file: &str| std::fs::read(file).map_err(|error| error.to_string());
        let find = |api: &str, kind: &str, namespace: &str, name: &str| {
            Ok(live(&options.live, api, kind, namespace, name))
        };
        let mut render =
            chart.render_covered(&request, &read, Some(&find), coverage).map_err(refused)?;
        let output = std::mem::take(&mut render.text);
        let remarks = render.warnings.join("\n");
        Ok(Rendering { output, remarks, origins: Origins(Some(Arc::new(render))) })
    }
}

/// What `lookup` finds among the live objects: one of them, or nothing, an empty map; a list where no
/// name is given.
fn live(objects: &[Json], api: &str, kind: &str, namespace: &str, name: &str) -> Value {
    let text = |object: &Json, pointer: &str| {
        object.pointer(pointer).and_then(Json::as_str).unwrap_or_default().to_owned()
    };
    let mut found = objects.iter().filter(|object| {
        text(object, "/apiVersion") == api
            && text(object, "/kind") == kind
            && (namespace.is_empty() || text(object, "/metadata/namespace") == namespace)
    });
    let value =
        |json: &Json| json::decode(json.to_string()).map_or(Value::Nil, |data| Value::from(&data));
    if !name.is_empty() {
        let found = found.find(|object| text(object, "/metadata/name") == name);
        return found.map_or_else(|| Value::Map(Map::new()), value);
    }
    let items: Vec<Value> = found.map(value).collect();
    if items.is_empty() {
        return Value::Map(Map::new());
    }
    let list = Map::new();
    list.set("apiVersion", Value::string(api));
    list.set("kind", Value::string(format!("{kind}List")));
    list.set("items", Value::list(items));
    Value::Map(list)
}

fn request(options: &RenderOptions) -> Result<Request, RenderFailure> {
    let mut files = Vec::new();
    for file in &options.values_files {
        let text = std::fs::read(file).map_err(|error| {
            RenderFailure::Surroundings(format!("cannot read {}: {error}", file.display()))
        })?;
        files.push((file.display().to_string(), text));
    }
    if !options.values.is_empty() {
        files.push(("-".to_owned(), options.values.clone().into_bytes()));
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
