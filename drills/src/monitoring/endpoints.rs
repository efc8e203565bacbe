//! The endpoints of Services: the pods that a Service leads to, as Prometheus discovers them.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use k8s_openapi::api::core::v1::{PodTemplateSpec, Service, ServicePort};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde_json::{Value, json};

use crate::cluster::{Cluster, Pod};
use crate::workload;

/// A port of a pod, behind a port of a Service.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint {
    /// The Service.
    pub service: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// The number of its port.
    pub service_port: IntOrString,
    /// The name of that port; empty where it has none.
    pub port_name: String,
    /// The pod.
    pub pod: String,
    /// The container whose port it is.
    pub container: String,
    /// The pod's address.
    pub address: String,
    /// The number of the container's port.
    pub port: u16,
}

/// The endpoints of all Services: of pods that run and are not about to end.
///
/// # Errors
/// When what is known of a pod cannot be read.
pub fn of(cluster: &Cluster) -> Result<Vec<Endpoint>> {
    let mut pods = cluster.made_pods()?;
    pods.retain(|pod| !pod.is_ending() && workload::is_running(pod));
    let mut endpoints = Vec::new();
    for pod in &pods {
        let (template, _) = cluster.objects.workload(&pod.owner.0, &pod.owner.1)?;
        for service in cluster.objects.services() {
            endpoints.extend(behind(&service, pod, &template)?);
        }
    }
    Ok(endpoints)
}

fn behind(service: &Service, pod: &Pod, template: &PodTemplateSpec) -> Result<Vec<Endpoint>> {
    let spec = service.spec.clone().unwrap_or_default();
    let labels = template.metadata.as_ref().and_then(|of| of.labels.clone()).unwrap_or_default();
    let selector = spec.selector.unwrap_or_default();
    let selected = selector.iter().all(|(key, value)| labels.get(key) == Some(value));
    if selector.is_empty() || !selected {
        return Ok(Vec::new());
    }
    let ports = spec.ports.unwrap_or_default();
    let endpoint = |port: &ServicePort| -> Result<Endpoint> {
        let name = service.metadata.name.clone().context("a Service has a name")?;
        let (container, number) = container_port(template, port).with_context(|| {
            format!("Service {name}: no container of {} has its port", pod.name)
        })?;
        Ok(Endpoint {
            service: name,
            labels: service.metadata.labels.clone().unwrap_or_default(),
            service_port: IntOrString::Int(port.port),
            port_name: port.name.clone().unwrap_or_default(),
            pod: pod.name.clone(),
            container,
            address: pod.address.clone(),
            port: number,
        })
    };
    ports.iter().map(endpoint).collect()
}

fn container_port(template: &PodTemplateSpec, port: &ServicePort) -> Option<(String, u16)> {
    let target = port.target_port.clone().unwrap_or(IntOrString::Int(port.port));
    for container in &template.spec.as_ref()?.containers {
        for known in container.ports.iter().flatten() {
            let meant = match &target {
                IntOrString::Int(number) => known.container_port == *number,
                IntOrString::String(name) => known.name.as_ref() == Some(name),
            };
            if meant {
                return Some((container.name.clone(), known.container_port.try_into().ok()?));
            }
        }
    }
    None
}

/// As Prometheus's discovery of the role `endpoints` describes them, in the form of a file of targets.
pub fn targets(endpoints: &[Endpoint], namespace: &str) -> Value {
    let target = |endpoint: &Endpoint| {
        let mut labels = json!({
            "__meta_kubernetes_namespace": namespace,
            "__meta_kubernetes_service_name": endpoint.service,
            "__meta_kubernetes_endpoint_port_name": endpoint.port_name,
            "__meta_kubernetes_endpoint_address_target_kind": "Pod",
            "__meta_kubernetes_endpoint_address_target_name": endpoint.pod,
            "__meta_kubernetes_pod_name": endpoint.pod,
            "__meta_kubernetes_pod_container_name": endpoint.container,
            "__meta_kubernetes_pod_phase": "Running",
        });
        for (key, value) in &endpoint.labels {
            let key = label(key);
            labels[format!("__meta_kubernetes_service_label_{key}")] = value.as_str().into();
            labels[format!("__meta_kubernetes_service_labelpresent_{key}")] = "true".into();
        }
        json!({"targets": [format!("{}:{}", endpoint.address, endpoint.port)], "labels": labels})
    };
    endpoints.iter().map(target).collect()
}

/// A key of Kubernetes as part of a label's name.
pub(super) fn label(key: &str) -> String {
    key.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize as _;

    use super::*;

    #[test]
    fn a_service_leads_to_the_pods_that_it_selects_at_the_port_that_it_names() {
        let template = PodTemplateSpec::deserialize(json!({
            "metadata": {"labels": {"app": "certctl", "component": "server"}},
            "spec": {"containers": [
                {"name": "server", "ports": [{"name": "https", "containerPort": 8443}]},
            ]},
        }))
        .expect("a template");
        let service = |component: &str, target: Value| {
            Service::deserialize(json!({
                "metadata": {"name": "s", "labels": {"app.kubernetes.io/name": "certctl"}},
                "spec": {
                    "selector": {"component": component},
                    "ports": [{"name": "web", "port": 443, "targetPort": target}],
                },
            }))
            .expect("a Service")
        };
        let pod = Pod {
            name: "p".to_owned(),
            address: "127.64.0.1".to_owned(),
            owner: ("Deployment".to_owned(), "s".to_owned()),
            folder: "/p".into(),
            init_containers: Vec::new(),
            containers: Vec::new(),
            deadline: None,
            grace: std::time::Duration::ZERO,
        };
        let found = behind(&service("server", "https".into()), &pod, &template).expect("a port");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].port, found[0].container.as_str()), (8443, "server"));
        let target = &targets(&found, "pki")[0];
        assert_eq!(target["targets"], json!(["127.64.0.1:8443"]));
        let labels = &target["labels"];
        assert_eq!(labels["__meta_kubernetes_endpoint_port_name"], "web");
        assert_eq!(labels["__meta_kubernetes_service_label_app_kubernetes_io_name"], "certctl");
        let others = behind(&service("agent", "https".into()), &pod, &template).expect("selected");
        assert_eq!(others, []);
        let error =
            behind(&service("server", "http".into()), &pod, &template).expect_err("no port");
        assert!(error.to_string().contains("no container of p has its port"), "{error}");
    }
}
