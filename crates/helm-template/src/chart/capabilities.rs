//! `.Capabilities`: the Kubernetes that helm assumes when it talks to none.

use std::rc::Rc;

use crate::semver;
use crate::value::{Element, List, Map, Native, Structure, Value};
use crate::version::Version;
use crate::version::Version::{V3_16, V3_17, V3_18, V4_1};

/// The APIs that helm knows without a cluster, in its order, and the first and the last version of
/// Helm that have each.
#[rustfmt::skip]
const APIS: &[(&str, Version, Version)] = &[
    ("v1", V3_16, V4_1),
    ("admissionregistration.k8s.io/v1", V3_16, V4_1),
    ("admissionregistration.k8s.io/v1alpha1", V3_16, V4_1),
    ("admissionregistration.k8s.io/v1beta1", V3_16, V4_1),
    ("internal.apiserver.k8s.io/v1alpha1", V3_16, V4_1),
    ("apps/v1", V3_16, V4_1),
    ("apps/v1beta1", V3_16, V4_1),
    ("apps/v1beta2", V3_16, V4_1),
    ("authentication.k8s.io/v1", V3_16, V4_1),
    ("authentication.k8s.io/v1alpha1", V3_16, V4_1),
    ("authentication.k8s.io/v1beta1", V3_16, V4_1),
    ("authorization.k8s.io/v1", V3_16, V4_1),
    ("authorization.k8s.io/v1beta1", V3_16, V4_1),
    ("autoscaling/v1", V3_16, V4_1),
    ("autoscaling/v2", V3_16, V4_1),
    ("autoscaling/v2beta1", V3_16, V4_1),
    ("autoscaling/v2beta2", V3_16, V4_1),
    ("batch/v1", V3_16, V4_1),
    ("batch/v1beta1", V3_16, V4_1),
    ("certificates.k8s.io/v1", V3_16, V4_1),
    ("certificates.k8s.io/v1beta1", V3_16, V4_1),
    ("certificates.k8s.io/v1alpha1", V3_16, V4_1),
    ("coordination.k8s.io/v1alpha1", V3_16, V3_16),
    ("coordination.k8s.io/v1alpha2", V3_17, V4_1),
    ("coordination.k8s.io/v1beta1", V3_16, V4_1),
    ("coordination.k8s.io/v1", V3_16, V4_1),
    ("discovery.k8s.io/v1", V3_16, V4_1),
    ("discovery.k8s.io/v1beta1", V3_16, V4_1),
    ("events.k8s.io/v1", V3_16, V4_1),
    ("events.k8s.io/v1beta1", V3_16, V4_1),
    ("extensions/v1beta1", V3_16, V4_1),
    ("flowcontrol.apiserver.k8s.io/v1", V3_16, V4_1),
    ("flowcontrol.apiserver.k8s.io/v1beta1", V3_16, V4_1),
    ("flowcontrol.apiserver.k8s.io/v1beta2", V3_16, V4_1),
    ("flowcontrol.apiserver.k8s.io/v1beta3", V3_16, V4_1),
    ("networking.k8s.io/v1", V3_16, V4_1),
    ("networking.k8s.io/v1alpha1", V3_16, V3_18),
    ("networking.k8s.io/v1beta1", V3_16, V4_1),
    ("node.k8s.io/v1", V3_16, V4_1),
    ("node.k8s.io/v1alpha1", V3_16, V4_1),
    ("node.k8s.io/v1beta1", V3_16, V4_1),
    ("policy/v1", V3_16, V4_1),
    ("policy/v1beta1", V3_16, V4_1),
    ("rbac.authorization.k8s.io/v1", V3_16, V4_1),
    ("rbac.authorization.k8s.io/v1beta1", V3_16, V4_1),
    ("rbac.authorization.k8s.io/v1alpha1", V3_16, V4_1),
    ("resource.k8s.io/v1", V4_1, V4_1),
    ("resource.k8s.io/v1beta2", V3_18, V4_1),
    ("resource.k8s.io/v1beta1", V3_17, V4_1),
    ("resource.k8s.io/v1alpha3", V3_16, V4_1),
    ("scheduling.k8s.io/v1alpha1", V3_16, V4_1),
    ("scheduling.k8s.io/v1beta1", V3_16, V4_1),
    ("scheduling.k8s.io/v1", V3_16, V4_1),
    ("storage.k8s.io/v1beta1", V3_16, V4_1),
    ("storage.k8s.io/v1", V3_16, V4_1),
    ("storage.k8s.io/v1alpha1", V3_16, V4_1),
    ("storagemigration.k8s.io/v1alpha1", V3_16, V3_18),
    ("storagemigration.k8s.io/v1beta1", V4_1, V4_1),
    ("apiextensions.k8s.io/v1beta1", V3_16, V4_1),
    ("apiextensions.k8s.io/v1", V3_16, V4_1),
];

/// A version of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeVersion {
    /// As in `v1.31.0`.
    pub version: String,
    /// The first number.
    pub major: String,
    /// The second number.
    pub minor: String,
    /// The version that was given, where it differs from how it is shown.
    pub normalized: Option<String>,
}

/// Reads what `--kube-version` gives.
///
/// # Errors
/// Helm's words.
pub fn kube_version(text: &str, helm: Version) -> Result<KubeVersion, String> {
    let refuse = |reason: String| format!("invalid kube version '{text}': {reason}");
    if package(helm) == Package::Helm4 {
        return generic_version(text).map_err(refuse);
    }
    let version = semver::Version::parse(text)
        .ok_or_else(|| refuse("Invalid Semantic Version".to_owned()))?;
    let [major, minor, patch] = version.numbers;
    let given = text.strip_prefix('v').unwrap_or(text);
    let numbers = given.split(['-', '+']).next().unwrap_or(given);
    let behind = given.strip_prefix(numbers).unwrap_or_default();
    let version = format!("v{major}.{minor}.{patch}{behind}");
    let (major, minor) = (major.to_string(), minor.to_string());
    Ok(KubeVersion { version, major, minor, normalized: None })
}

/// Since Helm 4 the version stays as it was given, and is shown without what stands behind its numbers.
fn generic_version(text: &str) -> Result<KubeVersion, String> {
    let given = text.trim_start_matches(['\t', '\n', '\x0c', '\r', ' ']);
    let given = given.strip_prefix('v').unwrap_or(given);
    let numbers: String =
        given.chars().take_while(|letter| letter.is_ascii_digit() || *letter == '.').collect();
    let numbers = numbers.trim_end_matches('.');
    if numbers.is_empty() || numbers.starts_with('.') || numbers.contains("..") {
        return Err(format!("could not parse {text:?} as version"));
    }
    let parts: Vec<&str> = numbers.split('.').collect();
    let [major, minor, ..] = parts[..] else {
        return Err(format!("illegal version string {text:?}"));
    };
    if let Some(part) = parts.iter().find(|part| part.len() > 1 && part.starts_with('0')) {
        return Err(format!("illegal zero-prefixed version component {part:?} in {text:?}"));
    }
    Ok(KubeVersion {
        version: if text.starts_with('v') { text.to_owned() } else { format!("v{text}") },
        major: major.to_owned(),
        minor: minor.to_owned(),
        normalized: Some(format!("v{numbers}")),
    })
}

/// What `.Capabilities` holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The Kubernetes.
    pub kube_version: KubeVersion,
    /// The APIs, those of `--api-versions` at the end.
    pub apis: Vec<String>,
    /// The Helm.
    pub helm: Version,
}

impl Capabilities {
    /// Those of a version of Helm with no cluster.
    pub fn new(helm: Version) -> Self {
        let minor = match helm {
            V3_16 => "31",
            V3_17 => "32",
            V3_18 => "33",
            V4_1 => "35",
        };
        let kube_version = KubeVersion {
            version: format!("v1.{minor}.0"),
            major: "1".to_owned(),
            minor: minor.to_owned(),
            normalized: (helm >= V4_1).then(|| format!("v1.{minor}.0")),
        };
        let known = APIS.iter().filter(|(_, first, last)| (*first..=*last).contains(&helm));
        Capabilities {
            kube_version,
            apis: known.map(|(api, ..)| (*api).to_owned()).collect(),
            helm,
        }
    }

    /// The value for templates.
    pub fn value(&self) -> Value {
        let apis = self.apis.iter().map(|api| Value::string(api.as_str()));
        let element = match package(self.helm) {
            Package::Helm3 => Element::VersionSet,
            Package::Helm4 => Element::CommonVersionSet,
        };
        Value::Native(Rc::new(CapabilitiesValue {
            kube: Value::Native(Rc::new(self.kube_version.clone())),
            apis: Value::List(List { items: apis.collect(), element }),
            helm: Value::Native(Rc::new(HelmVersion(self.helm))),
            package: package(self.helm),
        }))
    }
}

/// Whether names of Go types begin with the package of Helm 3 or of Helm 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Package {
    Helm3,
    Helm4,
}

fn package(version: Version) -> Package {
    if version >= V4_1 { Package::Helm4 } else { Package::Helm3 }
}

#[derive(Debug)]
struct CapabilitiesValue {
    kube: Value,
    apis: Value,
    helm: Value,
    package: Package,
}

fn object(fields: &[(&str, Value)]) -> Value {
    let map = Map::new();
    for (name, value) in fields {
        map.set(*name, value.clone());
    }
    Value::Map(map)
}

impl Native for CapabilitiesValue {
    fn type_name(&self) -> &'static str {
        match self.package {
            Package::Helm3 => "*chartutil.Capabilities",
            Package::Helm4 => "*common.Capabilities",
        }
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "KubeVersion" => Some(self.kube.clone()),
            "APIVersions" => Some(self.apis.clone()),
            "HelmVersion" => Some(self.helm.clone()),
            _ => None,
        }
    }

    fn method(&self, name: &str, _arguments: &[Value]) -> Option<Result<Value, String>> {
        (name == "Copy").then(|| Err("Copy is no method for templates".to_owned()))
    }

    fn print(&self) -> String {
        String::new()
    }

    fn structure(&self) -> Option<Structure> {
        let fields = vec![
            ("KubeVersion", self.kube.clone()),
            ("APIVersions", self.apis.clone()),
            ("HelmVersion", self.helm.clone()),
        ];
        Some(Structure { is_pointer: true, fields })
    }

    fn json(&self) -> Option<Value> {
        Some(object(&[
            ("KubeVersion", self.kube.clone()),
            ("APIVersions", self.apis.clone()),
            ("HelmVersion", self.helm.clone()),
        ]))
    }

    fn json_fields(&self) -> Vec<&'static str> {
        vec!["KubeVersion", "APIVersions", "HelmVersion"]
    }
}

impl Native for KubeVersion {
    fn type_name(&self) -> &'static str {
        match self.normalized {
            Some(_) => "common.KubeVersion",
            None => "chartutil.KubeVersion",
        }
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Version" => Some(Value::string(self.version.as_str())),
            "Major" => Some(Value::string(self.major.as_str())),
            "Minor" => Some(Value::string(self.minor.as_str())),
            _ => None,
        }
    }

    fn method(&self, name: &str, _arguments: &[Value]) -> Option<Result<Value, String>> {
        match name {
            "String" => Some(Ok(Value::string(self.print()))),
            "GitVersion" => Some(Ok(Value::string(self.version.as_str()))),
            _ => None,
        }
    }

    fn print(&self) -> String {
        self.normalized.clone().unwrap_or_else(|| self.version.clone())
    }

    fn structure(&self) -> Option<Structure> {
        let mut fields = vec![("Version", Value::string(self.version.as_str()))];
        if let Some(normalized) = &self.normalized {
            fields.push(("normalizedVersion", Value::string(normalized.as_str())));
        }
        fields.push(("Major", Value::string(self.major.as_str())));
        fields.push(("Minor", Value::string(self.minor.as_str())));
        Some(Structure { is_pointer: false, fields })
    }

    fn json(&self) -> Option<Value> {
        Some(object(&[
            ("Version", Value::string(self.version.as_str())),
            ("Major", Value::string(self.major.as_str())),
            ("Minor", Value::string(self.minor.as_str())),
        ]))
    }

    fn json_fields(&self) -> Vec<&'static str> {
        vec!["Version", "Major", "Minor"]
    }
}

/// What `.Capabilities.HelmVersion` says: the release whose output is recorded in the tests.
#[derive(Debug)]
struct HelmVersion(Version);

impl HelmVersion {
    fn facts(&self) -> [&'static str; 4] {
        match self.0 {
            V3_16 => ["v3.16.1", "5a5449dc42be07001fd5771d56429132984ab3ab", "clean", "go1.22.7"],
            V3_17 => ["v3.17.3", "e4da49785aa6e6ee2b86efd5dd9e43400318262b", "clean", "go1.23.7"],
            V3_18 => ["v3.18.0", "cc58e3f5a3aa615c6a86275e6f4444b5fdd3cc4e", "clean", "go1.24.3"],
            V4_1 => ["v4.1.4", "05fa37973dc9e42b76e1d2883494c87174b6074f", "clean", "go1.25.9"],
        }
    }
}

impl Native for HelmVersion {
    fn type_name(&self) -> &'static str {
        "version.BuildInfo"
    }

    fn field(&self, name: &str) -> Option<Value> {
        let index = match name {
            "Version" => 0,
            "GitCommit" => 1,
            "GitTreeState" => 2,
            "GoVersion" => 3,
            "KubeClientVersion" if self.0 >= V4_1 => return Some(Value::string("v1.35")),
            _ => return None,
        };
        Some(Value::string(self.facts()[index]))
    }

    fn method(&self, _name: &str, _arguments: &[Value]) -> Option<Result<Value, String>> {
        None
    }

    fn print(&self) -> String {
        String::new()
    }

    fn structure(&self) -> Option<Structure> {
        let names = ["Version", "GitCommit", "GitTreeState", "GoVersion"];
        let facts = self.facts().map(Value::string);
        let mut fields: Vec<_> = names.into_iter().zip(facts).collect();
        if self.0 >= V4_1 {
            fields.push(("KubeClientVersion", Value::string("v1.35")));
        }
        Some(Structure { is_pointer: false, fields })
    }

    fn json(&self) -> Option<Value> {
        let [version, commit, state, go] = self.facts().map(Value::string);
        let mut fields =
            vec![("version", version), ("git_commit", commit), ("git_tree_state", state)];
        fields.push(("go_version", go));
        if self.0 >= V4_1 {
            fields.push(("kube_client_version", Value::string("v1.35")));
        }
        Some(object(&fields))
    }

    fn json_fields(&self) -> Vec<&'static str> {
        let mut fields = vec!["version", "git_commit", "git_tree_state", "go_version"];
        if self.0 >= V4_1 {
            fields.push("kube_client_version");
        }
        fields
    }
}
