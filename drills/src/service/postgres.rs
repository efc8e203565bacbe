//! PostgreSQL in the place of the chart's StatefulSet: the rendered container with its user, volumes,
//! variables and arguments; only what the image's entrypoint does is done here.

use std::time::Duration;

use anyhow::{Context as _, Result};
use k8s_openapi::api::core::v1::Probe;
use serde::Deserialize as _;

use crate::cluster::{Cluster, Pod};
use crate::running::{self, Running, until};

/// What the official image's entrypoint does with an empty volume: a role and a database from its
/// variables, connections from outside by password, from inside without.
const FIRST_START: &str = r#"
set -eu
[ -s "$PGDATA/PG_VERSION" ] && exit 0
umask 077
printf '%s\n' "$POSTGRES_PASSWORD" > /tmp/password
initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --locale=C.UTF-8 --encoding=UTF8 --no-sync
rm /tmp/password
printf '\nhost all all all scram-sha-256\n' >> "$PGDATA/pg_hba.conf"
printf "\nlisten_addresses = '*'\n" >> "$PGDATA/postgresql.conf"
printf 'CREATE DATABASE "%s";\n' "$POSTGRES_DB" | postgres --single -j postgres
"#;

/// The database server.
#[derive(Debug)]
pub struct Postgres {
    /// Its pod, for `exec`.
    pub pod: Pod,
    running: Running,
}

impl Postgres {
    /// Starts the database of a StatefulSet and waits until its startup probe succeeds. A volume that
    /// has data keeps it.
    ///
    /// # Errors
    /// When it does not start: the end of its log.
    pub fn start(cluster: &Cluster, name: &str) -> Result<Self> {
        let pod = cluster.pod("StatefulSet", name)?;
        let mut container = pod.container("postgres")?.clone();
        running::exec(cluster, &pod, "postgres", &["sh", "-c", FIRST_START], b"")?
            .success("the first start of PostgreSQL")?;
        // The entrypoint hands over to the server, with the container's arguments.
        if let Some(program) = container.command.first_mut() {
            "postgres".clone_into(program);
        }
        let mut running = running::start(cluster, &pod, &container)?;
        let probe = startup_probe(cluster, name)?;
        let probe: Vec<&str> = probe.iter().map(String::as_str).collect();
        let ready = until(Duration::from_secs(180), "the startup probe of PostgreSQL", || {
            anyhow::ensure!(running.is_running(), "PostgreSQL has ended:\n{}", running.log());
            Ok(running::exec(cluster, &pod, "postgres", &probe, b"")?.status == 0)
        });
        ready.with_context(|| running.log())?;
        Ok(Postgres { pod, running })
    }

    /// Runs SQL as the chart's role from inside the pod, and returns what it prints: rows without
    /// headings, columns divided by tabs.
    ///
    /// # Errors
    /// When a statement fails.
    pub fn sql(&self, cluster: &Cluster, database: &str, sql: &str) -> Result<String> {
        let user = self.variable("POSTGRES_USER")?;
        let command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"];
        let command = [&command[..], &["--field-separator=\t", "--set=ON_ERROR_STOP=1"]].concat();
        let command = [&command[..], &["--username", user, "--dbname", database]].concat();
        let output = running::exec(cluster, &self.pod, "postgres", &command, sql.as_bytes())?;
        Ok(output.success("psql")?.trim_end().to_owned())
    }

    /// A variable of its container.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn variable(&self, name: &str) -> Result<&str> {
        let variables = &self.pod.container("postgres")?.environment;
        let found = variables.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).with_context(|| format!("no variable {name}"))
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        self.running.log()
    }

    /// Kills it, as when its node is lost. Its volume stays.
    pub fn kill(self) {
        self.running.kill();
    }

    /// Ends it as Kubernetes does.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn stop(self) -> Result<()> {
        self.running.stop().map(drop)
    }
}

fn startup_probe(cluster: &Cluster, name: &str) -> Result<Vec<String>> {
    let set = cluster.objects.get("StatefulSet", name).context("it was rendered")?;
    let probe =
        Probe::deserialize(&set["spec"]["template"]["spec"]["containers"][0]["startupProbe"])?;
    probe.exec.and_then(|exec| exec.command).context("its startup probe runs no command")
}
