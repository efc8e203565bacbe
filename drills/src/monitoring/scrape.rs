//! A ServiceMonitor, translated field by field into what Prometheus is configured with, as the
//! Prometheus operator does it. A field that is not known here is an error, never ignored.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Map, Value, json};

use super::endpoints::label;
use super::scale;
use crate::cluster::objects::Objects;

/// Files and what they hold.
pub type Files = Vec<(PathBuf, Vec<u8>)>;

/// A scrape configuration, and the files that it names.
#[derive(Clone, Debug, PartialEq)]
pub struct Translation {
    /// The configuration.
    pub config: Value,
    /// The files.
    pub files: Files,
}

/// Where a translation finds things.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// The folder of the files that it names.
    pub folder: &'a Path,
    /// The file of the discovered targets.
    pub targets: &'a Path,
}

/// Translates one endpoint of a ServiceMonitor.
///
/// # Errors
/// When it has a field that is not known here, or refers to something that is not there.
pub fn translate(
    monitor: &Value,
    endpoint: usize,
    objects: &Objects,
    places: Places<'_>,
) -> Result<Translation> {
    let name = monitor["metadata"]["name"].as_str().context("a ServiceMonitor has a name")?;
    let namespace = monitor["metadata"]["namespace"].as_str().unwrap_or_default();
    let of = &monitor["spec"]["endpoints"][endpoint];
    only(&monitor["spec"], &["selector", "endpoints"])?;
    only(&monitor["spec"]["selector"], &["matchLabels"])?;
    let known =
        ["port", "scheme", "path", "interval", "scrapeTimeout", "tlsConfig", "authorization"];
    only(of, &known)?;
    let interval = scale::scaled(text(of, "interval")?)?;
    // How long an answer takes does not scale; only, Prometheus wants it within the interval.
    let timeout = scale::parse(text(of, "scrapeTimeout")?)?.min(interval);
    let mut translation = Translation {
        config: json!({
            "job_name": format!("serviceMonitor/{namespace}/{name}/{endpoint}"),
            "honor_timestamps": true,
            "file_sd_configs": [{"files": [places.targets]}],
            "scrape_interval": scale::shown(interval),
            "scrape_timeout": scale::shown(timeout),
            "metrics_path": of["path"].as_str().unwrap_or("/metrics"),
            "scheme": of["scheme"].as_str().unwrap_or("http"),
            "relabel_configs": relabelling(monitor, of)?,
        }),
        files: Vec::new(),
    };
    if !of["tlsConfig"].is_null() {
        let (config, files) = tls(&of["tlsConfig"], objects, places.folder)?;
        translation.config["tls_config"] = config;
        translation.files = files;
    }
    if !of["authorization"].is_null() {
        only(&of["authorization"], &["type", "credentials"])?;
        let credentials = content("Secret", &of["authorization"]["credentials"], objects)?;
        translation.config["authorization"] = json!({
            "type": of["authorization"]["type"].as_str().unwrap_or("Bearer"),
            "credentials": String::from_utf8(credentials)?.trim(),
        });
    }
    Ok(translation)
}

fn tls(of: &Value, objects: &Objects, folder: &Path) -> Result<(Value, Files)> {
    only(of, &["serverName", "ca"])?;
    let mut config = json!({"insecure_skip_verify": false});
    let mut files = Vec::new();
    if !of["serverName"].is_null() {
        config["server_name"] = of["serverName"].clone();
    }
    if !of["ca"].is_null() {
        only(&of["ca"], &["secret", "configMap"])?;
        let ca = match (&of["ca"]["secret"], &of["ca"]["configMap"]) {
            (Value::Null, map) => content("ConfigMap", map, objects)?,
            (secret, Value::Null) => content("Secret", secret, objects)?,
            _ => bail!("a CA out of a Secret and a ConfigMap at once"),
        };
        let file = folder.join("ca.crt");
        config["ca_file"] = json!(file);
        files.push((file, ca));
    }
    Ok((config, files))
}

/// Which of the discovered targets are meant, and which labels their series have.
fn relabelling(monitor: &Value, endpoint: &Value) -> Result<Value> {
    let mut steps =
        vec![json!({"source_labels": ["job"], "target_label": "__tmp_prometheus_job_name"})];
    let wanted: Map<String, Value> =
        monitor["spec"]["selector"]["matchLabels"].as_object().cloned().unwrap_or_default();
    for (key, value) in &wanted {
        let [present, of] = ["labelpresent", "label"]
            .map(|kind| format!("__meta_kubernetes_service_{kind}_{}", label(key)));
        let value = value.as_str().context("a label is text")?;
        steps.push(json!({
            "action": "keep", "source_labels": [of, present],
            "regex": format!("({});true", regex::escape(value)),
        }));
    }
    steps.push(json!({
        "action": "keep", "source_labels": ["__meta_kubernetes_endpoint_port_name"],
        "regex": text(endpoint, "port")?,
    }));
    for (source, target) in [
        ("namespace", "namespace"),
        ("service_name", "service"),
        ("pod_name", "pod"),
        ("pod_container_name", "container"),
        ("service_name", "job"),
    ] {
        steps.push(json!({
            "source_labels": [format!("__meta_kubernetes_{source}")], "target_label": target,
        }));
    }
    steps.push(json!({"target_label": "endpoint", "replacement": text(endpoint, "port")?}));
    Ok(steps.into())
}

/// What a reference to a key of a Secret or a ConfigMap leads to.
fn content(kind: &str, reference: &Value, objects: &Objects) -> Result<Vec<u8>> {
    only(reference, &["name", "key"])?;
    let (name, key) = (text(reference, "name")?, text(reference, "key")?);
    let data = match kind {
        "Secret" => objects.secret(name),
        _ => objects.config_map(name),
    };
    let data = data.with_context(|| format!("there is no {kind} {name}"))?;
    data.get(key).cloned().with_context(|| format!("{kind} {name} has no key {key}"))
}

fn text<'a>(of: &'a Value, field: &str) -> Result<&'a str> {
    of[field].as_str().with_context(|| format!("the ServiceMonitor has no {field}"))
}

fn only(of: &Value, known: &[&str]) -> Result<()> {
    for field in of.as_object().into_iter().flat_map(Map::keys) {
        ensure!(
            known.contains(&field.as_str()),
            "the drills do not know the field {field} of a ServiceMonitor: see \
             drills/src/monitoring/scrape.rs"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monitor() -> Value {
        json!({
            "metadata": {"name": "certctl-server", "namespace": "pki"},
            "spec": {
                "selector": {"matchLabels": {"app.kubernetes.io/name": "certctl"}},
                "endpoints": [{
                    "port": "https", "scheme": "https", "path": "/api/v1/metrics/prometheus",
                    "interval": "60s", "scrapeTimeout": "10s",
                    "tlsConfig": {
                        "serverName": "certctl-server.pki.svc",
                        "ca": {"configMap": {"name": "certctl-ca", "key": "ca.crt"}},
                    },
                    "authorization": {
                        "type": "Bearer",
                        "credentials": {"name": "certctl-prometheus", "key": "token"},
                    },
                }],
            },
        })
    }

    fn objects() -> Objects {
        let mut objects = Objects::default();
        objects.apply(json!({"kind": "ConfigMap", "metadata": {"name": "certctl-ca"}, "data": {"ca.crt": "PEM"}}));
        objects.apply(json!({"kind": "Secret", "metadata": {"name": "certctl-prometheus"}, "stringData": {"token": "k3y\n"}}));
        objects
    }

    fn translated(monitor: &Value) -> Result<Translation> {
        let places = Places { folder: Path::new("/p"), targets: Path::new("/p/targets.json") };
        translate(monitor, 0, &objects(), places)
    }

    #[test]
    fn every_field_becomes_its_setting() {
        let translation = translated(&monitor()).expect("translated");
        assert_eq!(translation.files, [(PathBuf::from("/p/ca.crt"), b"PEM".to_vec())]);
        assert_eq!(
            translation.config,
            json!({
                "job_name": "serviceMonitor/pki/certctl-server/0",
                "honor_timestamps": true,
                "file_sd_configs": [{"files": ["/p/targets.json"]}],
                "scrape_interval": "300ms",
                "scrape_timeout": "300ms",
                "metrics_path": "/api/v1/metrics/prometheus",
                "scheme": "https",
                "tls_config": {
                    "insecure_skip_verify": false,
                    "server_name": "certctl-server.pki.svc",
                    "ca_file": "/p/ca.crt",
                },
                "authorization": {"type": "Bearer", "credentials": "k3y"},
                "relabel_configs": [
                    {"source_labels": ["job"], "target_label": "__tmp_prometheus_job_name"},
                    {
                        "action": "keep",
                        "source_labels": [
                            "__meta_kubernetes_service_label_app_kubernetes_io_name",
                            "__meta_kubernetes_service_labelpresent_app_kubernetes_io_name",
                        ],
                        "regex": "(certctl);true",
                    },
                    {
                        "action": "keep",
                        "source_labels": ["__meta_kubernetes_endpoint_port_name"],
                        "regex": "https",
                    },
                    {"source_labels": ["__meta_kubernetes_namespace"], "target_label": "namespace"},
                    {"source_labels": ["__meta_kubernetes_service_name"], "target_label": "service"},
                    {"source_labels": ["__meta_kubernetes_pod_name"], "target_label": "pod"},
                    {"source_labels": ["__meta_kubernetes_pod_container_name"], "target_label": "container"},
                    {"source_labels": ["__meta_kubernetes_service_name"], "target_label": "job"},
                    {"target_label": "endpoint", "replacement": "https"},
                ],
            })
        );
    }

    #[test]
    fn what_it_does_not_say_is_not_set() {
        let mut monitor = monitor();
        let endpoint = &mut monitor["spec"]["endpoints"][0];
        endpoint.as_object_mut().expect("an object").retain(|key, _| !key.starts_with('a'));
        endpoint["tlsConfig"] = json!({});
        let config = translated(&monitor).expect("translated").config;
        assert!(config.get("authorization").is_none(), "{config}");
        assert_eq!(config["tls_config"], json!({"insecure_skip_verify": false}));
    }

    #[test]
    fn an_unknown_field_and_a_missing_secret_are_named() {
        let mut unknown = monitor();
        unknown["spec"]["endpoints"][0]["honorLabels"] = true.into();
        let error = translated(&unknown).expect_err("unknown").to_string();
        assert!(error.contains("the field honorLabels"), "{error}");
        let mut missing = monitor();
        missing["spec"]["endpoints"][0]["authorization"]["credentials"]["key"] = "tokn".into();
        let error = translated(&missing).expect_err("missing").to_string();
        assert_eq!(error, "Secret certctl-prometheus has no key tokn");
    }
}
