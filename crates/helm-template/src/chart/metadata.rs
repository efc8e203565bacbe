//! Chart.yaml: its fields, how loosely they are read, and what Helm refuses.

use std::collections::{BTreeMap, HashSet};

use super::error::ChartError;
use crate::data::Data;
use crate::go::quote;
use crate::number;
use crate::semver;
use crate::version::Version;
use crate::yaml;

/// Someone who looks after a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Maintainer {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The page.
    pub url: String,
}

/// A chart that this one needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dependency {
    /// Its name; after processing its alias, where it has one.
    pub name: String,
    /// A range of versions.
    pub version: String,
    /// Where it comes from.
    pub repository: String,
    /// Paths of values that switch it on or off, divided by commas.
    pub condition: String,
    /// Tags that switch it on or off.
    pub tags: Vec<String>,
    /// Whether it is on.
    pub enabled: bool,
    /// What the chart above takes over from its values.
    pub import_values: Vec<Data>,
    /// The name it goes by in the chart above.
    pub alias: String,
}

/// What Chart.yaml says.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of Chart.yaml, by their names")]
pub struct Metadata {
    pub name: String,
    pub home: String,
    pub sources: Vec<String>,
    pub version: String,
    pub description: String,
    pub keywords: Vec<String>,
    pub maintainers: Vec<Maintainer>,
    pub icon: String,
    pub api_version: String,
    pub condition: String,
    pub tags: String,
    pub app_version: String,
    pub deprecated: bool,
    pub annotations: BTreeMap<String, String>,
    pub kube_version: String,
    pub dependencies: Vec<Dependency>,
    pub kind: String,
}

impl Metadata {
    /// Reads Chart.yaml.
    ///
    /// # Errors
    /// Where it is no YAML or a field has the wrong type.
    pub fn read(text: &[u8], helm: Version) -> Result<Metadata, ChartError> {
        let package = helm.words().chart_package;
        let data = read_file("Chart.yaml", text)?;
        let reader =
            Reader { file: "Chart.yaml", owner: "Metadata", list: "", package, data: &data };
        reader.check_shape("Metadata")?;
        let metadata = Metadata {
            name: reader.string("name")?,
            home: reader.string("home")?,
            sources: reader.strings("sources")?,
            version: reader.raw("version")?,
            description: reader.string("description")?,
            keywords: reader.strings("keywords")?,
            maintainers: reader.maintainers()?,
            icon: reader.string("icon")?,
            api_version: reader.string("apiVersion")?,
            condition: reader.string("condition")?,
            tags: reader.string("tags")?,
            app_version: reader.string("appVersion")?,
            deprecated: reader.boolean("deprecated")?,
            annotations: reader.annotations()?,
            kube_version: reader.string("kubeVersion")?,
            dependencies: reader.dependencies()?,
            kind: reader.string("type")?,
        };
        Ok(metadata)
    }

    /// Takes over what requirements.yaml, of charts with `apiVersion: v1`, says.
    ///
    /// # Errors
    /// As [`Metadata::read`].
    pub fn read_requirements(&mut self, text: &[u8], helm: Version) -> Result<(), ChartError> {
        let package = helm.words().chart_package;
        let data = read_file("requirements.yaml", text)?;
        let reader =
            Reader { file: "requirements.yaml", owner: "Metadata", list: "", package, data: &data };
        reader.check_shape("Metadata")?;
        if reader.field("dependencies").is_some() {
            self.dependencies = reader.dependencies()?;
        }
        Ok(())
    }

    /// Refuses what Helm refuses.
    ///
    /// # Errors
    /// In Helm's words.
    pub fn validate(&self) -> Result<(), ChartError> {
        let refuse = |message: &str| Err(ChartError::Validation(message.to_owned()));
        if self.api_version.is_empty() {
            return refuse("chart.metadata.apiVersion is required");
        }
        if self.name.is_empty() {
            return refuse("chart.metadata.name is required");
        }
        if self.name.contains('/') || self.name == "." {
            return refuse(&format!("chart.metadata.name {:?} is invalid", self.name));
        }
        if self.version.is_empty() {
            return refuse("chart.metadata.version is required");
        }
        if semver::Version::parse(&self.version).is_none() {
            return refuse(&format!("chart.metadata.version {:?} is invalid", self.version));
        }
        if !matches!(self.kind.as_str(), "" | "application" | "library") {
            return refuse("chart.metadata.type must be application or library");
        }
        let mut known = HashSet::new();
        for dependency in &self.dependencies {
            let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
            if !dependency.alias.chars().all(allowed) {
                let name = &dependency.name;
                return refuse(&format!(
                    "dependency {name:?} has disallowed characters in the alias"
                ));
            }
            let key =
                if dependency.alias.is_empty() { &dependency.name } else { &dependency.alias };
            if !known.insert(key) {
                return refuse(&format!("more than one dependency with name or alias {key:?}"));
            }
        }
        Ok(())
    }
}

/// What Helm 4 looks at first of all: which kind of chart it is.
pub(super) fn check_kind(text: &[u8]) -> Result<(), ChartError> {
    let data = read_file("Chart.yaml", text)?;
    let reader =
        Reader { file: "Chart.yaml", owner: "chartBase", list: "", package: "loader", data: &data };
    reader.check_shape("chartBase")?;
    match reader.raw("apiVersion")?.as_str() {
        "" | "v1" | "v2" | "v3" => Ok(()),
        _ => Err(ChartError::NotInstallable("unsupported chart version".to_owned())),
    }
}

pub(super) fn read_file(file: &str, text: &[u8]) -> Result<Data, ChartError> {
    yaml::decode_whole(text).map_err(|error| ChartError::File {
        file: file.to_owned(),
        reason: format!("error converting YAML to JSON: {error}"),
    })
}

/// Reads fields as Go's JSON decoder does after `sigs.k8s.io/yaml` has turned numbers and booleans
/// into text where text is wanted.
struct Reader<'a> {
    file: &'static str,
    owner: &'static str,
    /// The field of whose list it is an item.
    list: &'static str,
    /// The Go package of the types.
    package: &'static str,
    data: &'a Data,
}

impl<'a> Reader<'a> {
    fn wrong(&self, value: &Data, field: &str, wanted: &str) -> ChartError {
        let kind = json_kind(value);
        let (owner, list) = (self.owner, self.list);
        let field = if list.is_empty() { field.to_owned() } else { format!("{list}.{field}") };
        let reason = format!(
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go \
             struct field {owner}.{field} of type {wanted}"
        );
        ChartError::File { file: self.file.to_owned(), reason }
    }

    /// Refuses what is no mapping.
    fn check_shape(&self, type_name: &str) -> Result<(), ChartError> {
        if matches!(self.data, Data::Table(_) | Data::Null) {
            return Ok(());
        }
        let (kind, package) = (json_kind(self.data), self.package);
        let reason = format!(
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go \
             value of type {package}.{type_name}"
        );
        Err(ChartError::File { file: self.file.to_owned(), reason })
    }

    fn field(&self, name: &str) -> Option<&'a Data> {
        // Go's JSON decoder finds a field whatever the case of the letters; of several the last counts.
        let Data::Table(table) = self.data else { return None };
        let fits = |key: &str| key.eq_ignore_ascii_case(name);
        let found = table.iter().rev().find(|(key, value)| fits(key) && !value.is_null());
        found.map(|(_, value)| value)
    }

    fn string(&self, name: &str) -> Result<String, ChartError> {
        self.raw(name).map(|text| sanitize(&text))
    }

    /// A text as it stands.
    fn raw(&self, name: &str) -> Result<String, ChartError> {
        let Some(value) = self.field(name) else { return Ok(String::new()) };
        scalar_text(value).ok_or_else(|| self.wrong(value, name, "string"))
    }

    fn boolean(&self, name: &str) -> Result<bool, ChartError> {
        match self.field(name) {
            None => Ok(false),
            Some(Data::Bool(value)) => Ok(*value),
            Some(other) => Err(self.wrong(other, name, "bool")),
        }
    }

    fn list(&self, name: &str, wanted: &str) -> Result<&'a [Data], ChartError> {
        match self.field(name) {
            None => Ok(&[]),
            Some(Data::List(items)) => Ok(items),
            Some(other) => Err(self.wrong(other, name, wanted)),
        }
    }

    fn strings(&self, name: &str) -> Result<Vec<String>, ChartError> {
        let items = self.list(name, "[]string")?.iter();
        items
            .map(|item| match item {
                Data::Null => Ok(String::new()),
                _ => scalar_text(item).ok_or_else(|| self.wrong(item, name, "string")),
            })
            .collect()
    }

    fn annotations(&self) -> Result<BTreeMap<String, String>, ChartError> {
        let Some(value) = self.field("annotations") else { return Ok(BTreeMap::new()) };
        let Data::Table(table) = value else {
            return Err(self.wrong(value, "annotations", "map[string]string"));
        };
        table
            .iter()
            .map(|(key, value)| match value {
                Data::Null => Ok((key.clone(), String::new())),
                _ => scalar_text(value)
                    .map(|text| (key.clone(), text))
                    .ok_or_else(|| self.wrong(value, "annotations", "string")),
            })
            .collect()
    }

    /// A reader for an item of a list, which has to be a mapping.
    fn item(
        &self,
        list: &'static str,
        owner: &'static str,
        data: &'a Data,
    ) -> Result<Reader<'a>, ChartError> {
        if !matches!(data, Data::Table(_)) {
            return Err(self.wrong(data, list, &format!("{}.{owner}", self.package)));
        }
        Ok(Reader { owner, list, data, ..*self })
    }

    fn maintainers(&self) -> Result<Vec<Maintainer>, ChartError> {
        let items = self.list("maintainers", &format!("[]*{}.Maintainer", self.package))?.iter();
        items
            .map(|data| {
                if data.is_null() {
                    let message = "maintainers must not contain empty or null nodes".to_owned();
                    return Err(ChartError::Validation(message));
                }
                let reader = self.item("maintainers", "Maintainer", data)?;
                Ok(Maintainer {
                    name: reader.string("name")?,
                    email: reader.string("email")?,
                    url: reader.string("url")?,
                })
            })
            .collect()
    }

    fn dependencies(&self) -> Result<Vec<Dependency>, ChartError> {
        let items = self.list("dependencies", &format!("[]*{}.Dependency", self.package))?.iter();
        items
            .map(|data| {
                if data.is_null() {
                    let message = "dependencies must not contain empty or null nodes".to_owned();
                    return Err(ChartError::Validation(message));
                }
                let reader = self.item("dependencies", "Dependency", data)?;
                Ok(Dependency {
                    name: reader.string("name")?,
                    version: reader.string("version")?,
                    repository: reader.string("repository")?,
                    condition: reader.string("condition")?,
                    tags: reader.strings("tags")?,
                    enabled: reader.boolean("enabled")?,
                    import_values: reader.list("import-values", "[]interface {}")?.to_vec(),
                    alias: reader.string("alias")?,
                })
            })
            .collect()
    }
}

/// The text of a value where Go wants a string and `sigs.k8s.io/yaml` makes one.
pub(crate) fn scalar_text(value: &Data) -> Option<String> {
    match value {
        Data::Number(text) | Data::Text(text) => Some(text.clone()),
        Data::Int(number) => Some(number.to_string()),
        Data::Float(number) => Some(number::general(*number)),
        Data::Bool(value) => Some(value.to_string()),
        Data::Null | Data::Bytes(_) | Data::List(_) | Data::Table(_) => None,
    }
}

/// What Go's JSON decoder calls a value that does not fit.
pub(crate) fn json_kind(value: &Data) -> &'static str {
    match value {
        Data::Null => "null",
        Data::Bool(_) => "bool",
        Data::Int(_) | Data::Float(_) | Data::Number(_) => "number",
        Data::Text(_) | Data::Bytes(_) => "string",
        Data::List(_) => "array",
        Data::Table(_) => "object",
    }
}

/// Blanks of any kind become spaces, and what cannot be printed goes.
fn sanitize(text: &str) -> String {
    text.chars()
        .filter_map(|letter| match letter {
            _ if letter.is_whitespace() => Some(' '),
            _ => Some(letter).filter(|letter| quote::is_print(*letter)),
        })
        .collect()
}
