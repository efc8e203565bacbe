//! The server: with the hook it does not migrate and waits, without it it migrates and then opens its port.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::{JOB, PATIENCE, data, hold, migrate};
use crate::chart::Release;
use crate::cluster::{Cluster, Pod};
use crate::drill::data::POSTGRES;
use crate::drill::schema::{self, Reference};
use crate::kernel;
use crate::operator::runbook;
use crate::operator::terminal::Terminal;
use crate::running::{self, Running, until};
use crate::service::postgres::Postgres;
use crate::stage::Stage;
use crate::workload;

/// The guide that says how to switch the hook on.
const GUIDE: &str = "docs/operator/helm-deployment.md";
const SERVER: &str = "certctl-server";
const PASSWORD: &str = "postgresql.auth.password=of-the-drill";

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let set = [PASSWORD.to_owned()].to_vec();
    let mut cluster = stage.install(&Release { set, is_upgrade: false }, &[])?;
    let postgres = Postgres::start(&cluster, POSTGRES)?;
    let what = "with the hook off the server migrates, and opens its port only then";
    let (server, grace) = stage.measure(what, || {
        let (server, grace) = migrates_itself(stage, &cluster, &postgres)?;
        let memory = server.process().and_then(kernel::peak_memory);
        let memory = memory.context("the kernel knows of no memory of the server")?;
        Ok(((server, grace), format!("{memory} KiB of memory at most")))
    })?;
    stage.measure("told to end it ends well within its grace period", || {
        let begun = Instant::now();
        // Nobody waits here for the whole of it.
        server.end_within(grace / 3)?.well()?;
        Ok(((), format!("{} ms of {} s", begun.elapsed().as_millis(), grace.as_secs())))
    })?;
    let terminal = Terminal::open(stage, &cluster)?;
    stage.prove("the guide switches the hook on: its Job runs before the server rolls", || {
        workload::scale(&mut cluster, SERVER, 1)?;
        postgres.sql(&cluster, data::DATABASE, "DELETE FROM policy_rules")?;
        let blocks = runbook::section(&stage.document(GUIDE)?, "Migrations in a hook")?;
        terminal.run(&blocks[..1].iter().collect::<Vec<_>>())?;
        cluster.refresh()?;
        let rules = postgres.sql(&cluster, data::DATABASE, "SELECT count(*) FROM policy_rules")?;
        ensure!(rules == "4", "the Job has not run: it would have planted the seed again");
        ensure!(cluster.pod("Job", JOB).is_ok(), "there is no Job");
        Ok(())
    })?;
    workload::scale(&mut cluster, SERVER, 0)?;
    schema::wipe(&cluster, &postgres)?;
    stage.prove(
        "with the hook on it does not migrate, does not end, and says why it is not ready",
        || waits_for_the_hook(&mut cluster, &postgres),
    )?;
    stage.prove("it is ready as soon as the Job has migrated", || {
        migrate(&cluster)?.well()?;
        let pod = running_server(&cluster)?;
        until(PATIENCE, "the server is ready", || workload::is_ready(&cluster, &pod))?;
        Reference::new(stage, &cluster, &postgres)?.demand_head()
    })
}

/// The server that runs then, and its grace period.
fn migrates_itself(
    stage: &Stage<'_>,
    cluster: &Cluster,
    postgres: &Postgres,
) -> Result<(Running, Duration)> {
    let held = hold(cluster, postgres, "CREATE TABLE teams ()")?;
    let pod = cluster.pod("Deployment", SERVER)?;
    let mut server = running::start(cluster, &pod, container(&pod)?)?;
    until(PATIENCE, "the server waits for a table", || {
        ensure!(server.is_running(), "the server has ended:\n{}", server.log());
        ensure!(!listens(&server), "its port is open before the schema is there");
        Ok(server.log().contains("trying again"))
    })?;
    held.kill();
    until(PATIENCE, "the server is ready", || Ok(ask(cluster, "/ready")?.0 == 200))?;
    ensure!(listens(&server), "the kernel knows of no port that it listens on");
    Reference::new(stage, cluster, postgres)?.demand_head()?;
    Ok((server, pod.grace))
}

fn listens(server: &Running) -> bool {
    server.process().is_some_and(|process| !kernel::sockets(process).listening.is_empty())
}

fn waits_for_the_hook(cluster: &mut Cluster, postgres: &Postgres) -> Result<()> {
    workload::scale(cluster, SERVER, 1)?;
    let pod = running_server(cluster)?;
    until(PATIENCE, "the server answers", || Ok(ask(cluster, "/health")?.0 == 200))?;
    let tables = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    let tables = postgres.sql(cluster, data::DATABASE, tables)?;
    ensure!(tables == "0", "it has migrated, although the hook is to: {tables} tables");
    ensure!(!workload::is_ready(cluster, &pod)?, "it is ready before the schema is there");
    let (status, body) = ask(cluster, "/ready")?;
    let why = body["error"].as_str().unwrap_or_default();
    ensure!(
        status == 503 && body["status"] == "schema_behind" && why.contains("000001_initial_schema"),
        "it should say which migrations are missing, and says {status} {body}"
    );
    ensure!(workload::is_running(&pod), "it has ended:\n{}", pod.logs());
    Ok(())
}

fn running_server(cluster: &Cluster) -> Result<Pod> {
    let mut pods = workload::pods(cluster, "Deployment", SERVER)?;
    pods.pop().context("no server runs")
}

fn container(pod: &Pod) -> Result<&crate::cluster::container::Container> {
    pod.containers.first().context("a server has a container")
}

/// Status and body of an answer of the server; status 0 where there is none.
fn ask(cluster: &Cluster, path: &str) -> Result<(u64, Value)> {
    let port = cluster.service_port(SERVER, "https")?.0;
    workload::ask(cluster, &format!("https://127.0.0.1:{port}{path}"))
}
