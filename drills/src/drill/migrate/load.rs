//! Readers and writers while additive migrations are applied, and one who reads for a long time.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::{PATIENCE, data, hold, migrate, set_up, start};
use crate::cluster::Cluster;
use crate::drill::schema::{self, Reference};
use crate::running::{self, Running, until};
use crate::service::postgres::Postgres;
use crate::stage::Stage;

const LOAD: &str = include_str!("load.sql");
/// The migrations above this number are additive.
const BELOW_ADDITIVE: u32 = 18;
/// How many read and write.
const SESSIONS: usize = 8;
/// Migrations that wait for a table.
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity \
                       WHERE application_name = 'certctl-server' AND wait_event_type = 'Lock'";
/// Longer than the load may wait: whoever queues behind the Job for so long is too late.
const LONG: Duration = Duration::from_secs(5);

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let (cluster, postgres) = set_up(stage)?;
    migrate(&cluster)?.well()?;
    let above = schema::steps(stage)?;
    let above: Vec<_> = above.iter().filter(|step| step.number > BELOW_ADDITIVE).collect();
    ensure!(above.len() > 1, "there is nothing above {BELOW_ADDITIVE}");
    ensure!(above.iter().all(|step| step.class == "additive"), "not all above are additive");
    postgres.sql(&cluster, data::DATABASE, LOAD)?;
    for _ in 0..stage.by_form(1, 3) {
        down(&cluster)?;
        let what = "eight who read and write see no error and wait for no three seconds";
        stage.measure(what, || {
            let (done, waited) = under_load(&cluster, &postgres)?;
            Ok((
                (),
                format!(
                    "{done} transactions, {} migrations, the Job waited {waited:.1} s",
                    above.len()
                ),
            ))
        })?;
    }
    postgres.sql(&cluster, data::DATABASE, "DROP SCHEMA load CASCADE")?;
    stage.prove("record, schema and seed are what the files make", || {
        Reference::new(stage, &cluster, &postgres)?.demand_head()
    })
}

/// Takes the additive migrations back, by the server's own option.
fn down(cluster: &Cluster) -> Result<()> {
    let pod = cluster.pod("Job", super::JOB)?;
    let to = format!("--migrate-down-to={BELOW_ADDITIVE}");
    let name = &pod.containers.first().context("a Job has a container")?.name;
    running::exec(cluster, &pod, name, &["/app/server", &to], b"")?.success("going back").map(drop)
}

/// How many transactions were made, and how long the Job ran.
fn under_load(cluster: &Cluster, postgres: &Postgres) -> Result<(u64, f64)> {
    let sql = |sql: &str| postgres.sql(cluster, data::DATABASE, sql);
    sql("TRUNCATE load.stopped, load.done")?;
    let mut sessions = Vec::new();
    for number in 0..SESSIONS {
        sessions.push(session(cluster, postgres, number)?);
    }
    until(PATIENCE, "the load runs", || {
        Ok(done(&sql("SELECT count(DISTINCT session) FROM load.done")?)? == 8)
    })?;
    let reads = "SELECT count(*) FROM managed_certificates; SELECT count(*) FROM issuers";
    let reader = hold(cluster, postgres, reads)?;
    let before = done(&sql("SELECT count(*) FROM load.done")?)?;
    let mut job = start(cluster)?;
    until(PATIENCE, "the Job waits for the long reader", || {
        ensure!(job.is_running(), "the Job has not met the long reader:\n{}", job.log());
        Ok(sql(WAITING)? != "0")
    })?;
    thread::sleep(LONG);
    reader.kill();
    let ended = job.wait()?.well()?;
    let after = done(&sql("SELECT count(*) FROM load.done")?)?;
    sql("INSERT INTO load.stopped VALUES (true)")?;
    for session in sessions {
        session.wait()?.well().context("a reader or writer has seen an error")?;
    }
    ensure!(after > before, "nobody has read or written while the Job ran");
    Ok((after - before, ended.took.as_secs_f64()))
}

fn done(count: &str) -> Result<u64> {
    Ok(count.parse()?)
}

/// A session that reads and writes until it is told to stop, and fails where it waits too long.
fn session(cluster: &Cluster, postgres: &Postgres, number: usize) -> Result<Running> {
    let call = format!("CALL load.run({number})");
    let psql = ["psql", "-X", "-v", "ON_ERROR_STOP=1", "-U", "certctl", "-d", data::DATABASE];
    let command = [&psql[..], &["-c", "SET lock_timeout = '3s'", "-c", &call]].concat();
    running::start_command(cluster, &postgres.pod, "postgres", &command)
}
