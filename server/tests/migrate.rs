//! `--migrate-only` on a real database: once, twice, ten at once, killed, and in the way of others.

#![expect(clippy::unwrap_used, reason = "a test ends where something cannot be had")]

mod support;

use std::time::{Duration, Instant};

use support::postgres::postgres;
use support::{Ended, Running, binary, task, until};

const HEAD: &str = "28|000028_intermediate_ca_hierarchy";
const WHERE: &str = "SELECT version, name FROM schema_migrations ORDER BY version DESC LIMIT 1";

#[test]
fn an_empty_database_gets_schema_and_seed() {
    let database = postgres().database();
    let ended = task(&database.url(), &["--migrate-only"]);
    ended.good();
    assert_eq!(
        ended.messages("INFO").iter().filter(|line| **line == "applied a migration").count(),
        28
    );
    assert_eq!(database.sql(WHERE), HEAD);
    assert_eq!(
        database.sql("SELECT count(*), count(DISTINCT checksum) FROM schema_migrations"),
        "28|28"
    );
    assert_eq!(database.sql("SELECT id FROM renewal_policies"), "rp-default");
    assert_eq!(database.sql("SELECT count(*) FROM policy_rules"), "4");
    let classes = "SELECT class, count(*) FROM schema_migrations GROUP BY class ORDER BY class";
    assert_eq!(database.sql(classes), "additive|22\nbase|1\nrenaming|1\ntightening|4");
}

#[test]
fn a_second_run_changes_nothing() {
    let database = postgres().database();
    task(&database.url(), &["--migrate-only"]).good();
    database.sql("UPDATE renewal_policies SET renewal_window_days = 7");
    database.sql("DELETE FROM policy_rules WHERE id <> 'pr-default-owner'");
    database.sql("UPDATE policy_rules SET enabled = false");
    task(&database.url(), &["--migrate-only"]).good();
    let seed =
        database.sql("SELECT count(*), count(*) FILTER (WHERE NOT enabled) FROM policy_rules");
    assert_eq!(seed, "4|1", "the seed adds what is missing and leaves what is there");
    assert_eq!(database.sql("SELECT renewal_window_days FROM renewal_policies"), "7");
    let before = database.state();
    task(&database.url(), &["--migrate-only"]).good();
    assert_eq!(database.state(), before);
}

#[test]
fn ten_at_once_all_succeed() {
    let database = postgres().database();
    let url = database.url();
    let runs: Vec<Ended> = std::thread::scope(|scope| {
        let runs: Vec<_> =
            (0..10).map(|_| scope.spawn(|| task(&url, &["--migrate-only"]))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let applied =
        |run: &Ended| run.messages("INFO").iter().filter(|l| **l == "applied a migration").count();
    for run in &runs {
        run.good();
    }
    assert_eq!(runs.iter().map(applied).sum::<usize>(), 28, "each migration was run once");
    assert_eq!(database.sql(WHERE), HEAD);
}

#[test]
fn an_edited_migration_is_refused() {
    let database = postgres().database();
    task(&database.url(), &["--migrate-only"]).good();
    // The file of this binary differs from the one that was run, whichever of them was edited.
    database.sql("UPDATE schema_migrations SET checksum = repeat('0', 64) WHERE version = 9");
    database.sql("DELETE FROM schema_migrations WHERE version = 28; DROP TABLE intermediate_cas");
    let ended = task(&database.url(), &["--migrate-only"]);
    assert!(
        ended.error().starts_with("000009_issuer_config is not the file that was run"),
        "{ended:?}"
    );
    assert_eq!(
        database.sql("SELECT to_regclass('intermediate_cas') IS NULL"),
        "t",
        "nothing was run"
    );
}

#[test]
fn a_failing_migration_leaves_the_ones_before_it_and_nothing_of_its_own() {
    let database = postgres().database();
    task(&database.url(), &["--migrate-only"]).good();
    task(&database.url(), &["--migrate-down-to", "10"]).good();
    // 000015 drops and adds a constraint in its second statement.
    database.sql("ALTER TABLE deployment_targets DROP CONSTRAINT deployment_targets_agent_id_fkey");
    let ended = task(&database.url(), &["--migrate-only"]);
    let expected = "000015_agent_retire.up.sql: SQLSTATE 42704: constraint \"deployment_targets_agent_id_fkey\"";
    assert!(ended.error().starts_with(expected), "{}", ended.stderr);
    assert_eq!(database.sql(WHERE), "14|000014_policy_violation_severity_check");
    let columns =
        "SELECT count(*) FROM information_schema.columns WHERE column_name = 'retired_at'";
    assert_eq!(database.sql(columns), "0");
}

#[test]
fn killed_while_it_waits_inside_a_migration_it_goes_on_from_there() {
    let database = postgres().database();
    task(&database.url(), &["--migrate-only"]).good();
    let at_head = database.sql(
        "SELECT md5(string_agg(version || checksum, '' ORDER BY version)) FROM schema_migrations",
    );
    for (floor, table) in
        [(1, "managed_certificates"), (14, "deployment_targets"), (16, "notification_events")]
    {
        task(&database.url(), &["--migrate-down-to", &floor.to_string()]).good();
        let held = database.hold(&format!("LOCK TABLE {table} IN ACCESS SHARE MODE"));
        let mut run = Running::start(
            binary([("CERTCTL_DATABASE_URL", &*database.url())]).arg("--migrate-only"),
        );
        let waits = format!(
            "SELECT count(*) > 0 FROM pg_locks WHERE relation = '{table}'::regclass AND NOT granted"
        );
        until("the migration waits for the table", || database.sql(&waits) == "t");
        run.signal("KILL");
        assert_eq!(run.ended(), None);
        drop(held);
        task(&database.url(), &["--migrate-only"]).good();
        let again = "SELECT md5(string_agg(version || checksum, '' ORDER BY version)) FROM schema_migrations";
        assert_eq!(database.sql(again), at_head, "after {table}");
    }
}

#[test]
fn sigterm_ends_a_run_that_waits() {
    let database = postgres().database();
    task(&database.url(), &["--migrate-only"]).good();
    task(&database.url(), &["--migrate-down-to", "27"]).good();
    let _held = database.hold("LOCK TABLE issuers IN ACCESS EXCLUSIVE MODE");
    let mut run =
        Running::start(binary([("CERTCTL_DATABASE_URL", &*database.url())]).arg("--migrate-only"));
    run.wait_for("a long transaction holds a table");
    run.signal("TERM");
    assert_eq!(run.ended(), Some(1));
    assert!(run.seen.iter().any(|line| line.contains("stopped by SIGTERM")), "{:?}", run.seen);
}

#[test]
fn a_long_transaction_is_waited_for_and_others_get_by() {
    let database = postgres().database();
    task(&database.url(), &["--migrate-only"]).good();
    task(&database.url(), &["--migrate-down-to", "22"]).good();
    // A report that reads for a long time: 000023 cannot alter the table before it ends.
    let held = database.hold("SELECT count(*) FROM managed_certificates");
    let mut run =
        Running::start(binary([("CERTCTL_DATABASE_URL", &*database.url())]).arg("--migrate-only"));
    run.wait_for("a long transaction holds a table");
    let slowest = (0..10).map(|_| {
        let began = Instant::now();
        database.sql("SELECT count(*) FROM managed_certificates");
        began.elapsed()
    });
    let slowest = slowest.max().unwrap();
    assert!(slowest < Duration::from_millis(1900), "a reader has waited {slowest:?}");
    drop(held);
    assert_eq!(run.ended(), Some(0), "{:?}", run.seen);
    assert_eq!(database.sql(WHERE), HEAD);
}

#[test]
fn no_port_is_opened() {
    let database = postgres().database();
    task(&database.url(), &["--migrate-only"]).good();
    task(&database.url(), &["--migrate-down-to", "22"]).good();
    let _held = database.hold("SELECT count(*) FROM managed_certificates");
    let url = database.url();
    // What a server would want and a pod may have; the hook's Job has none of it, or worse.
    let variables = [
        ("CERTCTL_DATABASE_URL", &*url),
        ("CERTCTL_SERVER_PORT", "tcp://10.0.0.1:8443"),
        ("CERTCTL_SERVER_TLS_CERT_PATH", "/nowhere/tls.crt"),
        ("CERTCTL_AUTH_TYPE", "jwt"),
        ("CERTCTL_SOMETHING_NEW", "\u{1}"),
    ];
    let mut run = Running::start(binary(variables).arg("--migrate-only"));
    run.wait_for("a long transaction holds a table");
    let sockets = open_sockets(run.id());
    assert!(!sockets.is_empty(), "it has a connection to the database");
    let listening = listening_sockets(run.id());
    let own: Vec<&String> = sockets.iter().filter(|socket| listening.contains(socket)).collect();
    assert!(own.is_empty(), "it listens: {own:?}");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let here = std::process::id();
    assert!(open_sockets(here).iter().any(|socket| listening_sockets(here).contains(socket)));
    drop(listener);
}

/// The inodes of a process's sockets, as the kernel sees them.
fn open_sockets(process: u32) -> Vec<String> {
    let descriptors = std::fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    let links = descriptors.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    let links = links.filter_map(|link| {
        Some(link.to_str()?.strip_prefix("socket:[")?.trim_end_matches(']').to_owned())
    });
    links.collect()
}

/// The inodes of the listening TCP sockets of a process's network namespace.
fn listening_sockets(process: u32) -> Vec<String> {
    let tables = ["tcp", "tcp6"]
        .map(|table| std::fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap());
    let rows = tables.iter().flat_map(|table| table.lines().skip(1));
    let rows = rows.map(|row| row.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| row[3] == "0A").map(|row| row[9].to_owned()).collect()
}

#[test]
fn a_database_of_a_release_without_tracking_is_adopted_once() {
    let database = postgres().database();
    let ended = task(&database.url(), &["--migrate-adopt", "28"]);
    assert!(ended.error().starts_with("the database is empty"), "{}", ended.stderr);
    task(&database.url(), &["--migrate-only"]).good();
    let before = database.schema();
    database.sql("DROP TABLE schema_migrations");
    let ended = task(&database.url(), &["--migrate-only"]);
    assert!(ended.error().contains("no record of migrations"), "{}", ended.stderr);
    task(&database.url(), &["--migrate-adopt", "28"]).good();
    let ended = task(&database.url(), &["--migrate-only"]);
    assert_eq!(ended.good().messages("INFO"), ["the schema is at head"]);
    assert_eq!(database.schema(), before);
    let ended = task(&database.url(), &["--migrate-adopt", "28"]);
    assert!(ended.error().contains("has a record of migrations already"), "{}", ended.stderr);
}
