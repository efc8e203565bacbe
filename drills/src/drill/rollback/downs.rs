//! The table of classes against the server, and every down against the files.

use anyhow::{Context as _, Result, ensure};

use super::{RUNBOOK, table};
use crate::chart::Release;
use crate::cluster::Cluster;
use crate::drill::data::{self, POSTGRES};
use crate::drill::schema::{self, Reference};
use crate::process::Output;
use crate::running;
use crate::service::postgres::Postgres;
use crate::stage::Stage;

/// A row that only the migration of this number has room for.
const ROWS: &[(u32, &str)] = &[
    (
        5,
        "INSERT INTO certificate_revocations (id, certificate_id, issuer_id, serial_number) VALUES ('r', 'mc', 'iss', '01')",
    ),
    (19, "INSERT INTO crl_cache VALUES ('iss', '', now(), now())"),
    (
        20,
        "INSERT INTO ocsp_responders (issuer_id, certificate_pem, not_after) VALUES ('iss', '', now())",
    ),
    (21, "INSERT INTO scep_probe_results (id, url, succeeded) VALUES ('p', 'x', true)"),
    (24, "INSERT INTO ocsp_response_cache VALUES ('iss', '01', '', now())"),
    (25, "INSERT INTO acme_accounts (id, key_thumbprint) VALUES ('acc', 'x')"),
    (
        27,
        "INSERT INTO jobs (id, type, certificate_id) VALUES ('j', 'Renewal', 'mc'); INSERT INTO approvals (id, job_id) VALUES ('ap', 'j')",
    ),
    (28, "INSERT INTO intermediate_cas VALUES ('ica', NULL, 'iss', 'pem', now())"),
];
const FLEET: &str = "INSERT INTO issuers (id, name, type) VALUES ('iss', 'issuer', 'ACME'); \
    INSERT INTO managed_certificates (id, name, common_name, issuer_id) VALUES ('mc', 'web', 'example.com', 'iss')";

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let release = Release { set: vec!["migrations.viaHook=true".into()], is_upgrade: true };
    let cluster = stage.install(&release, &[])?;
    let postgres = Postgres::start(&cluster, POSTGRES)?;
    let table = table::read(&stage.document(RUNBOOK)?)?;
    stage.measure(
        "the runbook's table and the server name the same migrations and classes",
        || {
            let listed = server(&cluster, &["--list-migrations"])?.success("listing migrations")?;
            let of_server: Vec<String> = listed
                .lines()
                .filter_map(|line| {
                    Some(format!("{} {}", line.chars().next()?, line.split(' ').next_back()?))
                })
                .collect();
            let of_table: Vec<String> =
                table.classes.iter().map(|(name, class)| format!("{class} {name}")).collect();
            let lacking = of_server.iter().find(|line| !of_table.contains(line));
            ensure!(lacking.is_none(), "the table lacks {lacking:?}, which the server lists");
            let invented = of_table.iter().find(|line| !of_server.contains(line));
            ensure!(
                invented.is_none(),
                "the table has {invented:?}, which the server does not list"
            );
            let tightening = of_table.iter().filter(|line| line.starts_with('B'));
            let tightening: Vec<u32> =
                tightening.map(|line| number(line)).collect::<Result<_>>()?;
            ensure!(
                tightening == table.limits,
                "class B is {tightening:?}, its limits are of {:?}",
                table.limits
            );
            Ok(((), format!("{} migrations", of_server.len())))
        },
    )?;
    server(&cluster, &["--migrate-only"])?.success("migrating")?;
    postgres.sql(&cluster, data::DATABASE, FLEET)?;
    stage.measure("what the table calls lost stops a down, what comes back does not", || {
        for number in &table.not_regenerable {
            let below = (number - 1).to_string();
            row(&cluster, &postgres, *number)?;
            let output = server(&cluster, &["--migrate-down-to", &below])?;
            ensure!(
                output.status == 1 && output.stderr.contains("this would destroy"),
                "the down of {number:06} destroys rows without being told: {}",
                output.stderr
            );
        }
        for number in &table.not_regenerable {
            clear(&cluster, &postgres, *number)?;
        }
        for number in &table.caches {
            row(&cluster, &postgres, *number)?;
        }
        let lowest = table.caches.iter().min().context("there are caches")? - 1;
        server(&cluster, &["--migrate-down-to", &lowest.to_string()])?
            .success("the down of caches, which need not be kept,")?;
        let count = table.not_regenerable.len();
        Ok(((), format!("{count} stop it, {} do not", table.caches.len())))
    })?;
    stage.measure("every down leads to exactly what the files below it make", || {
        server(&cluster, &["--migrate-only"])?.success("migrating")?;
        let reference = Reference::new(stage, &cluster, &postgres)?;
        let mut random = fastrand::Rng::with_seed(stage.seed);
        let (mut compared, mut below) = (0, schema::steps(stage)?.len() as u32);
        while below > 1 {
            below -= stage.by_form(random.u32(1..6), 1).min(below - 1);
            let arguments = ["--migrate-down-to", &below.to_string(), "--accept-data-loss"];
            server(&cluster, &arguments)?.success(&format!("going back to {below:06}"))?;
            let found = schema::schema_of(&cluster, &postgres, data::DATABASE)?;
            schema::demand_same(&reference.at(below)?, &found)
                .with_context(|| format!("after going back to {below:06}"))?;
            compared += 1;
        }
        let certificates = "SELECT count(*) FROM managed_certificates";
        let certificates = postgres.sql(&cluster, data::DATABASE, certificates)?;
        ensure!(certificates == "1", "a certificate is gone, which every release knows");
        Ok(((), format!("compared {compared} times")))
    })?;
    stage.prove("and forwards again", || {
        server(&cluster, &["--migrate-only"])?.success("migrating")?;
        Reference::new(stage, &cluster, &postgres)?.demand_head()
    })
}

fn number(line: &str) -> Result<u32> {
    Ok(line.split([' ', '_']).nth(1).context("a number")?.parse()?)
}

/// The server with options, as the Job of the hook has it.
fn server(cluster: &Cluster, arguments: &[&str]) -> Result<Output> {
    let pod = cluster.pod("Job", "certctl-migrate")?;
    let name = &pod.containers.first().context("a Job has a container")?.name;
    let command = [&["/app/server"][..], arguments].concat();
    running::exec(cluster, &pod, name, &command, b"")
}

fn row(cluster: &Cluster, postgres: &Postgres, number: u32) -> Result<()> {
    let row = ROWS.iter().find(|(of, _)| *of == number);
    let (_, sql) = row.with_context(|| format!("no row is known for {number:06}"))?;
    postgres.sql(cluster, data::DATABASE, sql).map(drop)
}

fn clear(cluster: &Cluster, postgres: &Postgres, number: u32) -> Result<()> {
    let row = ROWS.iter().find(|(of, _)| *of == number);
    let (_, sql) = row.with_context(|| format!("no row is known for {number:06}"))?;
    let tables = sql.split("INSERT INTO ").skip(1).filter_map(|rest| rest.split(' ').next());
    let tables: Vec<&str> = tables.collect();
    postgres
        .sql(cluster, data::DATABASE, &format!("TRUNCATE {} CASCADE", tables.join(", ")))
        .map(drop)
}
