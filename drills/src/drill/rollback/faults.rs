//! Faults that the rollback drill must find: in the runbook, in the migrations and in the server's source.

use crate::fault::{Fault, in_file as of};

const RUNBOOK: &str = super::RUNBOOK;

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    of(
        ("misfiled", "table"),
        "the table puts a tightening migration among the additive ones",
        RUNBOOK,
        (
            "000013 policy_rule_severity, 000016",
            "000013 policy_rule_severity, 000018 audit_events_worm, 000016",
        ),
        "000018_audit_events_worm",
    ),
    of(
        ("loss-unsaid", "table"),
        "a down destroys rows without being told",
        "server/src/migrations/revert.rs",
        ("if !lost.is_empty() && !accept_loss {", "if lost.len() > 1000 && !accept_loss {"),
        "destroys rows without being told",
    ),
    of(
        ("half-a-down", "table"),
        "a down leaves something behind",
        "server/migrations/000003_certificate_profiles.down.sql",
        (
            "ALTER TABLE managed_certificates DROP COLUMN certificate_profile_id;\nDROP TABLE certificate_profiles;",
            "DROP TABLE certificate_profiles CASCADE;",
        ),
        "certificate_profile_id",
    ),
    of(
        ("additive-in-name", "additive"),
        "a migration that calls itself additive refuses what older releases write",
        "server/migrations/000027_approval_workflow.up.sql",
        (
            "CREATE TABLE approvals (",
            "ALTER TABLE jobs ADD CONSTRAINT jobs_not_pending CHECK (agent_id IS NULL) NOT VALID;\nCREATE TABLE approvals (",
        ),
        "jobs_not_pending",
    ),
    of(
        ("silent-about-newer", "additive"),
        "an older release does not say that the schema is newer",
        "server/src/migrations/apply.rs",
        ("log::warn(\"the schema is newer", "log::debug(\"the schema is newer"),
        "it does not say",
    ),
    of(
        ("starts-on-anything", "renaming"),
        "an older release starts on a schema that does not suit it",
        "server/src/migrations/standing.rs",
        ("if !self.unsuitable.is_empty() {", "if self.unsuitable.len() > 1000 {"),
        "without the down the rollback fails",
    ),
    of(
        ("server-left-running", "renaming"),
        "the runbook forgets to stop the server before the down",
        RUNBOOK,
        (
            "scale deployment/certctl-server --replicas=0\n   kubectl",
            "scale deployment/certctl-server --replicas=1\n   kubectl",
        ),
        "a server was running while the schema went back",
    ),
    of(
        ("wrong-secret", "renaming"),
        "the runbook's task reads a Secret that is not there",
        RUNBOOK,
        (
            "{name: certctl-server, key: database-url}",
            "{name: certctl-database, key: database-url}",
        ),
        "certctl-database",
    ),
    of(
        ("rounded-away", "renaming"),
        "the down forgets that minutes are no seconds",
        "server/migrations/000017_db_coupling_cleanup.down.sql",
        ("greatest(1, round(retry_interval_seconds / 60.0))", "retry_interval_seconds"),
        "the policy is",
    ),
    of(
        ("newer-image-first", "class-d"),
        "the runbook starts the newer image on the restored database before it rolls back",
        RUNBOOK,
        ("Steps 1 to 6 of [Restore]", "Steps 1 to 7 of [Restore]"),
        "000017_db_coupling_cleanup (class C, renaming) does not suit it",
    ),
    of(
        ("approvals-forgotten", "class-d"),
        "the decision table forgets a down that destroys what nothing can bring back",
        RUNBOOK,
        ("000025, 000027 or 000028 |", "000025 or 000028 |"),
        "the row does not name [\"000027\"]",
    ),
    of(
        ("dump-without-accounts", "class-d"),
        "the dump leaves out what a down drops and nothing can regenerate",
        "deploy/helm/certctl/templates/backup-cronjob.yaml",
        ("pg_dump --format=custom", "pg_dump --format=custom --exclude-table-data=acme_accounts"),
        "lost  rows of public.acme_accounts",
    ),
    of(
        ("down-left-on-record", "class-d"),
        "what a down has dropped stays on record, so that no newer image makes it again",
        "server/src/migrations/tracking.rs",
        ("WHERE version = $1", "WHERE version = $1::bigint + 1000"),
        "relation \"acme_accounts\" does not exist",
    ),
];
