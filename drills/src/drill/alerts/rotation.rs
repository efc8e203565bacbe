//! Rotation of the key by the runbook: no scrape is lost, and the old key ends.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};

use super::scene::{DISCOVERY, Scene};
use crate::monitoring::scale;
use crate::operator::runbook::Block;
use crate::running::until;
use crate::stage::Stage;

const ROTATE: &str = "Rotate the key";

/// The part.
pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let (mut scene, _) = Scene::set_up(stage, 1, Box::new(|_| Ok(Vec::new())))?;
    stage.prove("`up` is 1", || scene.wait_until_up())?;
    in_the_list(stage, &scene, "the token is in the list, by the runbook's check")?;
    let old = token(&mut scene)?;
    stage.prove("the runbook adds a new key; the server has both", || {
        scene.follow(ROTATE, |block| block.step == 1)?;
        scene.wait_until_up()?;
        scene.test_as_prometheus_does().map(drop)
    })?;
    stage.prove("the runbook gives Prometheus the new key, which uses it", || {
        scene.follow(ROTATE, |block| block.step == 2)?;
        let new = token(&mut scene)?;
        ensure!(new != old, "the token that Prometheus is given is still the old one");
        until(DISCOVERY, "Prometheus to be configured with the new token", || {
            // Prometheus hides what is secret; the operator's file does not.
            let file = stage.folder.join("monitoring/prometheus.json");
            Ok(std::fs::read_to_string(file)?.contains(&new))
        })?;
        scene.test_as_prometheus_does().map(drop)
    })?;
    stage.prove("the runbook takes the old key out, which is refused from then on", || {
        scene.follow(ROTATE, |block| block.step == 4 && !is_request(block))?;
        let forward = scene.forward()?;
        let said = scene.follow(ROTATE, |block| block.step == 4 && is_request(block))?;
        drop(forward);
        ensure!(said.trim() == "401", "a request with the old key gets {}", said.trim());
        scene.test_as_prometheus_does().map(drop)
    })?;
    in_the_list(stage, &scene, "the new token is in the list, by the runbook's check")?;
    stage.measure("no scrape was lost over two rolling restarts", || {
        scene.wait_until_up()?;
        lost(&scene)
    })
}

/// The runbook's own way to see that Prometheus has one of the server's keys.
fn in_the_list(stage: &Stage<'_>, scene: &Scene, what: &str) -> Result<()> {
    stage.prove(what, || {
        let found = scene.follow("Token and list", |_| true)?;
        ensure!(found.trim() == "1", "it is there {} times", found.trim());
        Ok(())
    })
}

fn is_request(block: &Block) -> bool {
    block.text.contains("curl")
}

fn token(scene: &mut Scene) -> Result<String> {
    scene.cluster.refresh()?;
    let secret = scene.cluster.objects.secret("certctl-prometheus");
    let token = secret.and_then(|mut data| data.remove("token"));
    Ok(String::from_utf8(token.context("the runbook has made no token")?)?)
}

/// Scrapes that failed, and the longest time without one that did not. A scrape that took the whole of
/// the scaled interval was too slow for this machine and nobody's fault: whoever refuses one is faster.
fn lost(scene: &Scene) -> Result<((), String)> {
    let interval = scale::scaled("60s")?.as_secs_f64();
    let took = scene.up.replacen("up{", "scrape_duration_seconds{", 1);
    let took = samples(scene, &took)?;
    let series = samples(scene, &scene.up)?;
    let (mut good, mut slow) = (Vec::new(), 0);
    let mut failed: BTreeMap<&str, usize> = BTreeMap::new();
    for (pod, scrapes) in &series {
        for (at, up) in scrapes {
            let took = took.get(pod).and_then(|of| of.iter().find(|(known, _)| known == at));
            match took {
                _ if *up == 1.0 => good.push(*at),
                Some((_, took)) if *took > 0.95 * interval => slow += 1,
                _ => *failed.entry(pod).or_default() += 1,
            }
        }
    }
    good.sort_by(f64::total_cmp);
    let gap = good.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    ensure!(failed.is_empty(), "scrapes were lost, by pod: {failed:?}; now: {}", scene.why());
    ensure!(good.len() > slow, "{slow} scrapes were too slow to tell, and only {} not", good.len());
    ensure!(series.len() >= 3, "only {} pods were scraped, not one after the other", series.len());
    ensure!(
        gap <= 10.0 * interval,
        "for {gap:.1} s there was no scrape, at an interval of {interval:.1} s"
    );
    let longest = took.values().flatten().map(|(_, took)| *took).fold(0.0, f64::max);
    Ok((
        (),
        format!(
            "{} scrapes of {} pods, longest gap {gap:.2} s, longest scrape {longest:.2} s, {slow} too slow",
            good.len(),
            series.len()
        ),
    ))
}

/// Times and values of a query's series, by pod, from the first minutes on.
fn samples(scene: &Scene, query: &str) -> Result<BTreeMap<String, Vec<(f64, f64)>>> {
    let mut samples = BTreeMap::new();
    for one in scene.monitoring.prometheus.query(&format!("{query}[10m]"))? {
        let pod = one["metric"]["pod"].as_str().context("a series of no pod")?.to_owned();
        let of_pod: &mut Vec<(f64, f64)> = samples.entry(pod).or_default();
        for sample in one["values"].as_array().into_iter().flatten() {
            let value = sample[1].as_str().context("a sample without a value")?.parse()?;
            of_pod.push((sample[0].as_f64().context("a sample without a time")?, value));
        }
    }
    Ok(samples)
}
