//! Scraping: by the runbook it works, and what goes wrong says what the runbook's table says.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use regex::Regex;
use serde_json::{Value, json};
use xtask::yaml::{self, Dialect};

use super::scene::{DISCOVERY, RUNBOOK, SERVER, Scene};
use super::strangers::{self, EXPIRED, LIMITED, NOBODY, OTHER_CA, PLAIN, SILENT};
use crate::monitoring::scale;
use crate::operator::runbook::{self, Block};
use crate::running::until;
use crate::stage::Stage;
use crate::workload;

/// Something that is set wrongly.
struct Wrong {
    /// What.
    about: &'static str,
    /// A word of the row of the runbook's table that is about it.
    row: &'static str,
    /// Sets it wrongly.
    set: fn(&mut Value),
}

const WRONG: &[Wrong] = &[
    Wrong {
        about: "a token that is not in the list",
        row: "Key missing, malformed or unknown",
        set: |config| config["authorization"]["credentials"] = "0123456789abcdef".into(),
    },
    Wrong {
        about: "no token",
        row: "Key missing, malformed or unknown",
        set: |config| drop(config.as_object_mut().and_then(|of| of.remove("authorization"))),
    },
    Wrong {
        about: "another CA",
        row: "Wrong CA",
        set: |config| {
            let ca = config["tls_config"]["ca_file"].as_str().unwrap_or_default();
            config["tls_config"]["ca_file"] = json!(Path::new(ca).with_file_name(OTHER_CA));
        },
    },
    Wrong { about: "no CA", row: "Wrong CA", set: |config| drop_tls(config, "ca_file") },
    Wrong {
        about: "another server name",
        row: "is not in the certificate's SANs",
        set: |config| config["tls_config"]["server_name"] = "certctl.example.com".into(),
    },
    Wrong {
        about: "no server name",
        row: "`server_name` is not set",
        set: |config| drop_tls(config, "server_name"),
    },
    Wrong {
        about: "a certificate that has expired",
        row: "A renewed certificate that the server has not read",
        set: |config| aim(config, EXPIRED),
    },
    Wrong { about: "scheme http", row: "`scheme: http`", set: over_http },
    Wrong {
        about: "a proxy that speaks plain HTTP",
        row: "A proxy in between",
        set: |config| aim(config, PLAIN),
    },
    Wrong {
        about: "a client that caps TLS at 1.2",
        row: "The client caps TLS below 1.3",
        set: |config| config["tls_config"]["max_version"] = "TLS12".into(),
    },
    Wrong {
        about: "a server that is not up",
        row: "The server is not up",
        set: |config| aim(config, NOBODY),
    },
    Wrong {
        about: "a server that cannot be reached",
        row: "A NetworkPolicy",
        set: |config| aim(config, SILENT),
    },
    Wrong {
        about: "a rate limiter that has had enough",
        row: "The rate limiter",
        set: |config| {
            over_http(config);
            aim(config, LIMITED);
        },
    },
    Wrong {
        about: "another path",
        row: "Wrong path",
        set: |config| config["metrics_path"] = "/metrics".into(),
    },
];

fn over_http(config: &mut Value) {
    config["scheme"] = "http".into();
    drop(config.as_object_mut().and_then(|of| of.remove("tls_config")));
}

fn drop_tls(config: &mut Value, field: &str) {
    drop(config["tls_config"].as_object_mut().and_then(|of| of.remove(field)));
}

fn aim(config: &mut Value, port: u16) {
    config["static_configs"] = json!([{"targets": [format!("127.0.0.1:{port}")]}]);
    if let Some(fields) = config.as_object_mut() {
        fields.remove("file_sd_configs");
        fields.remove("relabel_configs");
    }
}

/// The configuration of the runbook for a Prometheus without the operator: its own text, with our
/// files, our discovery and our time in it.
fn plain(document: &str, right: &Value, folder: &Path) -> Result<Value> {
    let section = runbook::text_of(document, "Plain Prometheus", "yaml")?;
    let parsed = yaml::parse_all(&section, Dialect::GoYaml)?;
    let parsed = parsed.first().context("the runbook's configuration is empty")?.root.to_json();
    let mut config = parsed["scrape_configs"][0].clone();
    ensure!(config["kubernetes_sd_configs"][0]["role"] == "endpoints", "it discovers no endpoints");
    let token = folder.join("plain-token");
    // As `echo` writes it: the runbook promises that a newline does no harm.
    let key = right["authorization"]["credentials"].as_str().unwrap_or_default();
    fs::write(&token, format!("{key}\n"))?;
    config["authorization"]["credentials_file"] = json!(token);
    config["tls_config"]["ca_file"] = right["tls_config"]["ca_file"].clone();
    config["file_sd_configs"] = right["file_sd_configs"].clone();
    let interval = config["scrape_interval"].as_str().context("it has no scrape_interval")?;
    let interval = scale::shown(scale::scaled(interval)?);
    config["scrape_timeout"] = interval.as_str().into();
    config["scrape_interval"] = interval.into();
    drop(config.as_object_mut().and_then(|of| of.remove("kubernetes_sd_configs")));
    Ok(config)
}

/// One configuration for each thing that is set wrongly, all else being right.
fn variants(right: &Value) -> Vec<Value> {
    let variant = |wrong: &Wrong| {
        let mut config = right.clone();
        config["job_name"] = wrong.about.into();
        // So that its series are no other job's.
        if let Some(steps) = config["relabel_configs"].as_array_mut() {
            steps.push(json!({"target_label": "job", "replacement": "wrong"}));
            steps.push(json!({"target_label": "service", "replacement": "wrong"}));
        }
        (wrong.set)(&mut config);
        config
    };
    WRONG.iter().map(variant).collect()
}

/// The part.
pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let folder = stage.folder.join("monitoring");
    strangers::listen()?;
    strangers::other_ca(&folder)?;
    let _expired = strangers::expired(&folder)?;
    let (document, folder) = (stage.document(RUNBOOK)?, folder);
    let variants = Box::new(move |right: &Value| {
        let mut all = variants(right);
        all.push(plain(&document, right, &folder)?);
        Ok(all)
    });
    let (scene, _) = Scene::set_up(stage, 2, variants)?;
    stage.prove("`up` is 1 for both pods, as the runbook says", || scene.wait_until_up())?;
    stage.prove("the runbook's configuration for a plain Prometheus scrapes both, too", || {
        until(DISCOVERY, "a 1 for each pod", || {
            let up = scene.monitoring.prometheus.query(r#"up{job="certctl"} == 1"#)?;
            Ok(up.len() == 2)
        })
        .with_context(|| scene.why())
    })?;
    for wrong in WRONG {
        stage.measure(&format!("{} is said as the runbook says it", wrong.about), || {
            let said = error_like(&scene, wrong.about, &promised(&scene.document, wrong.row)?)?;
            Ok(((), said.rsplit("x509: ").next().unwrap_or_default().to_owned()))
        })?;
    }
    troubleshoot(stage, &scene)
}

/// The command lines of the troubleshooting: each shows what its row is about. Of what they ask for all
/// is right here but the scrapes that were set wrongly.
fn troubleshoot(stage: &Stage<'_>, scene: &Scene) -> Result<()> {
    let shows = |printed: &str, what: &str| -> Result<()> {
        ensure!(printed.contains(what), "{what:?} is not shown:\n{printed}");
        Ok(())
    };
    stage.prove("the server's log, by the runbook, shows whom it has refused", || {
        let look = |block: &Block| block.text.contains("logs deploy") && block.step == 0;
        shows(&scene.follow("Troubleshooting", look)?, r#""status":401"#)
    })?;
    stage.prove(
        "the names in the certificate, by the runbook, are what Prometheus expects",
        || {
            let forward = scene.forward()?;
            let names = scene.follow_row("is not in the certificate's SANs")?;
            drop(forward);
            let monitor = scene.cluster.objects.get("ServiceMonitor", SERVER);
            let monitor = monitor.context("there is no ServiceMonitor")?;
            let expected = &monitor["spec"]["endpoints"][0]["tlsConfig"]["serverName"];
            shows(&names, &format!("DNS:{}", expected.as_str().unwrap_or_default()))
        },
    )?;
    stage.prove(
        "the labels of ServiceMonitor and rules, by the runbook, are the selected ones",
        || {
            for row in ["Target list is empty", "Rules do not show up"] {
                let printed = scene.follow_row(row)?;
                shows(&printed, SERVER)?;
                shows(&printed, "release=kube-prometheus-stack")?;
            }
            Ok(())
        },
    )?;
    stage.prove("the pods, by the runbook, are those that run", || {
        let printed = scene.follow_row("The server is not up")?;
        let pods = workload::pods(&scene.cluster, "Deployment", SERVER)?;
        pods.iter().try_for_each(|pod| shows(&printed, &pod.name))
    })?;
    if stage.by_form(true, false) {
        return Ok(());
    }
    stage.prove(
        "the restart after a renewed certificate, by the runbook, ends with `up` at 1",
        || {
            let old = workload::pods(&scene.cluster, "Deployment", SERVER)?;
            scene.follow_row("A renewed certificate that the server has not read")?;
            let new = workload::pods(&scene.cluster, "Deployment", SERVER)?;
            let stayed = new.iter().find(|pod| old.iter().any(|known| known.name == pod.name));
            ensure!(stayed.is_none(), "{:?} has not been replaced", stayed.map(|pod| &pod.name));
            scene.wait_until_up()
        },
    )
}

/// Waits until a target of a job has an error that is like one of those that are promised.
fn error_like(scene: &Scene, job: &str, promised: &[Regex]) -> Result<String> {
    let mut said = String::new();
    let found = until(DISCOVERY, "an error of its target", || {
        let targets = scene.monitoring.prometheus.get("/api/v1/targets")?;
        let active = targets["data"]["activeTargets"].as_array().into_iter().flatten();
        let of_job = active.filter(|target| target["scrapePool"] == job);
        let mut errors = of_job.filter_map(|target| target["lastError"].as_str());
        said = errors.find(|error| !error.is_empty()).unwrap_or_default().to_owned();
        Ok(promised.iter().any(|pattern| pattern.is_match(&said)))
    });
    found.with_context(|| format!("the runbook says {promised:?}, Prometheus says {said:?}"))?;
    Ok(said)
}

/// What the runbook's table says that one sees, of a row that has a word in it: pieces of code, in
/// which `...` stands for anything and `10.x.x.x` for an address.
fn promised(document: &str, row: &str) -> Result<Vec<Regex>> {
    let line = document.lines().find(|line| line.starts_with("| ") && line.contains(row));
    let line = line.with_context(|| format!("the runbook's table has no row with {row:?}"))?;
    let cell = line.split('|').nth(1).unwrap_or_default();
    // A status stands there without being code.
    let cell = if cell.contains('`') { cell.to_owned() } else { format!("`{}`", cell.trim()) };
    let pattern = |code: &str| {
        let pattern =
            regex::escape(code).replace(r"\.\.\.", ".*").replace(r"10\.x\.x\.x", "[0-9.]+");
        Regex::new(&pattern)
    };
    Ok(cell.split('`').skip(1).step_by(2).map(pattern).collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_row_of_the_table_promises() {
        let document = "| You see | It is |\n|---|---|\n\
                        | `x509: valid for ..., not ...` | wrong name |\n\
                        | `400`, `Client sent` | http |\n| 404 | wrong path |\n";
        let of = |row: &str| {
            let found = promised(document, row).expect("a row");
            found.iter().map(|pattern| pattern.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of("wrong name"), ["x509: valid for .*, not .*"]);
        assert_eq!(of("http"), ["400", "Client sent"]);
        assert_eq!(of("wrong path"), ["404"]);
        assert!(promised(document, "no such row").is_err());
    }
}
