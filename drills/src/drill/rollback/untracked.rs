//! Image 2.1.0, which keeps no record: its down by hand, and the step to an image that keeps one.

use anyhow::{Result, ensure};

use super::NEW;
use super::operator::Operator;
use crate::stage::Stage;

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let mut operator = Operator::begin(stage, NEW)?;
    // What image 2.1.0 leaves behind: the schema, and no record.
    operator.sql("DROP TABLE schema_migrations")?;
    stage.prove("the runbook's lines for image 2.1.0 take 000017 back by hand", || {
        operator.follow("A down of image 2.1.0", |_| true)?;
        operator.sql("SELECT retry_interval_minutes FROM renewal_policies").map(drop)
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
