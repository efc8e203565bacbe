//! The Job once, twice, with a late database, without one, and with a wrong password.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::{CONNECT_TIMEOUT, JOB, data, hold, migrate, set_up, start};
use crate::cluster::Cluster;
use crate::drill::data::POSTGRES;
use crate::drill::schema::{self, Reference};
use crate::kernel::{self, Sockets};
use crate::operator::runbook;
use crate::operator::terminal::Terminal;
use crate::running::Running;
use crate::service::postgres::Postgres;
use crate::stage::Stage;

/// The runbook that has a section on the database's password.
const RUNBOOK: &str = "docs/operator/runbooks/rollback.md";

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let (mut cluster, postgres) = set_up(stage)?;
    stage.measure("the Job ends well and opens no port, as the kernel sees it", || {
        let looks = without_a_port(&cluster, &postgres)?;
        Ok(((), format!("looked {looks} times")))
    })?;
    let reference = Reference::new(stage, &cluster, &postgres)?;
    stage.prove("record, schema and seed are what the files make when psql runs them", || {
        reference.demand_head()
    })?;
    stage.measure("a second run changes nothing", || {
        let before = state(&cluster, &postgres)?;
        let took = migrate(&cluster)?.well()?.took;
        ensure!(state(&cluster, &postgres)? == before, "a second run has written");
        Ok(((), format!("in {} ms", took.as_millis())))
    })?;
    stage.measure("nobody in its way, it brings an empty database to head", || {
        schema::wipe(&cluster, &postgres)?;
        let took = migrate(&cluster)?.well()?.took;
        reference.demand_head()?;
        Ok(((), format!("in {} ms", took.as_millis())))
    })?;
    stage.prove(
        "a wrong password ends it at once with what helps, and the runbook mends it",
        || wrong_password(stage, &cluster, &postgres),
    )?;
    late_database(stage, &mut cluster, postgres)
}

/// Runs the Job on an empty database, held up for a moment so that it can be looked at.
fn without_a_port(cluster: &Cluster, postgres: &Postgres) -> Result<usize> {
    // What the Job is about to make as well: it waits for this transaction's end.
    let held = hold(cluster, postgres, "CREATE TABLE teams ()")?;
    let mut job = start(cluster)?;
    let mut held = Some(held);
    let (mut looks, mut connected) = (0, 0);
    while job.is_running() {
        let Sockets { listening, others } = look(&job);
        ensure!(listening.is_empty(), "it listens on {listening:?}");
        looks += 1;
        connected += usize::from(others > 0);
        if connected > 60 {
            held.take().map(Running::kill);
        }
        thread::sleep(Duration::from_millis(2));
    }
    job.wait()?.well()?;
    ensure!(held.is_none(), "it has ended without waiting for a table that is being made");
    Ok(looks)
}

fn look(job: &Running) -> Sockets {
    job.process().map(kernel::sockets).unwrap_or_default()
}

/// Everything in the database, and the transactions that have written what is the migrations' own.
fn state(cluster: &Cluster, postgres: &Postgres) -> Result<String> {
    let things = data::inventory(cluster, postgres)?;
    let written = "SELECT 'record', version, xmin FROM schema_migrations UNION ALL \
                   SELECT id, 0, xmin FROM renewal_policies UNION ALL \
                   SELECT id, 0, xmin FROM policy_rules ORDER BY 1, 2";
    let written = postgres.sql(cluster, data::DATABASE, written)?;
    Ok(format!("{things:?}\n{written}"))
}

fn wrong_password(stage: &Stage<'_>, cluster: &Cluster, postgres: &Postgres) -> Result<()> {
    let own = postgres.variable("POSTGRES_PASSWORD")?;
    postgres.sql(cluster, data::DATABASE, "ALTER ROLE certctl PASSWORD 'of-an-older-release'")?;
    let ended = migrate(cluster)?.badly("SQLSTATE 28P01")?;
    let waits = ended.log.contains("waiting for the database");
    ensure!(!waits, "it has waited for what waiting does not mend: {}", ended.log);
    for word in ["Kubernetes", "Docker Compose", "ALTER ROLE certctl", RUNBOOK, "Database password"]
    {
        ensure!(ended.log.contains(word), "it does not speak of {word:?}: {}", ended.log);
    }
    ensure!(!ended.log.contains(own), "it prints the password");
    let blocks = runbook::section(&stage.document(RUNBOOK)?, "Database password")?;
    Terminal::open(stage, cluster)?.run(&blocks.iter().collect::<Vec<_>>())?;
    migrate(cluster)?.well().map(drop)
}

fn late_database(stage: &Stage<'_>, cluster: &mut Cluster, postgres: Postgres) -> Result<()> {
    postgres.stop()?;
    let patient = cluster.objects.get("Job", JOB).context("there is no Job")?.clone();
    // Nobody waits here for half a minute.
    let impatient = patient.to_string().replace(&format!("{CONNECT_TIMEOUT:?}"), "\"3s\"");
    cluster.objects.apply(serde_json::from_str(&impatient)?);
    stage.prove("without a database it waits, and then fails with the reason", || {
        let ended = migrate(cluster)?.badly("failed to ping database, waited 3 s")?;
        let least = Duration::from_secs(2);
        ensure!(ended.took > least, "it has waited only {:.1} s", ended.took.as_secs_f64());
        ensure!(ended.log.contains("Connection refused"), "it gives no reason: {}", ended.log);
        Ok(())
    })?;
    cluster.objects.apply(patient);
    stage.prove("with a database that comes while it waits it ends well", || {
        let job = start(cluster)?;
        crate::running::until(super::PATIENCE, "the Job waits", || {
            Ok(job.log().contains("waiting for the database"))
        })?;
        let _postgres = Postgres::start(cluster, POSTGRES)?;
        job.wait()?.well().map(drop)
    })?;
    let job = cluster.pod("Job", JOB)?;
    let deadline = job.deadline.unwrap_or_default();
    // Three tries of sixty seconds, ten and twenty seconds between them, and what a pod needs to start.
    ensure!(
        deadline >= Duration::from_secs(3 * 60 + 30),
        "the Job's deadline of {} s ends its third wait for the database",
        deadline.as_secs()
    );
    Ok(())
}
