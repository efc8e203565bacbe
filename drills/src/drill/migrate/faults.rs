//! Faults that the migrate drill must find: in the chart, in the guide and in the server's source.

use crate::fault::{Fault, in_file as of};

const LOCK: &str = "server/src/migrations/lock.rs";
const APPLY: &str = "server/src/migrations/apply.rs";
const RUN: &str = "server/src/run.rs";
const SERVER: &str = "server/src/server.rs";
const ANSWER: &str = "server/src/server/answer.rs";
const JOB: &str = "deploy/helm/certctl/templates/migration-job.yaml";
const ENVIRONMENT: &str = "deploy/helm/certctl/templates/_env.tpl";

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    of(
        ("no-flag", "job"),
        "the Job starts a whole server",
        JOB,
        ("args: [--migrate-only]", "args: []"),
        "CERTCTL_SERVER_TLS_CERT_PATH: is not set",
    ),
    of(
        ("opens-a-port", "job"),
        "the server listens while it only migrates",
        RUN,
        (
            "    let mut client = lend(pool).await?;\n    let before",
            "    let _open = std::net::TcpListener::bind(\"0.0.0.0:0\")?;\n    let mut client = lend(pool).await?;\n    let before",
        ),
        "it listens on",
    ),
    of(
        ("no-record", "job"),
        "what was run is not recorded",
        APPLY,
        ("    tracking::insert(&transaction, step).await?;\n", ""),
        "the record holds 0 of 28 migrations",
    ),
    of(
        ("no-seed", "job"),
        "the seed is left out",
        RUN,
        ("if before.newer.is_empty() {", "if !before.newer.is_empty() {"),
        "the seed should be",
    ),
    of(
        ("seed-overwrites", "job"),
        "the seed writes over what is there",
        "server/migrations/seed.sql",
        (
            "('rp-default', 'Default') ON CONFLICT DO NOTHING",
            "('rp-default', 'Default') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name",
        ),
        "a second run has written",
    ),
    of(
        ("waits-for-nothing", "job"),
        "the server waits although the password is wrong",
        "server/src/database.rs",
        ("if !problem.passes {", "if false {"),
        "it has waited for what waiting does not mend",
    ),
    of(
        ("no-advisory-lock", "together"),
        "nobody waits for another who changes the schema",
        LOCK,
        ("SELECT pg_try_advisory_xact_lock($1)", "SELECT $1::bigint > 0"),
        "ten at once all end well",
    ),
    of(
        ("two-transactions", "killed"),
        "a migration and its record are two transactions",
        APPLY,
        (
            "    transaction.batch_execute(&step.up).await?;\n",
            "    transaction.batch_execute(&step.up).await?;\n    transaction.batch_execute(\"COMMIT; BEGIN\").await?;\n",
        ),
        "SQLSTATE 42",
    ),
    of(
        ("hook-ignored", "hook"),
        "the server migrates although the hook is to",
        SERVER,
        ("if !settings.migrated_by_hook {", "if !settings.migrated_by_hook || steps.len() > 1 {"),
        "it has migrated, although the hook is to",
    ),
    of(
        ("hook-unsaid", "hook"),
        "the chart does not tell the server of the hook",
        ENVIRONMENT,
        (
            "| ternary \"true\" \"false\" | quote }}\n- name: CERTCTL_AUTH_TYPE",
            "| ternary \"false\" \"false\" | quote }}\n- name: CERTCTL_AUTH_TYPE",
        ),
        "it has migrated, although the hook is to",
    ),
    of(
        ("ready-too-early", "hook"),
        "the server is ready whatever the schema is",
        ANSWER,
        (
            "Ok(Ok(standing)) if standing.is_good() =>",
            "Ok(Ok(standing)) if standing.edited.is_empty() =>",
        ),
        "it is ready before the schema is there",
    ),
    of(
        ("deaf", "hook"),
        "the server does not listen to SIGTERM",
        "server/src/signals.rs",
        (
            "_ = self.terminate.recv() => \"SIGTERM\",",
            "_ = std::future::pending::<()>() => \"SIGTERM\",",
        ),
        "after SIGTERM it still runs",
    ),
    of(
        ("no-lock-timeout", "load"),
        "a migration waits for a table as long as it takes, and everybody behind it",
        LOCK,
        ("= \"1500ms\"", "= \"0\""),
        "a reader or writer has seen an error",
    ),
];
