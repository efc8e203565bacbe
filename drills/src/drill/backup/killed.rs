//! SIGKILL at random moments: a node that is lost takes a backup with it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::s3::{self, BUCKET};
use super::shelf::Shelf;
use super::{CRON_JOB, back_up, set_up, start_and_stop_in_the_middle};
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
    let (cluster, postgres) = set_up(stage, &set, &[], 2)?;
    let shelf = Shelf::of(stage, &cluster)?;
    let usual = usual(|| back_up(&cluster))?;
    let newest = || shelf.dumps()?.pop().context("a dump from before");
    let check = |newest: &String| -> Result<()> {
        let dumps = shelf.dumps()?;
        ensure!(dumps.contains(newest), "{newest} is gone, {dumps:?} are there");
        dumps.iter().try_for_each(|name| shelf.whole(name))
    };
    stage.prove("killed in the middle of its dump a run leaves nothing with a name", || {
        let before = shelf.dumps()?;
        let (run, held) = start_and_stop_in_the_middle(&cluster, &postgres)?;
        run.kill();
        held.kill();
        check(&newest()?)?;
        ensure!(before == shelf.dumps()?, "there were {before:?}, there are {:?}", shelf.dumps()?);
        Ok(())
    })?;
    let moments = stage.by_form(10, 50);
    let what =
        format!("killed at {moments} moments: each dump with a name is whole, the newest stays");
    stage.measure(&what, || {
        let detail = at_moments(moments, usual, random, |at| {
            let newest = newest()?;
            let ended = kill(&cluster, at)?;
            check(&newest)?;
            Ok(ended)
        })?;
        Ok(((), detail))
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
        let detail = at_moments(moments, usual, random, |at| {
            let before = sink.store.objects(BUCKET)?;
            let ended = kill(&sink.cluster, at)?;
            let after = s3::whole_since(stage, &sink, &before)?;
            ensure!(
                before.iter().all(|(key, size)| after.get(key) == Some(size)),
                "the bucket held {before:?} and holds {after:?}"
            );
            Ok(ended)
        })?;
        Ok(((), detail))
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

/// Kills at random moments until so many runs were killed before their end. One that was faster says
/// how long a run takes now.
fn at_moments(
    moments: usize,
    mut usual: Duration,
    random: &mut fastrand::Rng,
    kill: impl Fn(Duration) -> Result<Ended>,
) -> Result<String> {
    let (mut killed, mut faster) = (0, 0);
    while killed < moments {
        let at = usual.mul_f64(random.f64());
        let ended = kill(at)
            .with_context(|| format!("kill {}, after {} ms", killed + 1, at.as_millis()))?;
        if ended.how == How::Status(137) {
            killed += 1;
            continue;
        }
        usual = ended.well()?.took;
        faster += 1;
        ensure!(faster < 5 * moments, "only {killed} runs were killed before their end");
    }
    Ok(format!("{faster} more had ended before, a run takes {} ms", usual.as_millis()))
}

fn kill(cluster: &Cluster, at: Duration) -> Result<Ended> {
    running::run_until(cluster, &cluster.pod("CronJob", CRON_JOB)?, Some(at))
}
