//! The way back: with and without rows that it would destroy, all or nothing, and forwards again.

mod support;

use support::postgres::{Database, postgres};
use support::{Running, binary, task, until};

/// Rows of every table that a down file may destroy or must keep.
const FLEET: &str = "
    INSERT INTO issuers (id, name, type) VALUES ('iss-a', 'A', 'ACME'), ('iss-b', 'B', 'StepCA');
    INSERT INTO managed_certificates (id, name, common_name, issuer_id) VALUES ('mc-1', 'web', 'web.example.com', 'iss-a');
    INSERT INTO agents (id, name, hostname, api_key_hash) VALUES ('ag-1', 'edge', 'edge', 'x');";

fn at_head() -> Database {
    let database = postgres().database();
    task(&database.url(), &["--migrate-only"]).good();
    database
}

#[test]
fn every_down_is_undone_by_its_up() {
    let database = at_head();
    let head = database.schema();
    for number in (0..28).rev() {
        task(&database.url(), &["--migrate-down-to", &number.to_string()]).good();
        let left = database.sql("SELECT coalesce(max(version), 0) FROM schema_migrations");
        assert_eq!(left, number.to_string());
        if number == 0 {
            let tables = "SELECT string_agg(relname, ' ') FROM pg_class WHERE relkind = 'r' \
                          AND relnamespace = 'public'::regnamespace";
            assert_eq!(database.sql(tables), "schema_migrations");
        }
        task(&database.url(), &["--migrate-only"]).good();
        assert_eq!(database.schema(), head, "down to {number} and up again");
    }
}

#[test]
fn rows_that_would_be_lost_stop_it_and_are_named() {
    let database = at_head();
    database.sql(FLEET);
    let cases = [
        (
            "27",
            "INSERT INTO intermediate_cas VALUES ('ica-1', NULL, 'iss-a', 'pem', now())",
            "this would destroy 1 row of intermediate_cas (000028_intermediate_ca_hierarchy); nothing was changed",
        ),
        (
            "26",
            "INSERT INTO jobs (id, type, certificate_id) VALUES ('j-1', 'Renewal', 'mc-1'), ('j-2', 'Renewal', 'mc-1');
             INSERT INTO approvals (id, job_id) VALUES ('ap-1', 'j-1'), ('ap-2', 'j-2')",
            "2 rows of approvals (000027_approval_workflow)",
        ),
        (
            "24",
            "INSERT INTO acme_accounts (id, key_thumbprint) VALUES ('acc-1', 'x')",
            "1 row of acme_accounts (000025_acme_server)",
        ),
        (
            "16",
            "INSERT INTO notification_events (id, type, channel, recipient, message) VALUES ('n-1', 'x', 'email', 'x', 'x')",
            "1 row of notification_events (000017_db_coupling_cleanup)",
        ),
        (
            "14",
            "UPDATE agents SET retired_at = now()",
            "1 row of agents with retired_at IS NOT NULL (000015_agent_retire)",
        ),
        (
            "4",
            "UPDATE managed_certificates SET revoked_at = now();
             INSERT INTO certificate_revocations (id, certificate_id, issuer_id, serial_number) VALUES ('r-1', 'mc-1', 'iss-a', '01')",
            "1 row of certificate_revocations (000005_revocation)",
        ),
    ];
    for (number, rows, expected) in cases {
        database.sql(rows);
        let before = database.state();
        let ended = task(&database.url(), &["--migrate-down-to", number]);
        assert!(ended.error().contains(expected), "{number}: {}", ended.stderr);
        assert!(ended.error().contains("--accept-data-loss"), "{}", ended.stderr);
        assert_eq!(database.state(), before, "down to {number}");
    }
    let ended = task(&database.url(), &["--migrate-down-to", "4", "--accept-data-loss"]);
    let told = ended.good().messages("WARN").len();
    assert!(told >= 7, "each kind of lost row is told: {}", ended.stderr);
    assert_eq!(
        database.sql("SELECT count(*) FROM managed_certificates"),
        "1",
        "what no down drops is kept"
    );
    task(&database.url(), &["--migrate-only"]).good();
    assert_eq!(database.sql("SELECT count(*) FROM certificate_revocations"), "0");
}

#[test]
fn caches_do_not_stop_it() {
    let database = at_head();
    database.sql(FLEET);
    database.sql(
        "INSERT INTO crl_cache VALUES ('iss-a', '', now(), now());
         INSERT INTO ocsp_responders (issuer_id, certificate_pem, not_after) VALUES ('iss-a', '', now());
         INSERT INTO ocsp_response_cache VALUES ('iss-a', '01', '', now());
         INSERT INTO scep_probe_results (id, url, succeeded) VALUES ('p-1', 'x', true)",
    );
    task(&database.url(), &["--migrate-down-to", "18"]).good();
}

#[test]
fn a_down_that_fails_takes_those_above_it_back() {
    let database = at_head();
    database.sql(FLEET);
    database.sql(
        "INSERT INTO certificate_revocations (id, certificate_id, issuer_id, serial_number)
         VALUES ('r-1', 'mc-1', 'iss-a', '01'), ('r-2', 'mc-1', 'iss-b', '01')",
    );
    let before = database.state();
    let ended = task(&database.url(), &["--migrate-down-to", "11"]);
    let error = ended.error();
    assert!(error.starts_with("000012_revocation_index_scope.down.sql: SQLSTATE 23505"), "{error}");
    assert!(error.ends_with("nothing was changed"), "{error}");
    assert_eq!(database.state(), before);
}

#[test]
fn one_migration_goes_and_those_above_it_keep_their_rows() {
    let database = at_head();
    database.sql(FLEET);
    database.sql("INSERT INTO acme_accounts (id, key_thumbprint) VALUES ('acc-1', 'x')");
    database.sql("UPDATE renewal_policies SET retry_interval_seconds = 7200");
    task(&database.url(), &["--migrate-down", "17"]).good();
    assert_eq!(
        database.sql("SELECT retry_interval_minutes, auto_renew FROM renewal_policies"),
        "120|t"
    );
    assert_eq!(database.sql("SELECT id FROM acme_accounts"), "acc-1");
    assert_eq!(database.sql("SELECT count(*) FROM schema_migrations WHERE version <> 17"), "27");
    let ended = task(&database.url(), &["--migrate-down", "17"]);
    assert_eq!(
        ended.good().messages("INFO"),
        ["none of these migrations is applied; nothing was changed"]
    );
    task(&database.url(), &["--migrate-only"]).good();
    assert_eq!(database.sql("SELECT retry_interval_seconds FROM renewal_policies"), "7200");
    assert_eq!(database.sql("SELECT id FROM acme_accounts"), "acc-1");
}

#[test]
fn several_go_from_the_highest_to_the_lowest() {
    let database = at_head();
    let ended = task(&database.url(), &["--migrate-down", "12,18,14"]);
    let reverted: Vec<&str> =
        ended.good().log.iter().map(|line| line["migration"].as_str().unwrap()).collect();
    let expected = [
        "000018_audit_events_worm",
        "000014_policy_violation_severity_check",
        "000012_revocation_index_scope",
    ];
    assert_eq!(reverted, expected);
}

#[test]
fn what_those_above_may_build_on_does_not_go_alone() {
    let database = at_head();
    for (number, name) in [
        ("1", "000001_initial_schema is base"),
        ("17,3", "000003_certificate_profiles is additive"),
    ] {
        let ended = task(&database.url(), &["--migrate-down", number, "--accept-data-loss"]);
        assert!(ended.error().contains(name), "{}", ended.stderr);
    }
    assert_eq!(database.sql("SELECT count(*) FROM schema_migrations"), "28");
}

#[test]
fn a_number_of_no_migration_is_refused() {
    let database = at_head();
    for arguments in
        [["--migrate-down-to", "29"], ["--migrate-down-to", "-1"], ["--migrate-down", "29"]]
    {
        let argument = arguments.join("=");
        let ended = task(&database.url(), &[&argument]);
        assert!(
            ended.error().ends_with("this release has no migration of that number"),
            "{}",
            ended.stderr
        );
    }
    let ended = task(&database.url(), &["--migrate-down-to", "28"]);
    assert_eq!(
        ended.good().messages("INFO"),
        ["none of these migrations is applied; nothing was changed"]
    );
    let empty = postgres().database();
    let ended = task(&empty.url(), &["--migrate-down-to", "0"]);
    assert!(ended.error().contains("there is nothing to revert"), "{}", ended.stderr);
}

#[test]
fn what_a_newer_release_has_applied_only_that_one_reverts() {
    let database = at_head();
    database.sql("INSERT INTO schema_migrations VALUES (29, '000029_next', 'additive', 'x', 'certctl-server 2.3.0')");
    let ended = task(&database.url(), &["--migrate-down-to", "27"]);
    assert_eq!(ended.error(), "000029_next is of a newer release, and only that one can revert it");
    assert_eq!(database.sql("SELECT count(*) FROM schema_migrations"), "29");
}

#[test]
fn a_row_written_at_the_last_moment_is_seen() {
    let database = at_head();
    let writer =
        database.hold("INSERT INTO acme_accounts (id, key_thumbprint) VALUES ('acc-1', 'x')");
    let url = database.url();
    let mut run =
        Running::start(binary([("CERTCTL_DATABASE_URL", &*url)]).args(["--migrate-down-to", "24"]));
    let waits = "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'acme_accounts'::regclass AND NOT granted";
    until("the down waits for the writer", || database.sql(waits) == "t");
    writer.commit();
    assert_eq!(run.ended(), Some(1));
    let refused = run.seen.iter().any(|line| line.contains("1 row of acme_accounts"));
    assert!(refused, "{:?}", run.seen);
    assert_eq!(database.sql("SELECT id FROM acme_accounts"), "acc-1");
}
