//! What `.` is in the templates of a chart and of those below, and which templates there are.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::capabilities::Capabilities;
use super::files::Files;
use super::record::chart_value;
use super::{Chart, File};
use crate::value::{Map, MapType, Value};
use crate::version::Version;

/// What `.Release` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The name.
    pub name: String,
    /// The namespace.
    pub namespace: String,
    /// Whether it is an upgrade instead of an install.
    pub is_upgrade: bool,
    /// How often it was installed and upgraded.
    pub revision: i64,
}

impl Default for Release {
    fn default() -> Self {
        Release {
            name: "release-name".to_owned(),
            namespace: "default".to_owned(),
            is_upgrade: false,
            revision: 1,
        }
    }
}

impl Release {
    fn value(&self) -> Value {
        let map = Map::new();
        map.set("Name", Value::string(self.name.as_str()));
        map.set("Namespace", Value::string(self.namespace.as_str()));
        map.set("IsUpgrade", Value::Bool(self.is_upgrade));
        map.set("IsInstall", Value::Bool(!self.is_upgrade));
        map.set("Revision", Value::int(self.revision));
        map.set("Service", Value::string("Helm"));
        Value::Map(map)
    }
}

/// A template: its name, its text and the folder that `.Template.BasePath` names.
#[derive(Clone, Debug)]
pub struct Template {
    /// The path from the outermost chart, as in `# Source:`.
    pub name: String,
    /// The path of its chart.
    pub chart: Arc<str>,
    /// Its bytes.
    pub data: Arc<[u8]>,
}

/// The templates of a chart and of all below. Of a library only partials are.
pub fn templates(chart: &Chart) -> Vec<Template> {
    let mut found = Vec::new();
    collect(chart, chart.name(), &mut found);
    found
}

fn collect(chart: &Chart, path: &str, found: &mut Vec<Template>) {
    for subchart in &chart.dependencies {
        collect(subchart, &format!("{path}/charts/{}", subchart.name()), found);
    }
    let shared: Arc<str> = path.into();
    for File { name, data } in chart.templates.iter() {
        let base = name.rsplit('/').next().unwrap_or(name);
        if chart.is_library() && !base.starts_with('_') {
            continue;
        }
        let name = format!("{path}/{name}");
        found.push(Template { name, chart: shared.clone(), data: data.clone() });
    }
}

/// What the templates of one chart see.
#[derive(Clone, Debug)]
pub struct Scope {
    top: Map,
    map_type: MapType,
    base: String,
}

impl Scope {
    /// `.` for one template. It is one map for all templates of a chart, so that what one sets the
    /// next one finds; only `.Template` is put in anew.
    pub fn dot(&self, template: &str) -> Value {
        let names = Map::of(self.map_type);
        names.set("Name", Value::string(template));
        names.set("BasePath", Value::string(self.base.as_str()));
        self.top.set_template(Value::Map(names));
        Value::Map(self.top.clone())
    }
}

/// What the templates see, by the path of their chart.
pub fn scopes(
    chart: &Chart,
    values: &Map,
    release: &Release,
    capabilities: &Capabilities,
) -> BTreeMap<String, Scope> {
    let mut builder = Builder {
        release: release.value(),
        capabilities: capabilities.value(),
        helm: capabilities.helm,
        scopes: BTreeMap::new(),
    };
    builder.descend(chart, chart.name(), values.seen_as(builder.map_type()), true);
    builder.scopes
}

struct Builder {
    release: Value,
    capabilities: Value,
    helm: Version,
    scopes: BTreeMap<String, Scope>,
}

impl Builder {
    fn map_type(&self) -> MapType {
        if self.helm >= Version::V4_1 { MapType::CommonValues } else { MapType::Values }
    }

    /// Helm takes a name with dots for a path.
    fn table(&self, values: &Map, path: &str) -> Map {
        let found =
            path.split('.').try_fold(values.clone(), |map, name| match map.get(name.as_bytes()) {
                Some(Value::Map(inner)) => Some(inner),
                _ => None,
            });
        found.unwrap_or_default().seen_as(self.map_type())
    }

    fn descend(&mut self, chart: &Chart, path: &str, values: Map, is_root: bool) -> Map {
        let top = Map::top(self.map_type());
        let subcharts = Map::new();
        top.set("Chart", chart_value(&chart.metadata, is_root, self.helm));
        top.set("Files", Value::Native(Rc::new(Files::new(&chart.files))));
        top.set("Release", self.release.clone());
        top.set("Capabilities", self.capabilities.clone());
        top.set("Values", Value::Map(values.clone()));
        top.set("Subcharts", Value::Map(subcharts.clone()));
        for subchart in &chart.dependencies {
            let below = self.table(&values, subchart.name());
            let path = format!("{path}/charts/{}", subchart.name());
            let scope = self.descend(subchart, &path, below, false);
            subcharts.set(subchart.name(), Value::Map(scope.seen_as(MapType::Plain)));
        }
        let base = format!("{path}/templates");
        let scope = Scope { top: top.clone(), map_type: self.map_type(), base };
        self.scopes.insert(path.to_owned(), scope);
        top
    }
}
