//! One chart: loaded, rendered with Secrets that are given and with Secrets that it makes, and a
//! document of it written by toYaml.
//!
//! `cargo bench -p helm-template`; another chart with CHART=DIR.

use std::path::PathBuf;

use divan::Bencher;
use helm_template::chart::LoadOptions;
use helm_template::render::{LoadedChart, Request};
use helm_template::values::ValueOptions;

fn main() {
    divan::main();
}

fn folder() -> PathBuf {
    std::env::var_os("CHART").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/helm/certctl")),
        PathBuf::from,
    )
}

fn loaded() -> LoadedChart {
    LoadedChart::load(&folder(), &LoadOptions::default()).expect("the chart loads")
}

fn request(set: &[&str]) -> Request {
    let set = set.iter().map(|text| (*text).to_owned()).collect();
    Request { values: ValueOptions { set, ..ValueOptions::default() }, ..Request::default() }
}

/// Certificates and passwords that stand elsewhere.
const GIVEN: &[&str] = &[
    "server.tls.existingSecret=tls",
    "server.auth.existingSecret=auth",
    "postgresql.auth.existingSecret=database",
];

/// Everything on.
const MORE: &[&str] = &[
    "backup.enabled=true",
    "migrations.viaHook=true",
    "monitoring.enabled=true",
    "monitoring.serviceMonitor.enabled=true",
    "monitoring.prometheusRules.enabled=true",
];

fn render(bencher: Bencher, set: &[&str]) {
    let chart = loaded();
    let request = request(set);
    let read = |_: &str| Err("no files".to_owned());
    chart.render(&request, &read, None).expect("the chart renders");
    bencher.bench_local(|| chart.render(&request, &read, None));
}

#[divan::bench]
fn load() -> LoadedChart {
    loaded()
}

#[divan::bench]
fn render_given_secrets(bencher: Bencher) {
    render(bencher, GIVEN);
}

#[divan::bench]
fn render_given_secrets_more_on(bencher: Bencher) {
    render(bencher, &[GIVEN, MORE].concat());
}

#[divan::bench]
fn render_made_secrets(bencher: Bencher) {
    render(bencher, &[]);
}
