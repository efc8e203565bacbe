//! `restore`: a dump that the CronJob has written, restored by the runbook's own command lines.

use std::fs;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use regex::Regex;

use super::data::{self, DATABASE, POSTGRES};
use super::{Drill, Part};
use crate::cluster::Cluster;
use crate::fault::{Edit, Fault};
use crate::operator::runbook::{self, Block};
use crate::operator::terminal::Terminal;
use crate::service::postgres::Postgres;
use crate::service::store::Store;
use crate::stage::Stage;
use crate::{running, workload};

/// The runbook.
pub(super) const RUNBOOK: &str = "docs/operator/runbooks/postgres-backup.md";
/// What the runbook calls a dump by way of example.
pub(super) const EXAMPLE: &str = "certctl-[0-9]{8}T[0-9]{6}Z\\.dump";
/// The store of the runbook's examples, and the one that the drills have in its place.
pub(super) const EXAMPLE_STORE: &str = "https://minio\\.example\\.com";
/// The host of that store.
pub(super) const STORE: &str = "minio.example.com";
/// Its port.
pub(super) const STORE_PORT: u16 = 9000;
/// Tables that the runbook empties, for the server makes their rows again.
pub(super) const CACHES: [&str; 2] = ["public.crl_cache", "public.ocsp_response_cache"];

/// The drill.
pub(super) const DRILL: Drill = Drill {
    name: "restore",
    about: "a dump of the CronJob, restored by the runbook's own command lines",
    parts: &[Part { name: "claim", run: claim }, Part { name: "s3", run: s3 }],
    faults: FAULTS,
    long_adds: "restore with a million rows, and the figures against pg_dump and pg_restore by hand",
};

const FAULTS: &[Fault] = &[
    Fault {
        name: "no-large-objects",
        about: "the dump leaves large objects out",
        part: "claim",
        says: "lost  large object",
        edit: Edit::File {
            file: "deploy/helm/certctl/templates/backup-cronjob.yaml",
            from: "pg_dump --format=custom",
            to: "pg_dump --format=custom --no-blobs",
        },
    },
    Fault {
        name: "one-table-empty",
        about: "the dump leaves the rows of one table out",
        part: "claim",
        says: "lost  rows of public.jobs",
        edit: Edit::File {
            file: "deploy/helm/certctl/templates/backup-cronjob.yaml",
            from: "pg_dump --format=custom",
            to: "pg_dump --format=custom --exclude-table-data=jobs",
        },
    },
    Fault {
        name: "revoke-forgotten",
        about: "the runbook does not make the REVOKE again that the dump leaves out",
        part: "claim",
        says: "new   rights on audit_events\tDELETE",
        edit: Edit::File {
            file: RUNBOOK,
            from: "-c \"REVOKE UPDATE, DELETE ON audit_events FROM certctl\"",
            to: "-c \"SELECT 'REVOKE'\"",
        },
    },
    Fault {
        name: "half-a-restore",
        about: "the runbook restores what it can of a broken dump",
        part: "s3",
        says: "tables were restored all the same",
        edit: Edit::File { file: RUNBOOK, from: " --single-transaction", to: "" },
    },
    Fault {
        name: "wrong-promise",
        about: "the runbook promises what is not printed",
        part: "claim",
        says: "should print \"job",
        edit: Edit::File {
            file: RUNBOOK,
            from: "condition met`, and",
            to: "condition reached`, and",
        },
    },
    Fault {
        name: "wrong-pod",
        about: "the runbook names a pod that is not there",
        part: "claim",
        says: "pod/certctl-postgresql-0 not found",
        edit: Edit::File { file: RUNBOOK, from: "certctl-postgres-0", to: "certctl-postgresql-0" },
    },
];

/// A runbook and the terminal in which it is followed.
struct Operator {
    document: String,
    terminal: Terminal,
}

impl Operator {
    fn new(stage: &Stage<'_>, cluster: &Cluster) -> Result<Self> {
        let document = stage.document(RUNBOOK)?;
        Ok(Operator { document, terminal: Terminal::open(stage, cluster)? })
    }

    fn blocks(&self, heading: &str) -> Result<Vec<Block>> {
        runbook::section(&self.document, heading)
    }

    /// Follows blocks of a section, chosen by the number of their step or, where they have none, by
    /// their order.
    fn follow(&self, heading: &str, wanted: impl Fn(usize, &Block) -> bool) -> Result<Vec<String>> {
        let blocks = self.blocks(heading)?;
        let chosen: Vec<&Block> = blocks
            .iter()
            .enumerate()
            .filter(|(number, block)| wanted(*number, block))
            .map(|(_, block)| block)
            .collect();
        ensure!(!chosen.is_empty(), "the runbook's section {heading:?} has changed its steps");
        self.terminal.run(&chosen)
    }

    /// Follows the steps of the restore.
    fn restore(&self, steps: std::ops::RangeInclusive<u32>) -> Result<Vec<String>> {
        self.follow("Restore", |_, block| steps.contains(&block.step))
    }
}

fn claim(stage: &Stage<'_>) -> Result<()> {
    let mut cluster = stage.install(&data::release(&[]), &[])?;
    let postgres = Postgres::start(&cluster, POSTGRES)?;
    let rows = stage.measure("a database is filled", || {
        let rows = data::load(&cluster, &postgres, data::scale(stage))?;
        Ok((rows, format!("{rows} rows")))
    })?;
    let mut operator = Operator::new(stage, &cluster)?;
    operator.follow("Switch it on", |number, _| number == 0)?;
    cluster.refresh()?;
    workload::scale(&mut cluster, "certctl-server", 1)?;
    let before = data::inventory(&cluster, &postgres)?;

    let writer = data::write(&cluster, &postgres)?;
    let dump = stage.measure("the runbook makes a backup while the database is in use", || {
        let printed = operator.follow("Run a backup now", |_, block| block.step == 1)?;
        let dump = name_of_dump(&printed.concat())?;
        Ok((dump.clone(), dump))
    })?;
    writer.kill();
    operator.terminal.replace(EXAMPLE, &dump)?;

    stage.prove("the runbook copies it out, and both copies have one checksum", || {
        let printed = operator.follow("Copy a dump to your machine", |number, _| number < 2)?;
        one_checksum(&printed.concat())
    })?;
    stage.prove("the runbook's check finds it good", || {
        operator.follow("Check a dump", |_, _| true).map(drop)
    })?;
    let by_hand = figures(stage, &cluster, &postgres, &operator, &dump)?;

    postgres.kill();
    fs::remove_dir_all(cluster.claim("postgres-data-certctl-postgres-0"))?;
    let postgres = Postgres::start(&cluster, POSTGRES)?;
    let took = stage.measure("the runbook restores it into an empty server", || {
        operator.restore(1..=4)?;
        let started = Instant::now();
        let printed = operator.restore(5..=5)?;
        let took = started.elapsed();
        ensure!(printed.concat().trim() == "restored", "it says more: {}", printed.concat());
        operator.restore(6..=9)?;
        Ok((took, format!("step 5 in {:.1} s", took.as_secs_f64())))
    })?;
    stage.measure(
        "rows, sequences, constraints, triggers and large objects are the same",
        || {
            data::compare(&before, &data::inventory(&cluster, &postgres)?, &CACHES)?;
            let pairs = data::busy(&cluster, &postgres)?;
            Ok((
                (),
                format!("{rows} rows, {} things, {pairs} transactions of the writer", before.len()),
            ))
        },
    )?;
    stage.prove(
        "the server that the runbook has started is ready and the backups are on",
        || {
            let running = workload::pods(&cluster, "Deployment", "certctl-server")?;
            ensure!(running.len() == 1, "{} servers run", running.len());
            let now = Cluster::open(&cluster.folder)?;
            let suspended = &now.objects.typed::<serde_json::Value>("CronJob", "certctl-backup")?;
            ensure!(suspended["spec"]["suspend"] == false, "the backups are still suspended");
            Ok(())
        },
    )?;
    if let Some(by_hand) = by_hand {
        by_hand.compare(stage, &cluster, &postgres, took)?;
    }
    Ok(())
}

fn s3(stage: &Stage<'_>) -> Result<()> {
    let mut cluster = stage.install(&data::release(&[]), &[STORE])?;
    let postgres = Postgres::start(&cluster, POSTGRES)?;
    data::load(&cluster, &postgres, 2)?;
    let address = cluster.address(STORE)?.to_owned();
    let store = Store::start(stage.tools, &stage.folder, &address, STORE_PORT)?;
    store.ask(&["s3", "mb", "s3://example-backups"])?.success("making a bucket")?;
    let mut operator = Operator::new(stage, &cluster)?;
    let endpoint = format!("http://{address}:{STORE_PORT}");
    operator.terminal.replace(EXAMPLE_STORE, &endpoint)?;
    for (name, value) in store.owner() {
        operator.terminal.set(name, value);
    }
    operator.terminal.set("AWS_ENDPOINT_URL", &endpoint);
    stage.prove("the runbook switches backups to S3 on", || {
        operator.follow("Switch it on", |number, _| number > 0).map(drop)
    })?;
    cluster.refresh()?;
    let before = data::inventory(&cluster, &postgres)?;
    let dump = stage.measure("the runbook makes a backup, which is in the bucket", || {
        let printed = operator.follow("Run a backup now", |_, block| block.step == 1)?.concat();
        let dump = name_of_dump(&printed)?;
        let object = format!("uploaded s3://example-backups/certctl/{dump}");
        ensure!(printed.contains(&object), "it does not say {object:?}:\n{printed}");
        Ok((dump.clone(), dump))
    })?;
    operator.terminal.replace(EXAMPLE, &dump)?;
    stage.prove("the runbook gets it out of the bucket and finds it good", || {
        operator.follow("Copy a dump to your machine", |number, _| number == 2)?;
        operator.follow("Check a dump", |_, _| true).map(drop)
    })?;
    stage.prove(
        "the runbook sets the bucket's own rule for old dumps and broken uploads",
        || {
            operator.follow("Retention", |_, block| block.text.contains("lifecycle"))?;
            let ask =
                ["s3api", "get-bucket-lifecycle-configuration", "--bucket", "example-backups"];
            let rule: serde_json::Value =
                serde_json::from_str(&store.ask(&ask)?.success("asking for the rule")?)?;
            let rule = &rule["Rules"][0];
            ensure!(rule["Filter"]["Prefix"] == "certctl/", "it is for {}", rule["Filter"]);
            let days = [
                &rule["Expiration"]["Days"],
                &rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"],
            ];
            ensure!(days.iter().all(|days| days.is_u64()), "it says {rule}");
            Ok(())
        },
    )?;
    workload::scale(&mut cluster, "certctl-server", 1)?;
    let damage = "TRUNCATE jobs CASCADE; DROP TABLE \"Odd schema; $(x)\".child; \
                  SELECT lo_unlink(oid) FROM pg_largeobject_metadata; \
                  UPDATE agents SET hostname = 'damaged'";
    postgres.sql(&cluster, DATABASE, damage)?;
    operator.restore(1..=4)?;
    stage.prove("a dump whose end is missing restores nothing at all", || {
        let whole = operator.terminal.folder.join(&dump);
        let content = fs::read(&whole)?;
        fs::write(&whole, &content[..content.len() - content.len() / 10])?;
        let said = operator.restore(5..=5).err().map(|error| format!("{error:#}"));
        fs::write(&whole, content)?;
        let said = said.context("it was said to be restored")?;
        let promised = "could not read from input file: end of file";
        ensure!(said.contains(promised), "not as the runbook says, {promised:?}: {said}");
        let tables = postgres.sql(
            &cluster,
            DATABASE,
            "SELECT count(*) FROM pg_tables \
            WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
        )?;
        ensure!(tables == "0", "{tables} tables were restored all the same");
        Ok(())
    })?;
    stage.prove("the runbook restores it beside the damaged database", || {
        operator.restore(5..=8).map(drop)
    })?;
    stage.prove("everything is the same as before the damage", || {
        data::compare(&before, &data::inventory(&cluster, &postgres)?, &CACHES)
    })?;
    stage.prove("the runbook drops the database that was set aside", || {
        operator.restore(9..=9)?;
        let databases = postgres.sql(&cluster, DATABASE, "SELECT datname FROM pg_database")?;
        ensure!(!databases.contains("before_restore"), "it is still there:\n{databases}");
        Ok(())
    })
}

/// The name of the dump that a backup says it has written.
pub(super) fn name_of_dump(said: &str) -> Result<String> {
    let pattern = Regex::new(&format!("wrote ({EXAMPLE}), [0-9]+ bytes"))?;
    let found = pattern.captures(said).with_context(|| format!("no dump is named in:\n{said}"))?;
    Ok(found[1].to_owned())
}

pub(super) fn one_checksum(printed: &str) -> Result<()> {
    let pattern = Regex::new("(?m)^[0-9a-f]{64} ")?;
    let sums: Vec<&str> = pattern.find_iter(printed).map(|found| found.as_str()).collect();
    ensure!(sums.len() == 2 && sums[0] == sums[1], "the checksums are {sums:?}");
    Ok(())
}

/// Plain `pg_dump` and `pg_restore`, by hand: what the chart's script and the runbook are measured
/// against. Only in the long form.
struct ByHand {
    dump: std::time::Duration,
    bytes: u64,
}

fn figures(
    stage: &Stage<'_>,
    cluster: &Cluster,
    postgres: &Postgres,
    operator: &Operator,
    dump: &str,
) -> Result<Option<ByHand>> {
    if stage.by_form(true, false) {
        return Ok(None);
    }
    stage.measure("the CronJob against pg_dump by hand", || {
        let pod = cluster.pod("CronJob", "certctl-backup")?;
        let job = running::run(cluster, &pod)?.well()?;
        let started = Instant::now();
        hand(cluster, postgres, "pg_dump -U certctl -Fc certctl > /tmp/by-hand.dump")?;
        let took = started.elapsed();
        let size = hand(cluster, postgres, "wc -c < /tmp/by-hand.dump")?.trim().parse::<u64>()?;
        let own = fs::metadata(operator.terminal.folder.join(dump))?.len();
        let ratio = |one: f64, other: f64| one / other;
        let detail = format!(
            "{:.1} s against {:.1} s, ratio {:.2}; {own} bytes against {size}, ratio {:.3}",
            job.took.as_secs_f64(),
            took.as_secs_f64(),
            ratio(job.took.as_secs_f64(), took.as_secs_f64()),
            own as f64 / size as f64,
        );
        Ok((Some(ByHand { dump: took, bytes: size }), detail))
    })
}

fn hand(cluster: &Cluster, postgres: &Postgres, script: &str) -> Result<String> {
    let command = ["sh", "-c", script];
    running::exec(cluster, &postgres.pod, "postgres", &command, b"")?.success(script)
}

impl ByHand {
    fn compare(
        &self,
        stage: &Stage<'_>,
        cluster: &Cluster,
        postgres: &Postgres,
        runbook: std::time::Duration,
    ) -> Result<()> {
        stage.measure("the runbook's restore against pg_restore by hand", || {
            let script = "pg_dump -U certctl -Fc certctl > /tmp/by-hand.dump
                createdb -U certctl by_hand";
            hand(cluster, postgres, script)?;
            let started = Instant::now();
            hand(cluster, postgres, "pg_restore -U certctl -d by_hand /tmp/by-hand.dump")?;
            let took = started.elapsed();
            let detail = format!(
                "{:.1} s against {:.1} s, ratio {:.2}; dump by hand was {} bytes in {:.1} s",
                runbook.as_secs_f64(),
                took.as_secs_f64(),
                runbook.as_secs_f64() / took.as_secs_f64(),
                self.bytes,
                self.dump.as_secs_f64(),
            );
            Ok(((), detail))
        })
    }
}
