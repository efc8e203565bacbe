//! One release for each class: upgraded over it, rolled back, and what the table says of it holds.

use anyhow::{Context as _, Result, ensure};

use super::operator::Operator;
use super::{NEW, SERVER};
use crate::stage::Stage;
use crate::workload;

/// What a release of any age has and writes: columns of 000001.
pub(super) const FLEET: &str = "INSERT INTO issuers (id, name, type) VALUES ('iss-a', 'a', 'ACME'), ('iss-b', 'b', 'ACME'); \
    INSERT INTO managed_certificates (id, name, common_name, issuer_id) VALUES ('mc', 'web', 'example.com', 'iss-a'); \
    INSERT INTO agents (id, name, hostname, api_key_hash) \
    VALUES ('ag', 'edge', 'edge', 'x'), ('ag-idle', 'idle', 'idle', 'x'), ('ag-gone', 'gone', 'gone', 'x'); \
    INSERT INTO deployment_targets (id, name, type, agent_id) \
    VALUES ('dt', 'edge', 'nginx', 'ag'), ('dt-idle', 'idle', 'nginx', 'ag-idle'), ('dt-gone', 'gone', 'nginx', 'ag-gone')";
pub(super) const WRITES: &str = "INSERT INTO jobs (id, type, certificate_id, agent_id, status) \
    VALUES (gen_random_uuid()::text, 'Renewal', 'mc', 'ag', 'Pending'); \
    INSERT INTO certificate_versions (id, certificate_id, serial_number, not_before, not_after, pem_chain) \
    VALUES (gen_random_uuid()::text, 'mc', '01', now(), now(), 'pem'); \
    INSERT INTO notification_events (id, type, channel, recipient, message) \
    VALUES (gen_random_uuid()::text, 'expiry', 'email', 'x', 'x'); \
    INSERT INTO audit_events (id, actor, action, resource_type, resource_id) \
    VALUES (gen_random_uuid()::text, 'x', 'x', 'x', 'x'); \
    UPDATE managed_certificates SET updated_at = now(), status = 'Active'; \
    UPDATE agents SET last_heartbeat_at = now(); UPDATE renewal_policies SET renewal_window_days = 14";

/// A violation with a severity in lower case.
const VIOLATION: &str = "INSERT INTO policy_violations (id, certificate_id, rule_id, message, severity) \
     VALUES (gen_random_uuid()::text, 'mc', 'pr-default-owner', 'x', 'warning')";

/// Class A: the old image works on the newer schema, and nothing is lost.
pub(super) fn additive(stage: &Stage<'_>) -> Result<()> {
    let mut operator = upgraded(stage, "0.18.0", NEW)?;
    let kept = "INSERT INTO acme_accounts (id, key_thumbprint) VALUES ('acc', 'x'); \
                UPDATE managed_certificates SET source = 'discovered'";
    operator.sql(kept)?;
    stage.prove("the runbook says which migrations are crossed, all of class A", || {
        let crossed = crossed(&mut operator, 18)?;
        ensure!(
            crossed.len() == 10 && crossed.iter().all(|line| line.starts_with('A')),
            "{crossed:?}"
        );
        Ok(())
    })?;
    roll_back_without_down(stage, &mut operator)?;
    stage.prove("what the old image does not know is still there", || {
        let kept = operator.sql(
            "SELECT id FROM acme_accounts UNION ALL SELECT source FROM managed_certificates",
        )?;
        ensure!(kept == "acc\ndiscovered", "it is {kept:?}");
        Ok(())
    })
}

/// Class B without a renaming one in between: the old image starts, with the limits of the table.
pub(super) fn tightening(stage: &Stage<'_>) -> Result<()> {
    let mut operator = Operator::begin(stage, "0.11.0")?;
    operator.sql(FLEET)?;
    // As it is without the limits.
    operator.sql("DELETE FROM agents WHERE id = 'ag-gone'")?;
    operator.sql(VIOLATION)?;
    operator.upgrade("0.16.0")?;
    operator.sql(WRITES)?;
    stage.prove(
        "the runbook says which migrations are crossed: 000012, 000014 and 000015 of class B",
        || {
            let crossed = crossed(&mut operator, 11)?;
            let tightening: Vec<&String> =
                crossed.iter().filter(|line| line.starts_with('B')).collect();
            ensure!(tightening.len() == 3 && crossed.len() == 5, "{crossed:?}");
            Ok(())
        },
    )?;
    roll_back_without_down(stage, &mut operator)?;
    stage.prove(
        "000014: a lower-case severity is refused; 000015: so is the end of an agent with targets",
        || {
            operator.refused(VIOLATION, "policy_violations_severity_check")?;
            let delete = "DELETE FROM agents WHERE id = 'ag-idle'";
            operator.refused(delete, "deployment_targets_agent_id_fkey")
        },
    )?;
    // Forward again, as somebody who chooses the down after all.
    operator.upgrade("0.16.0")?;
    stage.prove(
        "the runbook's check before 000012 finds nothing, and its down and that of 000014 are safe",
        || {
            let printed = operator.follow("Check before crossing 000012", |_| true)?;
            ensure!(printed.contains("(0 rows)"), "{printed}");
            let log = operator.revert("14,12", false)?;
            ensure!(log.matches("reverted a migration").count() == 2, "{log}");
            operator.sql(VIOLATION).map(drop)
        },
    )?;
    operator.upgrade("0.16.0")?;
    stage.prove(
        "with one serial under two issuers the check finds it, and the down of 000012 fails whole",
        || {
            operator.sql(
            "INSERT INTO certificate_revocations (id, certificate_id, issuer_id, serial_number) \
             VALUES ('r-1', 'mc', 'iss-a', '01'), ('r-2', 'mc', 'iss-b', '01')",
        )?;
            let printed = operator.follow("Check before crossing 000012", |_| true)?;
            ensure!(printed.contains("(1 row)"), "{printed}");
            fails(operator.revert("14,12", false), "SQLSTATE 23505")?;
            operator.refused(VIOLATION, "policy_violations_severity_check")
        },
    )?;
    stage.prove(
        "000015: the down would lose who is retired, and does not go without being told",
        || {
            operator.sql("UPDATE agents SET retired_at = now() WHERE id = 'ag-idle'")?;
            fails(operator.revert("15", false), "this would destroy 1 row of agents")
        },
    )
}

/// Class B, 000018, with additive ones above it.
pub(super) fn append_only(stage: &Stage<'_>) -> Result<()> {
    let mut operator = upgraded(stage, "0.17.0", NEW)?;
    roll_back_without_down(stage, &mut operator)?;
    stage.prove("000018: a purge of the audit log is refused", || {
        operator.refused("DELETE FROM audit_events", "append-only")
    })?;
    operator.upgrade(NEW)?;
    stage.prove("by its down, which is safe, the audit log can be edited from then on", || {
        operator.revert("18", false)?;
        operator.step(5)?;
        operator.verify()?;
        operator.sql("DELETE FROM audit_events").map(drop)
    })
}

/// Class C: the old image does not start before the down, and does afterwards, at the loss of the table.
pub(super) fn renaming(stage: &Stage<'_>) -> Result<()> {
    let mut operator = upgraded(stage, "0.16.0", NEW)?;
    operator.sql(
        "INSERT INTO acme_accounts (id, key_thumbprint) VALUES ('acc', 'x'); \
         UPDATE renewal_policies SET retry_interval_seconds = 7200",
    )?;
    stage.prove("without the down the rollback fails, and the old image says why", || {
        fails(operator.step(5), "timed out waiting for the condition")?;
        let log = operator.server_log()?;
        let why = "the schema is newer than this release and 000017_db_coupling_cleanup (class C, renaming) does not suit it";
        ensure!(log.contains(why), "it does not say {why:?}:\n{log}");
        Ok(())
    })?;
    operator.upgrade(NEW)?;
    stage.prove("the down names what would be lost, and changes nothing", || {
        fails(operator.revert("17", false), "of notification_events (000017_db_coupling_cleanup)")?;
        operator.sql("SELECT retry_interval_seconds FROM renewal_policies").map(drop)
    })?;
    stage.prove("told to, it renames back, with the dropped columns at their defaults", || {
        let log = operator.revert("17", true)?;
        ensure!(log.contains("reverted a migration"), "{log}");
        let policy =
            "SELECT retry_interval_minutes, auto_renew, alert_channel FROM renewal_policies";
        let policy = operator.sql(policy)?;
        ensure!(policy == "120\tt\temail", "the policy is {policy:?}");
        operator.refused("SELECT created_at FROM notification_events", "does not exist")
    })?;
    stage.prove("then the rollback succeeds, and the old image works", || {
        operator.step(5)?;
        operator.verify()?;
        operator.sql(WRITES)?;
        let kept = operator.sql("SELECT id FROM acme_accounts")?;
        ensure!(kept == "acc", "additive migrations above it have lost rows");
        Ok(())
    })?;
    stage.prove("the newer image applies it again", || {
        operator.upgrade(NEW)?;
        let policy = operator.sql("SELECT retry_interval_seconds FROM renewal_policies")?;
        ensure!(policy == "7200", "the policy is {policy:?}");
        operator.verify()
    })
}

/// An old image with rows in its database, upgraded by the guide.
fn upgraded(stage: &Stage<'_>, old: &str, new: &str) -> Result<Operator> {
    let mut operator = Operator::begin(stage, old)?;
    operator.sql(FLEET)?;
    operator.upgrade(new)?;
    operator.sql(WRITES)?;
    Ok(operator)
}

/// Class and name of the migrations above a number, as the runbook's second step shows them.
fn crossed(operator: &mut Operator, head: usize) -> Result<Vec<String>> {
    operator.step(1)?;
    let printed = operator.step(2).with_context(|| operator.server_log().unwrap_or_default())?;
    let listed = printed.lines().filter(|line| line.contains(" 000") || line.contains(" 0000"));
    Ok(listed.skip(head).map(str::to_owned).collect())
}

fn roll_back_without_down(stage: &Stage<'_>, operator: &mut Operator) -> Result<()> {
    stage.prove(
        "rolled back without a down the old image is ready, and says that the schema is newer",
        || {
            operator.step(5)?;
            operator.verify()?;
            ensure!(
                workload::pods(&operator.cluster, "Deployment", SERVER)?.len() == 1,
                "not one server"
            );
            let log = operator.server_log()?;
            let says = "the schema is newer than this release, which works on it nevertheless";
            ensure!(log.contains(says), "it does not say {says:?}:\n{log}");
            Ok(())
        },
    )?;
    stage.prove("it writes what it always has", || operator.sql(WRITES).map(drop))
}

/// Demands that something has failed for a reason.
pub(super) fn fails(ended: Result<String>, reason: &str) -> Result<()> {
    match ended {
        Ok(printed) => anyhow::bail!("it should fail for {reason:?}, and does not:\n{printed}"),
        Err(error) => {
            let text = format!("{error:#}");
            ensure!(text.contains(reason), "it fails, but not for {reason:?}: {text}");
            Ok(())
        }
    }
}
