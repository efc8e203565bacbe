//! The alerts: a steady system has none, each fires when it should and not before, reaches
//! Alertmanager, leads to its section of the runbook, and resolves.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use super::fleet::Fleet;
use super::scene::{SERVER, Scene};
use crate::monitoring::{rules, scale};
use crate::stage::Stage;
use crate::workload;

const EXPIRING: &str = "CertctlCertificateExpiringSoon";
const OFFLINE: &str = "CertctlAgentOffline";
const JOBS: &str = "CertctlJobFailureRateHigh";
const ISSUANCE: &str = "CertctlIssuanceFailures";

/// How much later than the rule says an alert may come or go: scrape, evaluation, and a busy machine.
const SLACK: Duration = Duration::from_secs(30);
/// How much earlier, for what is seen here is seen late.
const EARLY: Duration = Duration::from_millis(600);
const LOOK: Duration = Duration::from_millis(50);

/// A scene in which time passes.
struct Play<'a> {
    scene: &'a Scene,
    fleet: Fleet,
    /// The pod that counts failed issuances.
    counting: String,
    minute: Duration,
    next: Instant,
    rule: Value,
}

/// The part.
pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let (scene, fleet) = Scene::set_up(stage, 2, Box::new(|_| Ok(Vec::new())))?;
    let pods = workload::pods(&scene.cluster, "Deployment", SERVER)?;
    let counting = pods.first().context("a server runs")?.name.clone();
    let rule = scene.cluster.objects.get("PrometheusRule", SERVER).cloned();
    let rule = rule.context("the chart renders no PrometheusRule")?;
    let mut play = Play {
        scene: &scene,
        fleet,
        counting,
        minute: scale::scaled("1m")?,
        next: Instant::now(),
        rule,
    };
    stage.prove("Prometheus scrapes both pods", || scene.wait_until_up())?;
    stage.prove("the rules show up in Prometheus", || play.rules_are_there())?;
    stage.measure("the rules read only what the server exposes", || play.reads_what_is_there())?;
    stage.prove("a steady system, in which counts of rows fall, has no alert", || {
        play.pass_quietly(scale::scaled("20m")?, "in a steady system")
    })?;
    flap(stage, &mut play)?;
    fail(stage, &mut play)
}

/// Agents and certificates that are back before the alert's time.
fn flap(stage: &Stage<'_>, play: &mut Play<'_>) -> Result<()> {
    stage.prove("what passes within a quarter of an hour is seen and does not fire", || {
        let mut pending = BTreeSet::new();
        play.fleet.online -= 2;
        play.fleet.expiring = 3;
        let end = Instant::now() + scale::scaled("13m")?;
        while Instant::now() < end {
            for alert in play.look()? {
                ensure!(
                    alert["state"] == "pending",
                    "{} fires, although it passes within a quarter of an hour",
                    name(&alert)
                );
                pending.insert(name(&alert));
            }
        }
        play.fleet.online += 2;
        play.fleet.expiring = 0;
        let seen: Vec<&str> = pending.iter().map(String::as_str).collect();
        ensure!(seen == [OFFLINE, EXPIRING], "seen were only {seen:?}: {}", play.explain(OFFLINE));
        let all = [EXPIRING, OFFLINE];
        play.wait(SLACK, "to be over", |alerts| {
            !alerts.iter().any(|alert| all.contains(&name(alert).as_str()))
        })
    })
}

/// Everything goes wrong at once, and is mended bit by bit.
fn fail(stage: &Stage<'_>, play: &mut Play<'_>) -> Result<()> {
    let begun = Instant::now();
    play.fleet.online -= 2;
    play.fleet.expiring = 3;
    play.fleet.failing = true;
    play.fleet.issuance_failures = 1;
    play.fires(stage, ISSUANCE, (begun, "0s"), "Issuer ACME failed 1 times within 15m: timeout.")?;
    play.fires(stage, JOBS, (begun, "15m"), "% of the jobs that ended within 30m have failed.")?;
    play.fleet.failing = false;
    play.resolves(stage, ISSUANCE, "15m")?;
    if stage.by_form(false, true) {
        restart(stage, play)?;
    }
    play.resolves(stage, JOBS, "30m")?;
    play.fires(stage, EXPIRING, (begun, "1h"), "3 certificates expire within 30 days")?;
    play.fires(stage, OFFLINE, (begun, "1h"), "5 agents, sentinels among them,")?;
    play.fleet.online += 2;
    play.fleet.expiring = 0;
    play.resolves(stage, EXPIRING, "0s")?;
    play.resolves(stage, OFFLINE, "0s")?;
    if stage.by_form(false, true) {
        play.fleet.issuance_failures = 4;
        play.pass_quietly_after_first(ISSUANCE)?;
        let begun = Instant::now();
        play.fleet.issuance_failures += 1;
        let what = "Issuer ACME failed 1 times within 15m: timeout.";
        play.fires(stage, ISSUANCE, (begun, "0s"), what)?;
        play.resolves(stage, ISSUANCE, "15m")?;
    }
    stage.prove("the system that is well again has no alert", || {
        play.pass_quietly(scale::scaled("5m")?, "in a system that is well again")
    })
}

/// A rolling restart ends the counters in memory and the pods, and no alert.
fn restart(stage: &Stage<'_>, play: &mut Play<'_>) -> Result<()> {
    stage.prove("a rolling restart starts no alert and leaves the pending ones pending", || {
        let before = started(&play.look()?);
        let old = workload::roll(&play.scene.cluster, SERVER)?;
        play.fleet.issuance_failures = 0;
        let pods = workload::pods(&play.scene.cluster, "Deployment", SERVER)?;
        play.counting.clone_from(&pods.first().context("a server runs")?.name);
        play.scene.wait_until_up()?;
        old.iter().for_each(workload::stop);
        let after = started(&play.look()?);
        ensure!(before == after, "alerts and their starts were {before:?} and are {after:?}");
        Ok(())
    })
}

/// The slow alerts with the moments at which they became pending.
fn started(alerts: &[Value]) -> BTreeSet<String> {
    let slow = alerts.iter().filter(|alert| [EXPIRING, OFFLINE].contains(&name(alert).as_str()));
    slow.map(|alert| format!("{} since {}", name(alert), alert["activeAt"])).collect()
}

impl Play<'_> {
    /// Lets time pass for a moment, and looks at the alerts.
    fn look(&mut self) -> Result<Vec<Value>> {
        thread::sleep(LOOK);
        if Instant::now() >= self.next {
            self.fleet.pass_minute();
            self.next = Instant::now() + self.minute;
        }
        self.fleet.publish(&self.scene.exposition, Some(&self.counting))?;
        self.scene.alerts()
    }

    /// Demands that there is neither an alert nor one that is pending.
    fn pass_quietly(&mut self, span: Duration, when: &str) -> Result<()> {
        let end = Instant::now() + span;
        while Instant::now() < end {
            if let Some(alert) = self.look()?.first() {
                let state = alert["state"].as_str().unwrap_or_default();
                let text = &alert["annotations"]["description"];
                bail!("{} is {state} {when}: {text}", name(alert));
            }
        }
        Ok(())
    }

    /// The first sight of a counter counts in full; that is over after its window.
    fn pass_quietly_after_first(&mut self, alert: &str) -> Result<()> {
        let window = scale::scaled("15m")?;
        let end = Instant::now() + window;
        while Instant::now() < end {
            self.look()?;
        }
        self.wait(SLACK, "to be over", |alerts| !alerts.iter().any(|one| name(one) == alert))
    }

    fn wait(
        &mut self,
        limit: Duration,
        what: &str,
        is_true: impl Fn(&[Value]) -> bool,
    ) -> Result<()> {
        let end = Instant::now() + limit;
        loop {
            let alerts = self.look()?;
            if is_true(&alerts) {
                return Ok(());
            }
            ensure!(Instant::now() < end, "{what}: not within {:.1} s", limit.as_secs_f64());
        }
    }

    /// Demands that an alert fires after its time and not before, in Prometheus and in Alertmanager,
    /// with its text and a link to its section.
    fn fires(
        &mut self,
        stage: &Stage<'_>,
        alert: &str,
        (begun, after): (Instant, &str),
        text: &str,
    ) -> Result<()> {
        let what = format!("{alert} fires after {after} and reaches Alertmanager");
        stage.measure(&what, || {
            let after = scale::scaled(after)?;
            let end = begun + after + SLACK;
            let fired = loop {
                let alerts = self.look()?;
                let found = alerts.into_iter().find(|one| name(one) == alert);
                if let Some(found) = found.filter(|one| one["state"] == "firing") {
                    break found;
                }
                ensure!(
                    Instant::now() < end,
                    "{alert} does not fire within {:.1} s: {}",
                    (after + SLACK).as_secs_f64(),
                    self.explain(alert)
                );
            };
            let took = begun.elapsed();
            ensure!(took + EARLY >= after, "{alert} fires too early, after {took:.1?}");
            says(&fired, text)?;
            let sent = self.in_alertmanager(alert)?;
            says(&sent, text)?;
            self.leads_to_the_runbook(&sent)?;
            Ok(((), format!("after {:.1} s", took.as_secs_f64())))
        })
    }

    fn in_alertmanager(&mut self, alert: &str) -> Result<Value> {
        let end = Instant::now() + SLACK;
        loop {
            if let Some(found) = self.sent()?.into_iter().find(|one| name(one) == alert) {
                return Ok(found);
            }
            ensure!(Instant::now() < end, "{alert} fires and does not reach Alertmanager");
            self.look()?;
        }
    }

    fn sent(&self) -> Result<Vec<Value>> {
        let mut alerts = self.scene.monitoring.alertmanager.get("/api/v2/alerts")?;
        Ok(alerts.as_array_mut().map(std::mem::take).unwrap_or_default())
    }

    /// Demands that an alert resolves, in both.
    fn resolves(&mut self, stage: &Stage<'_>, alert: &str, window: &str) -> Result<()> {
        stage.measure(&format!("{alert} resolves, in Alertmanager too"), || {
            let begun = Instant::now();
            let limit = scale::scaled(window)? + SLACK;
            loop {
                let there = self.look()?.iter().any(|one| name(one) == alert)
                    || self.sent()?.iter().any(|one| name(one) == alert);
                if !there {
                    return Ok(((), format!("after {:.1} s", begun.elapsed().as_secs_f64())));
                }
                ensure!(
                    begun.elapsed() < limit,
                    "{alert} does not resolve: {}",
                    self.explain(alert)
                );
            }
        })
    }

    fn leads_to_the_runbook(&self, alert: &Value) -> Result<()> {
        let url = alert["annotations"]["runbook_url"].as_str().unwrap_or_default();
        let anchor = url.split_once('#').map_or("", |(_, anchor)| anchor);
        let headings = self.scene.document.lines().filter(|line| line.starts_with('#'));
        let mut anchors = headings.map(|line| line.trim_start_matches('#').trim().to_lowercase());
        ensure!(anchors.any(|known| known == anchor), "{url} leads to no section of the runbook");
        Ok(())
    }

    /// Whether Prometheus has every rule.
    fn rules_are_there(&self) -> Result<()> {
        let there = self.scene.monitoring.prometheus.get("/api/v1/rules?type=alert")?;
        let groups = there["data"]["groups"].as_array().into_iter().flatten();
        let there: Vec<&Value> =
            groups.flat_map(|group| group["rules"].as_array().into_iter().flatten()).collect();
        let all = rules::alerts(&self.rule);
        let lacking: Vec<&Value> = all
            .iter()
            .map(|rule| &rule["alert"])
            .filter(|name| !there.iter().any(|known| known["name"] == **name))
            .collect();
        ensure!(lacking.is_empty(), "rules do not show up in Prometheus: {lacking:?}");
        Ok(())
    }

    /// Whether every metric of every rule is one that Prometheus has heard of.
    fn reads_what_is_there(&self) -> Result<((), String)> {
        let known = self.scene.monitoring.prometheus.get("/api/v1/metadata")?;
        let mut read = BTreeSet::new();
        for alert in rules::alerts(&self.rule) {
            for metric in rules::metrics(alert["expr"].as_str().unwrap_or_default()) {
                ensure!(
                    known["data"].get(&metric).is_some(),
                    "{} reads {metric}, which the server does not expose",
                    alert["alert"].as_str().unwrap_or_default()
                );
                read.insert(metric);
            }
        }
        ensure!(!read.is_empty(), "the rules read no metric of the product");
        Ok(((), format!("{} metrics", read.len())))
    }

    /// What the expression of an alert gives just now, and what it is made of.
    fn explain(&self, alert: &str) -> String {
        let all = rules::alerts(&self.rule);
        let Some(rule) = all.iter().find(|rule| rule["alert"] == alert) else {
            return "there is no such rule".to_owned();
        };
        let expression = rule["expr"].as_str().unwrap_or_default();
        let query = |query: &str| match self.scene.monitoring.prometheus.query(query) {
            Ok(found) => found.iter().map(|one| one["value"][1].to_string()).collect::<Vec<_>>(),
            Err(error) => vec![error.to_string()],
        };
        let parts = rules::metrics(expression).into_iter();
        let parts = parts.map(|metric| format!("{metric} is {:?}", query(&metric)));
        let parts: Vec<String> = parts.collect();
        let scaled = scale::expression(expression).unwrap_or_default();
        format!(
            "its expression gives {:?}, {}; {}",
            query(&scaled),
            parts.join(", "),
            self.scene.why()
        )
    }
}

fn name(alert: &Value) -> String {
    alert["labels"]["alertname"].as_str().unwrap_or_default().to_owned()
}

fn says(alert: &Value, text: &str) -> Result<()> {
    let said = alert["annotations"]["description"].as_str().unwrap_or_default();
    ensure!(said.contains(text), "{} says {said:?}, which should contain {text:?}", name(alert));
    Ok(())
}
