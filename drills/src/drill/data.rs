//! A database worth backing up, sessions that get in the way of others, and the comparison of two databases.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::chart::Release;
use crate::cluster::Cluster;
use crate::running::{self, Running};
use crate::service::postgres::Postgres;
use crate::stage::Stage;

const ROWS: &str = include_str!("data/rows.sql");
const ODD: &str = include_str!("data/odd.sql");
const INVENTORY: &str = include_str!("data/inventory.sql");

/// The chart's own name for the StatefulSet of the database.
pub(super) const POSTGRES: &str = "certctl-postgres";
/// The database of the chart's values.
pub(super) const DATABASE: &str = "certctl";
/// How long what is about to happen may take, on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(180);
/// A session that nobody has ended ends after so many seconds: later than whoever waits for something.
const HELD: u32 = 900;

/// The release of the backup drills: with the migration Job, which makes the schema.
pub(super) fn release(further: &[&str]) -> Release {
    let set = ["migrations.viaHook=true"].iter().chain(further);
    Release { set: set.map(|value| (*value).to_owned()).collect(), is_upgrade: true }
}

/// Makes the product's schema by the migration Job, fills it with about ten thousand rows for each
/// unit of `scale`, and adds what a dump may trip over.
pub(super) fn load(cluster: &Cluster, postgres: &Postgres, scale: u32) -> Result<u64> {
    migrate(cluster)?;
    let rows = ROWS.replace(":scale", &scale.to_string());
    for sql in [&rows, ODD, "ANALYZE"] {
        postgres.sql(cluster, DATABASE, sql).context("filling the database")?;
    }
    let count = "SELECT sum(n_live_tup) FROM pg_stat_user_tables";
    Ok(postgres.sql(cluster, DATABASE, count)?.parse()?)
}

/// Runs the migration Job.
pub(super) fn migrate(cluster: &Cluster) -> Result<()> {
    let pod = cluster.pod("Job", "certctl-migrate")?;
    running::run(cluster, &pod)?.well().context("the migration Job").map(drop)
}

/// Starts to write into two tables, in one transaction each time.
pub(super) fn write(cluster: &Cluster, postgres: &Postgres) -> Result<Running> {
    let command = ["psql", "-U", "certctl", "-d", DATABASE, "-c", "CALL busy.write()"];
    running::start_command(cluster, &postgres.pod, "postgres", &command)
}

/// A session in the release's database that has run `sql` in a transaction and keeps it open until it
/// is killed.
pub(super) fn hold(cluster: &Cluster, postgres: &Postgres, sql: &str) -> Result<Running> {
    // Killed, its backend in PostgreSQL notices, instead of sleeping on for nobody.
    let notice = "SET client_connection_check_interval = 50";
    let script =
        format!("{notice}; BEGIN; {sql}; SELECT 'held'; SELECT pg_sleep({HELD}); ROLLBACK");
    let script: Vec<&str> = script.split("; ").flat_map(|line| ["-c", line]).collect();
    let command = [&["psql", "-U", "certctl", "-d", DATABASE, "-X"][..], &script].concat();
    let running = running::start_command(cluster, &postgres.pod, "postgres", &command)?;
    running::until(PATIENCE, "a session holds its lock", || Ok(running.log().contains("held")))?;
    Ok(running)
}

/// Whether both tables that a writer fills hold the same, and how much.
pub(super) fn busy(cluster: &Cluster, postgres: &Postgres) -> Result<u64> {
    let sql = "SELECT (SELECT count(*) FROM busy.debit), (SELECT count(*) FROM busy.credit), \
               (SELECT count(*) FROM busy.debit JOIN busy.credit USING (n))";
    let found = postgres.sql(cluster, DATABASE, sql)?;
    let counts: Vec<u64> = found.split('\t').map(str::parse).collect::<Result<_, _>>()?;
    ensure!(
        counts.windows(2).all(|pair| pair[0] == pair[1]),
        "a transaction was restored in part: {found} rows of it on both sides"
    );
    counts.first().copied().context("a count")
}

/// Everything in a database, a line for each thing, without what a writer is busy with.
pub(super) fn inventory(cluster: &Cluster, postgres: &Postgres) -> Result<BTreeSet<String>> {
    inventory_of(cluster, postgres, DATABASE)
}

/// As [`inventory`], of any database.
pub(super) fn inventory_of(
    cluster: &Cluster,
    postgres: &Postgres,
    database: &str,
) -> Result<BTreeSet<String>> {
    let found = postgres.sql(cluster, database, INVENTORY)?;
    Ok(found.lines().map(str::to_owned).collect())
}

/// Demands that two inventories are the same; the tables `emptied` are to be empty in the second.
pub(super) fn compare(
    before: &BTreeSet<String>,
    after: &BTreeSet<String>,
    emptied: &[&str],
) -> Result<()> {
    // The sum of no rows.
    let nothing = "0\td41d8cd98f00b204e9800998ecf8427e";
    let expected: BTreeSet<String> = before
        .iter()
        .map(|line| {
            let table = emptied.iter().find(|table| {
                line.strip_prefix("rows of ").is_some_and(|of| of.split('\t').next() == Some(table))
            });
            table.map_or_else(|| line.clone(), |table| format!("rows of {table}\t{nothing}"))
        })
        .collect();
    let lost = expected.difference(after).map(|line| format!("lost  {line}"));
    let new = after.difference(&expected).map(|line| format!("new   {line}"));
    let differences: Vec<String> = lost.chain(new).collect();
    ensure!(
        differences.is_empty(),
        "{} things differ after the restore:\n{}",
        differences.len(),
        differences[..differences.len().min(8)].join("\n")
    );
    Ok(())
}

/// How many units of ten thousand rows a drill's database holds.
pub(super) fn scale(stage: &Stage<'_>) -> u32 {
    stage.by_form(5, 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[&str]) -> BTreeSet<String> {
        text.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn a_difference_is_named_and_an_emptied_table_is_none() {
        let empty = "rows of public.crl_cache\t0\td41d8cd98f00b204e9800998ecf8427e";
        let before = lines(&["rows of public.crl_cache\t5\tabc", "rows of public.jobs\t2\tdef"]);
        let after = lines(&[empty, "rows of public.jobs\t2\tdef"]);
        compare(&before, &after, &["public.crl_cache"]).expect("the same");
        let error = compare(&before, &after, &[]).expect_err("the cache").to_string();
        assert!(error.contains("lost  rows of public.crl_cache\t5\tabc"), "{error}");
        let after = lines(&[empty, "rows of public.jobs\t1\tdef"]);
        assert!(compare(&before, &after, &["public.crl_cache"]).is_err());
    }
}
