//! The Job, killed before each of its statements and before each commit, and run again.

use anyhow::{Result, ensure};

use super::{PATIENCE, data, set_up, start};
use crate::cluster::Cluster;
use crate::drill::schema::Reference;
use crate::running::{Running, until};
use crate::service::postgres::Postgres;
use crate::stage::{Form, Stage};

const PAUSES: &str = include_str!("pauses.sql");
/// Sessions that have come to their stop.
const STOPPED: &str = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
/// What PostgreSQL does by itself when it notices that nobody is there, which takes it a second.
const END_STOPPED: &str = "DO $$ BEGIN PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
     WHERE wait_event = 'PgSleep'; END $$;";
/// One in so many is left to itself, to see that nobody has to end it.
const LEFT_TO_ITSELF: u32 = 12;

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let (cluster, postgres) = set_up(stage)?;
    let sql = |sql: &str| postgres.sql(&cluster, data::DATABASE, sql);
    sql(PAUSES)?;
    let mut random = fastrand::Rng::with_seed(stage.seed);
    let what = match stage.form {
        Form::Long => "killed before every statement and commit, it goes on at the next run",
        Form::Quick => "killed before some statements and commits, it goes on at the next run",
    };
    stage.measure(what, || {
        let (mut stop, mut recorded, mut kills) = (1, 0, 0);
        loop {
            sql(&format!("SELECT drill.stop_at({stop})"))?;
            if goes_through(&cluster, &postgres, start(&cluster)?)? {
                break;
            }
            kills += 1;
            let end = if kills % LEFT_TO_ITSELF == 0 { "" } else { END_STOPPED };
            let now: u32 = sql(&format!("{end} SELECT drill.recorded()"))?.parse()?;
            ensure!(now >= recorded, "{} records are gone", recorded - now);
            // Where a migration is through, the first statement of the next has just been stopped.
            stop = if now > recorded { 2 } else { stop + 1 };
            stop += stage.by_form(random.u32(0..24), 0);
            recorded = now;
        }
        let least = stage.by_form(5, 100);
        ensure!(kills >= least, "it was killed only {kills} times");
        Ok(((), format!("killed {kills} times")))
    })?;
    // This one first, or it may stop the end of the others.
    sql("DROP EVENT TRIGGER drill_before; DROP SCHEMA drill CASCADE")?;
    stage.prove("record, schema and seed are what the files make", || {
        Reference::new(stage, &cluster, &postgres)?.demand_head()
    })
}

/// Waits until the Job has ended well, or has come to its stop and is killed.
fn goes_through(cluster: &Cluster, postgres: &Postgres, mut job: Running) -> Result<bool> {
    let mut ended = false;
    until(PATIENCE, "the Job ends or comes to its stop", || {
        ended = !job.is_running();
        Ok(ended || postgres.sql(cluster, data::DATABASE, STOPPED)? != "0")
    })?;
    if ended {
        return job.wait()?.well().map(|_| true);
    }
    job.kill();
    Ok(false)
}
