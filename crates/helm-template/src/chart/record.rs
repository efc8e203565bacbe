//! Go structs as templates see them: `.Chart`, its maintainers, its dependencies.

use std::rc::Rc;

use super::metadata::{Dependency, Maintainer, Metadata};
use crate::value::{Element, List, Map, MapType, Native, Structure, Value};
use crate::version::Version;

/// `.Chart`: a struct, and since Helm 4 a map.
pub(super) fn chart_value(metadata: &Metadata, is_root: bool, helm: Version) -> Value {
    let mut fields = chart_fields(metadata, helm);
    if helm >= Version::V4_1 {
        let map = Map::new();
        for field in fields {
            map.set(field.go, field.value);
        }
        map.set("IsRoot", Value::Bool(is_root));
        return Value::Map(map);
    }
    fields.push(Field { go: "IsRoot", json: "IsRoot", value: Value::Bool(is_root), always: true });
    let type_name = "struct { chart.Metadata; IsRoot bool }";
    Value::Native(Rc::new(Record { type_name, fields, embeds: true }))
}

#[derive(Clone, Debug)]
struct Field {
    go: &'static str,
    json: &'static str,
    value: Value,
    /// Whether JSON has it even where it is empty.
    always: bool,
}

#[derive(Debug)]
struct Record {
    type_name: &'static str,
    fields: Vec<Field>,
    /// Whether all fields but the last are those of an embedded struct.
    embeds: bool,
}

fn field(go: &'static str, json: &'static str, value: Value) -> Field {
    Field { go, json, value, always: false }
}

fn text(go: &'static str, json: &'static str, text: &str) -> Field {
    field(go, json, Value::string(text))
}

fn texts(go: &'static str, json: &'static str, texts: &[String], helm: Version) -> Field {
    let texts = texts.iter().map(|text| Value::string(text.as_str()));
    field(go, json, slice(texts.collect(), Element::String, Element::NilString, helm))
}

/// A slice, or the nil of its type; Helm 4 knows neither the types of items nor nil.
fn slice(items: Vec<Value>, element: Element, nil: Element, helm: Version) -> Value {
    let element = match items.is_empty() {
        _ if helm >= Version::V4_1 => Element::Any,
        true => nil,
        false => element,
    };
    Value::List(List { items: items.into(), element })
}

fn chart_fields(metadata: &Metadata, helm: Version) -> Vec<Field> {
    let annotations = Map::of(MapType::Strings);
    for (key, value) in &metadata.annotations {
        annotations.set(key.as_str(), Value::string(value.as_str()));
    }
    let maintainers = metadata.maintainers.iter().map(|it| maintainer(it, helm));
    let maintainers = slice(maintainers.collect(), Element::Maintainer, Element::Maintainer, helm);
    let dependencies = metadata.dependencies.iter().map(|it| dependency(it, helm));
    let dependencies =
        slice(dependencies.collect(), Element::Dependency, Element::Dependency, helm);
    vec![
        text("Name", "name", &metadata.name),
        text("Home", "home", &metadata.home),
        texts("Sources", "sources", &metadata.sources, helm),
        text("Version", "version", &metadata.version),
        text("Description", "description", &metadata.description),
        texts("Keywords", "keywords", &metadata.keywords, helm),
        field("Maintainers", "maintainers", maintainers),
        text("Icon", "icon", &metadata.icon),
        text("APIVersion", "apiVersion", &metadata.api_version),
        text("Condition", "condition", &metadata.condition),
        text("Tags", "tags", &metadata.tags),
        text("AppVersion", "appVersion", &metadata.app_version),
        field("Deprecated", "deprecated", Value::Bool(metadata.deprecated)),
        field("Annotations", "annotations", Value::Map(annotations)),
        text("KubeVersion", "kubeVersion", &metadata.kube_version),
        field("Dependencies", "dependencies", dependencies),
        text("Type", "type", &metadata.kind),
    ]
}

fn maintainer(maintainer: &Maintainer, helm: Version) -> Value {
    let fields = vec![
        text("Name", "name", &maintainer.name),
        text("Email", "email", &maintainer.email),
        text("URL", "url", &maintainer.url),
    ];
    record("*chart.Maintainer", fields, helm)
}

fn dependency(dependency: &Dependency, helm: Version) -> Value {
    let imports = dependency.import_values.iter().map(Value::from).collect();
    let imports = slice(imports, Element::Any, Element::NilAny, helm);
    let always = |field: Field| Field { always: true, ..field };
    let fields = vec![
        always(text("Name", "name", &dependency.name)),
        text("Version", "version", &dependency.version),
        always(text("Repository", "repository", &dependency.repository)),
        text("Condition", "condition", &dependency.condition),
        texts("Tags", "tags", &dependency.tags, helm),
        field("Enabled", "enabled", Value::Bool(dependency.enabled)),
        field("ImportValues", "import-values", imports),
        text("Alias", "alias", &dependency.alias),
    ];
    record("*chart.Dependency", fields, helm)
}

fn record(type_name: &'static str, fields: Vec<Field>, helm: Version) -> Value {
    if helm < Version::V4_1 {
        return Value::Native(Rc::new(Record { type_name, fields, embeds: false }));
    }
    let map = Map::new();
    for field in fields {
        map.set(field.go, field.value);
    }
    Value::Map(map)
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

impl Native for Record {
    fn type_name(&self) -> &'static str {
        self.type_name
    }

    fn field(&self, name: &str) -> Option<Value> {
        if self.embeds && name == "Metadata" {
            let (_, fields) = self.fields.split_last()?;
            let (type_name, fields) = ("chart.Metadata", fields.to_vec());
            return Some(Value::Native(Rc::new(Record { type_name, fields, embeds: false })));
        }
        self.fields.iter().find(|field| field.go == name).map(|field| field.value.clone())
    }

    fn method(&self, name: &str, _arguments: &[Value]) -> Option<Result<Value, String>> {
        // The method is that of a pointer.
        (name == "Validate" && self.type_name.starts_with('*')).then_some(Ok(Value::Nil))
    }

    fn print(&self) -> String {
        String::new()
    }

    fn structure(&self) -> Option<Structure> {
        let is_pointer = self.type_name.starts_with('*');
        let shown = |fields: &[Field]| fields.iter().map(|it| (it.go, it.value.clone())).collect();
        let fields = match (self.embeds, self.fields.split_last()) {
            (true, Some((last, _))) => {
                let metadata = self.field("Metadata").unwrap_or(Value::Nil);
                vec![("Metadata", metadata), (last.go, last.value.clone())]
            }
            _ => shown(&self.fields),
        };
        Some(Structure { is_pointer, fields })
    }

    fn json(&self) -> Option<Value> {
        let map = Map::new();
        for field in self.fields.iter().filter(|field| field.always || !is_empty(&field.value)) {
            map.set(field.json, field.value.clone());
        }
        Some(Value::Map(map))
    }

    fn json_fields(&self) -> Vec<&'static str> {
        self.fields.iter().map(|field| field.json).collect()
    }
}
