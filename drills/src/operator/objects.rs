//! Names of kinds as people type them, selectors, and the tables that `kubectl get` prints.

use anyhow::{Context as _, Result};
use serde_json::Value;

/// The kind that a word stands for.
///
/// # Errors
/// When it stands for none that the drills know.
pub(super) fn kind(word: &str) -> Result<&'static str> {
    let word = word.split('.').next().unwrap_or(word);
    Ok(match word {
        "pod" | "pods" | "po" => "Pod",
        "job" | "jobs" => "Job",
        "cronjob" | "cronjobs" | "cj" => "CronJob",
        "deployment" | "deployments" | "deploy" => "Deployment",
        "statefulset" | "statefulsets" | "sts" => "StatefulSet",
        "secret" | "secrets" => "Secret",
        "configmap" | "configmaps" | "cm" => "ConfigMap",
        "service" | "services" | "svc" => "Service",
        "pvc" | "persistentvolumeclaim" | "persistentvolumeclaims" => "PersistentVolumeClaim",
        "servicemonitor" | "servicemonitors" => "ServiceMonitor",
        "prometheusrule" | "prometheusrules" => "PrometheusRule",
        "serviceaccount" | "serviceaccounts" | "sa" => "ServiceAccount",
        _ => return Err(anyhow::anyhow!("the server doesn't have a resource type {word:?}")),
    })
}

/// Kind and name out of `kind/name`.
///
/// # Errors
/// When it is no such pair.
pub(super) fn pair(word: &str) -> Result<(&'static str, &str)> {
    let (of, name) = word.split_once('/').with_context(|| format!("{word}: no kind/name"))?;
    Ok((kind(of)?, name))
}

/// As kubectl names an object in what it prints.
pub(super) fn shown(kind: &str, name: &str) -> String {
    let word = kind.to_lowercase();
    match kind {
        "Job" | "CronJob" => format!("{word}.batch/{name}"),
        "Deployment" | "StatefulSet" => format!("{word}.apps/{name}"),
        _ => format!("{word}/{name}"),
    }
}

/// Whether labels meet a selector, `key=value,…`.
pub(super) fn is_selected(labels: &Value, selector: &str) -> bool {
    let wanted = selector.split(',').filter(|part| !part.is_empty());
    wanted.filter_map(|part| part.split_once('=')).all(|(key, value)| labels[key] == value)
}

/// A table with columns as wide as their contents.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| Some(row.get(column)?.len())).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("   ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}
