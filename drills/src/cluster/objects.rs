//! The objects of a namespace: what the chart rendered and what a runbook has added.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use k8s_openapi::api::core::v1::{ConfigMap, PodTemplateSpec, Secret, Service};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use xtask::manifest::Manifest;

/// The data of a Secret or a ConfigMap.
pub type Data = BTreeMap<String, Vec<u8>>;

/// Objects by kind and name; a later one of the same replaces an earlier one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Objects(Vec<Value>);

impl Objects {
    /// Reads what helm rendered.
    ///
    /// # Errors
    /// When a document is no YAML.
    pub fn parse(rendered: &str) -> Result<Self> {
        let manifest = Manifest::parse(rendered);
        let mut objects = Objects::default();
        for document in &manifest.documents {
            if let Err(error) = &document.content.document {
                bail!("{}: {error}", document.template);
            }
            if let Some(object) = document.object() {
                objects.apply(object.json().clone());
            }
        }
        Ok(objects)
    }

    /// Adds an object, or replaces the one of its kind and name.
    pub fn apply(&mut self, object: Value) {
        let identity =
            |object: &Value| [object["kind"].clone(), object["metadata"]["name"].clone()];
        self.0.retain(|known| identity(known) != identity(&object));
        self.0.push(object);
    }

    /// Gives Secrets, and ConfigMaps that hold certificates, the values that those of the same names
    /// have in `live`.
    pub fn keep_made_of(&mut self, live: &Objects) {
        for object in &mut self.0 {
            let kind = object["kind"].as_str().unwrap_or_default().to_owned();
            let name = object["metadata"]["name"].as_str().unwrap_or_default();
            let Some(known) = live.get(&kind, name) else { continue };
            for field in ["data", "stringData"] {
                for (key, value) in known[field].as_object().into_iter().flatten() {
                    let text = value.as_str().unwrap_or_default();
                    let certificate = kind == "ConfigMap" && text.contains("BEGIN CERTIFICATE");
                    if kind == "Secret" || certificate {
                        object[field][key.as_str()] = value.clone();
                    }
                }
            }
        }
    }

    /// Takes an object away; whether it was there.
    pub fn delete(&mut self, kind: &str, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|object| object["kind"] != kind || object["metadata"]["name"] != name);
        self.0.len() < before
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Value> {
        self.0.iter()
    }

    /// The objects of a kind.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |object| object["kind"] == kind)
    }

    /// An object as JSON.
    pub fn get(&self, kind: &str, name: &str) -> Option<&Value> {
        self.0.iter().find(|object| object["kind"] == kind && object["metadata"]["name"] == name)
    }

    /// An object as its type.
    ///
    /// # Errors
    /// When it is not there, or is not of the type.
    pub fn typed<T: DeserializeOwned>(&self, kind: &str, name: &str) -> Result<T> {
        let object = self.get(kind, name).with_context(|| format!("there is no {kind} {name}"))?;
        T::deserialize(object).with_context(|| format!("{kind} {name}"))
    }

    /// The data of a Secret.
    pub fn secret(&self, name: &str) -> Option<Data> {
        let secret: Secret = self.typed("Secret", name).ok()?;
        let written = secret.string_data.unwrap_or_default();
        let mut data: Data = secret
            .data
            .unwrap_or_default()
            .into_iter()
            .map(|(key, value)| (key, value.0))
            .collect();
        data.extend(written.into_iter().map(|(key, value)| (key, value.into_bytes())));
        Some(data)
    }

    /// The data of a ConfigMap.
    pub fn config_map(&self, name: &str) -> Option<Data> {
        let map: ConfigMap = self.typed("ConfigMap", name).ok()?;
        let text = map.data.unwrap_or_default();
        let mut data: Data =
            text.into_iter().map(|(key, value)| (key, value.into_bytes())).collect();
        let binary = map.binary_data.unwrap_or_default();
        data.extend(binary.into_iter().map(|(key, value)| (key, value.0)));
        Some(data)
    }

    /// The Services in the order of their rendering.
    pub fn services(&self) -> Vec<Service> {
        self.of_kind("Service").filter_map(|object| Service::deserialize(object).ok()).collect()
    }

    /// The pod template of a workload, and the deadline of a Job in seconds.
    ///
    /// # Errors
    /// When there is no such workload.
    pub fn workload(&self, kind: &str, name: &str) -> Result<(PodTemplateSpec, Option<i64>)> {
        let object = self.get(kind, name).with_context(|| format!("there is no {kind} {name}"))?;
        let job = match kind {
            "CronJob" => &object["spec"]["jobTemplate"]["spec"],
            "Pod" => object,
            _ => &object["spec"],
        };
        let template = if kind == "Pod" { object } else { &job["template"] };
        let template = PodTemplateSpec::deserialize(template)
            .with_context(|| format!("{kind} {name}: its pod template"))?;
        let deadline = match kind {
            "Pod" => object["spec"]["activeDeadlineSeconds"].as_i64(),
            _ => job["activeDeadlineSeconds"].as_i64(),
        };
        Ok((template, deadline))
    }
}
