//! SIGKILL at random moments: a node that is lost takes a backup with it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::s3::{self, BUCKET};
use super::shelf::Shelf;
use super::{CRON_JOB, back_up, set_up};
use crate::cluster::Cluster;
use crate::drill::restore::name_of_dump;
use crate::running::{self, Ended, How};
use crate::stage::Stage;

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let mut random = fastrand::Rng::with_seed(stage.seed);
    on_a_claim(stage, &mut random)?;
    stage.clear()?;
    on_the_way_to_s3(stage, &mut random)
}

fn on_a_claim(stage: &Stage<'_>, random: &mut fastrand::Rng) -> Result<()> {
    let set = ["backup.enabled=true", "backup.retention.keep=2"];
    let (cluster, _postgres) = set_up(stage, &set, &[], 2)?;
    let shelf = Shelf::of(stage, &cluster)?;
    let usual = usual(|| back_up(&cluster))?;
    let moments = stage.by_form(10, 50);
    let what =
        format!("killed at {moments} moments: each dump with a name is whole, the newest stays");
    stage.measure(&what, || {
        let mut in_time = 0;
        for number in 1..=moments {
            let newest = shelf.dumps()?.pop().context("a dump from before")?;
            let at = moment(usual, random);
            let ended = kill(&cluster, at)?;
            in_time += usize::from(ended.how == How::Status(137));
            let check = || -> Result<()> {
                let dumps = shelf.dumps()?;
                ensure!(dumps.contains(&newest), "{newest} is gone, {dumps:?} are there");
                dumps.iter().try_for_each(|name| shelf.whole(name))
            };
            check().with_context(|| format!("kill {number}, after {} ms", at.as_millis()))?;
        }
        enough(in_time, moments)?;
        Ok(((), format!("{in_time} were killed in time, a run takes {} ms", usual.as_millis())))
    })?;
    stage.measure("the next run succeeds and clears away what was left", || {
        let left = shelf.others()?;
        for name in &left {
            shelf.age(name, Duration::from_secs(3 * 3600))?;
        }
        let name = name_of_dump(&back_up(&cluster)?.well()?.log)?;
        ensure!(shelf.others()?.is_empty(), "{:?} is left", shelf.others()?);
        shelf.whole(&name)?;
        Ok(((), format!("{} partial dumps were left", left.len())))
    })
}

fn on_the_way_to_s3(stage: &Stage<'_>, random: &mut fastrand::Rng) -> Result<()> {
    // Larger than what aws-cli sends in one piece.
    let sink = s3::set_up(stage, stage.by_form(2, 35))?;
    let usual = usual(|| back_up(&sink.cluster))?;
    let moments = stage.by_form(3, 12);
    let what = format!("killed at {moments} moments on the way to S3: each object is a whole dump");
    stage.measure(&what, || {
        let mut in_time = 0;
        for number in 1..=moments {
            let before = sink.store.objects(BUCKET)?;
            let at = moment(usual, random);
            in_time += usize::from(kill(&sink.cluster, at)?.how == How::Status(137));
            let check = || -> Result<()> {
                let after = s3::whole_since(stage, &sink, &before)?;
                ensure!(
                    before.iter().all(|(key, size)| after.get(key) == Some(size)),
                    "the bucket held {before:?} and holds {after:?}"
                );
                Ok(())
            };
            check().with_context(|| format!("kill {number}, after {} ms", at.as_millis()))?;
        }
        enough(in_time, moments)?;
        Ok(((), format!("{in_time} were killed in time, a run takes {} ms", usual.as_millis())))
    })?;
    stage.prove("the next run to S3 succeeds", || {
        let before = sink.store.objects(BUCKET)?;
        std::thread::sleep(Duration::from_secs(1));
        back_up(&sink.cluster)?.well()?;
        let after = s3::whole_since(stage, &sink, &before)?;
        ensure!(after.len() == before.len() + 1, "no object has come");
        Ok(())
    })
}

/// How long a run takes that nobody disturbs: the second, which finds everything warm.
fn usual(run: impl Fn() -> Result<Ended>) -> Result<Duration> {
    run()?.well().context("the first backup")?;
    let started = Instant::now();
    run()?.well()?;
    Ok(started.elapsed())
}

/// A moment within a run, or just after it.
fn moment(usual: Duration, random: &mut fastrand::Rng) -> Duration {
    usual.mul_f64(1.2 * random.f64())
}

fn kill(cluster: &Cluster, at: Duration) -> Result<Ended> {
    running::run_until(cluster, &cluster.pod("CronJob", CRON_JOB)?, Some(at))
}

/// Enough moments must fall into a run, or nothing has been tried.
fn enough(in_time: usize, moments: usize) -> Result<()> {
    ensure!(in_time * 3 > moments, "only {in_time} of {moments} runs were killed before their end");
    Ok(())
}
