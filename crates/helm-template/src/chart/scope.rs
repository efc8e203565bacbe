//! What `.` is in the templates of a chart and of those below, and which templates there are.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::capabilities::Capabilities;
use super::files::Files;
use super::metadata::{Dependency, Metadata};
use super::{Chart, File};
use crate::data::Table;
use crate::value::{Map, Native, Value};
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
    type_name: &'static str,
    base: String,
}

impl Scope {
    /// `.` for one template. It is one map for all templates of a chart, so that what one sets the
    /// next one finds; only `.Template` is put in anew.
    pub fn dot(&self, template: &str) -> Value {
        let names = Map::named(self.type_name);
        names.set("Name", Value::string(template));
        names.set("BasePath", Value::string(self.base.as_str()));
        self.top.set("Template", Value::Map(names));
        Value::Map(self.top.clone())
    }
}

/// What the templates see, by the path of their chart.
pub fn scopes(
    chart: &Chart,
    values: &Table,
    release: &Release,
    capabilities: &Capabilities,
) -> BTreeMap<String, Scope> {
    let mut builder = Builder {
        release: release.value(),
        capabilities: capabilities.value(),
        helm: capabilities.helm,
        scopes: BTreeMap::new(),
    };
    let values = named(values, builder.type_name());
    builder.descend(chart, chart.name(), values, true);
    builder.scopes
}

fn named(values: &Table, type_name: &'static str) -> Map {
    let map = Map::named(type_name);
    for (key, value) in values {
        map.set(key.as_str(), Value::from(value));
    }
    map
}

struct Builder {
    release: Value,
    capabilities: Value,
    helm: Version,
    scopes: BTreeMap<String, Scope>,
}

impl Builder {
    fn type_name(&self) -> &'static str {
        if self.helm >= Version::V4_1 { "common.Values" } else { "chartutil.Values" }
    }

    fn descend(&mut self, chart: &Chart, path: &str, values: Map, is_root: bool) -> Map {
        let top = Map::named(self.type_name());
        let subcharts = Map::new();
        top.set("Chart", chart_value(&chart.metadata, is_root, self.helm));
        top.set("Files", Value::Native(Rc::new(Files::new(&chart.files))));
        top.set("Release", self.release.clone());
        top.set("Capabilities", self.capabilities.clone());
        top.set("Values", Value::Map(values.clone()));
        top.set("Subcharts", Value::Map(subcharts.clone()));
        for subchart in &chart.dependencies {
            let below = match values.get(subchart.name().as_bytes()) {
                Some(Value::Map(map)) => map,
                _ => Map::named(self.type_name()),
            };
            let path = format!("{path}/charts/{}", subchart.name());
            let scope = self.descend(subchart, &path, below, false);
            subcharts.set(subchart.name(), Value::Map(scope));
        }
        let base = format!("{path}/templates");
        let scope = Scope { top: top.clone(), type_name: self.type_name(), base };
        self.scopes.insert(path.to_owned(), scope);
        top
    }
}

fn chart_value(metadata: &Arc<Metadata>, is_root: bool, helm: Version) -> Value {
    let fields = ChartFields { metadata: metadata.clone(), is_root };
    if helm < Version::V4_1 {
        return Value::Native(Rc::new(fields));
    }
    let map = Map::new();
    for name in FIELDS {
        if let Some(value) = fields.field(name) {
            map.set(*name, value);
        }
    }
    Value::Map(map)
}

/// The fields of the Go struct, in its order.
const FIELDS: &[&str] = &[
    "Name",
    "Home",
    "Sources",
    "Version",
    "Description",
    "Keywords",
    "Maintainers",
    "Icon",
    "APIVersion",
    "Condition",
    "Tags",
    "AppVersion",
    "Deprecated",
    "Annotations",
    "KubeVersion",
    "Dependencies",
    "Type",
    "IsRoot",
];
/// What JSON calls them, in the same order.
const JSON_FIELDS: &[&str] = &[
    "name",
    "home",
    "sources",
    "version",
    "description",
    "keywords",
    "maintainers",
    "icon",
    "apiVersion",
    "condition",
    "tags",
    "appVersion",
    "deprecated",
    "annotations",
    "kubeVersion",
    "dependencies",
    "type",
    "IsRoot",
];

/// `struct { chart.Metadata; IsRoot bool }`
#[derive(Debug)]
struct ChartFields {
    metadata: Arc<Metadata>,
    is_root: bool,
}

fn record(fields: &[(&str, &str)]) -> Value {
    let map = Map::new();
    for (name, value) in fields {
        map.set(*name, Value::string(*value));
    }
    Value::Map(map)
}

fn dependency(dependency: &Dependency) -> Value {
    let map = Map::new();
    map.set("Name", Value::string(dependency.name.as_str()));
    map.set("Version", Value::string(dependency.version.as_str()));
    map.set("Repository", Value::string(dependency.repository.as_str()));
    map.set("Condition", Value::string(dependency.condition.as_str()));
    map.set("Tags", Value::strings(dependency.tags.iter().map(String::as_str)));
    map.set("Enabled", Value::Bool(dependency.enabled));
    let imports: Vec<Value> = dependency.import_values.iter().map(Value::from).collect();
    map.set("ImportValues", Value::list(imports));
    map.set("Alias", Value::string(dependency.alias.as_str()));
    Value::Map(map)
}

impl Native for ChartFields {
    fn type_name(&self) -> &'static str {
        "struct { chart.Metadata; IsRoot bool }"
    }

    fn field(&self, name: &str) -> Option<Value> {
        let metadata = &self.metadata;
        let strings = |items: &[String]| Value::strings(items.iter().map(String::as_str));
        let text = match name {
            "Name" => &metadata.name,
            "Home" => &metadata.home,
            "Version" => &metadata.version,
            "Description" => &metadata.description,
            "Icon" => &metadata.icon,
            "APIVersion" => &metadata.api_version,
            "Condition" => &metadata.condition,
            "Tags" => &metadata.tags,
            "AppVersion" => &metadata.app_version,
            "KubeVersion" => &metadata.kube_version,
            "Type" => &metadata.kind,
            "Sources" => return Some(strings(&metadata.sources)),
            "Keywords" => return Some(strings(&metadata.keywords)),
            "Deprecated" => return Some(Value::Bool(metadata.deprecated)),
            "IsRoot" => return Some(Value::Bool(self.is_root)),
            "Maintainers" => {
                let maintainers = metadata.maintainers.iter().map(|it| {
                    record(&[("Name", &it.name), ("Email", &it.email), ("URL", &it.url)])
                });
                return Some(Value::list(maintainers.collect::<Vec<_>>()));
            }
            "Dependencies" => {
                let dependencies = metadata.dependencies.iter().map(dependency);
                return Some(Value::list(dependencies.collect::<Vec<_>>()));
            }
            "Annotations" => {
                let map = Map::named("map[string]string");
                for (key, value) in &metadata.annotations {
                    map.set(key.as_str(), Value::string(value.as_str()));
                }
                return Some(Value::Map(map));
            }
            _ => return None,
        };
        Some(Value::string(text.as_str()))
    }

    fn method(&self, name: &str, _arguments: &[Value]) -> Option<Result<Value, String>> {
        (name == "Validate").then_some(Ok(Value::Nil))
    }

    fn print(&self) -> String {
        let show = |name: &&str| {
            let mut text = Vec::new();
            if let Some(value) = self.field(name) {
                crate::go::print_value(&mut text, &value);
            }
            String::from_utf8_lossy(&text).into_owned()
        };
        let fields: Vec<String> = FIELDS[..FIELDS.len() - 1].iter().map(show).collect();
        format!("{{{{{}}} {}}}", fields.join(" "), self.is_root)
    }

    fn json(&self) -> Option<Value> {
        let map = Map::new();
        for (name, json) in FIELDS.iter().zip(JSON_FIELDS) {
            let value = match *name {
                "Maintainers" => self.maintainers(),
                "Dependencies" => self.dependencies(),
                _ => self.field(name)?,
            };
            if *name == "IsRoot" || !is_empty(&value) {
                map.set(*json, value);
            }
        }
        Some(Value::Map(map))
    }

    fn json_fields(&self) -> &'static [&'static str] {
        JSON_FIELDS
    }
}

impl ChartFields {
    fn maintainers(&self) -> Value {
        let items = self.metadata.maintainers.iter().map(|it| {
            let all = [("name", &*it.name), ("email", &*it.email), ("url", &*it.url)];
            let given: Vec<(&str, &str)> =
                all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            record(&given)
        });
        Value::list(items.collect::<Vec<_>>())
    }

    fn dependencies(&self) -> Value {
        let items = self.metadata.dependencies.iter().map(|it| {
            let map = Map::new();
            map.set("name", Value::string(it.name.as_str()));
            map.set("repository", Value::string(it.repository.as_str()));
            let given =
                [("version", &it.version), ("condition", &it.condition), ("alias", &it.alias)];
            for (key, value) in given.into_iter().filter(|(_, value)| !value.is_empty()) {
                map.set(key, Value::string(value.as_str()));
            }
            if !it.tags.is_empty() {
                map.set("tags", Value::strings(it.tags.iter().map(String::as_str)));
            }
            if it.enabled {
                map.set("enabled", Value::Bool(true));
            }
            if !it.import_values.is_empty() {
                let imports: Vec<Value> = it.import_values.iter().map(Value::from).collect();
                map.set("import-values", Value::list(imports));
            }
            Value::Map(map)
        });
        Value::list(items.collect::<Vec<_>>())
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Bool(value) => !value,
        Value::String(text) => text.as_bytes().is_empty(),
        Value::List(list) => list.items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}
