//! Image 2.1.0, which keeps no record: its down by hand, and the step to an image that keeps one.

use anyhow::{Result, ensure};

use super::NEW;
use super::operator::Operator;
use crate::stage::Stage;

/// One serial number, revoked under two issuers.
const TWICE: &str = "INSERT INTO issuers (id, name, type) VALUES ('iss-a', 'a', 'ACME'), ('iss-b', 'b', 'ACME'); \
    INSERT INTO managed_certificates (id, name, common_name, issuer_id) VALUES ('mc', 'web', 'example.com', 'iss-a'); \
    INSERT INTO certificate_revocations (id, certificate_id, issuer_id, serial_number) \
    VALUES ('r-1', 'mc', 'iss-a', '01'), ('r-2', 'mc', 'iss-b', '01')";

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let mut operator = Operator::begin(stage, NEW)?;
    // What image 2.1.0 leaves behind: the schema, and no record.
    operator.sql("DROP TABLE schema_migrations")?;
    stage.prove("the runbook's lines for image 2.1.0 take 000017 back by hand", || {
        operator.down_by_hand("000017_db_coupling_cleanup")?;
        operator.sql("SELECT retry_interval_minutes FROM renewal_policies").map(drop)
    })?;
    stage.prove(
        "with one serial under two issuers its 000012 is found, fails by hand, and changes nothing",
        || {
            operator.sql(TWICE)?;
            let printed = operator.follow("Check before crossing 000012", |_| true)?;
            ensure!(printed.contains("(1 row)"), "{printed}");
            let failed = operator.down_by_hand("000012_revocation_index_scope").err();
            let said = failed.map(|error| format!("{error:#}")).unwrap_or_default();
            let why = "could not create unique index \"idx_certificate_revocations_serial\"";
            ensure!(said.contains(why), "it should fail for {why:?}: {said}");
            let index = "SELECT count(*) FROM pg_indexes \
                         WHERE indexname = 'idx_certificate_revocations_issuer_serial'";
            ensure!(operator.sql(index)? == "1", "half of the down has been done");
            Ok(())
        },
    )?;
    stage.prove("without that row the down of 000012 by hand succeeds", || {
        operator.sql("DELETE FROM certificate_revocations WHERE id = 'r-2'")?;
        operator.down_by_hand("000012_revocation_index_scope")
    })?;
    operator.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")?;
    operator.restart()?;
    operator.sql("DROP TABLE schema_migrations")?;
    stage.prove(
        "an image that keeps a record refuses a database without one, and says what to do",
        || {
            let refused = operator.restart();
            ensure!(refused.is_err(), "it has started");
            let log = operator.server_log()?;
            for word in ["no record of migrations", "--migrate-adopt 28", "From image 2.1.0"] {
                ensure!(log.contains(word), "it does not say {word:?}: {log}");
            }
            Ok(())
        },
    )?;
    stage.prove("the guide's step from image 2.1.0 makes the record, and the server starts", || {
        operator.adopt()?;
        operator.restart()?;
        operator.verify()
    })
}
