//! The table that says which steps a database has.
//!
//! This module must not decide anything.

use anyhow::{Result, bail};
use tokio_postgres::{Client, GenericClient, Transaction};

use super::{Class, Migration, lock};
use crate::log;

const CREATE: &str = "
CREATE TABLE schema_migrations (
    version BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('base', 'additive', 'tightening', 'renaming')),
    checksum TEXT NOT NULL,
    applied_by TEXT NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
)";

/// A step that a database has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Applied {
    pub(super) version: i64,
    pub(super) name: String,
    /// Nothing where a newer release has invented another class.
    pub(super) class: Option<Class>,
    pub(super) checksum: String,
}

/// Whether there is such a table.
pub(super) async fn exists(client: &impl GenericClient) -> Result<bool> {
    Ok(exists_table(client, "schema_migrations").await?)
}

/// Makes the table where there is none.
pub(super) async fn prepare(client: &mut Client) -> Result<()> {
    if exists(client).await? {
        return Ok(());
    }
    let transaction = client.transaction().await?;
    lock::take(&transaction).await?;
    if exists(&transaction).await? {
        return Ok(());
    }
    if exists_table(&transaction, "managed_certificates").await? {
        bail!(
            "the database holds certctl's tables, but no record of migrations: a release up to 2.1.0, which kept none, \
             has made them. Say once at which number they are: --migrate-adopt 28 for 2.1.0 \
             (docs/operator/helm-deployment.md, From image 2.1.0)"
        );
    }
    transaction.batch_execute(CREATE).await?;
    transaction.commit().await?;
    log::debug("made the table schema_migrations", &[]);
    Ok(())
}

/// Records `steps` as the ones that a database without a record has; gives nothing where it has a record.
pub(super) async fn adopt(client: &mut Client, steps: &[Migration]) -> Result<bool> {
    let transaction = client.transaction().await?;
    lock::take(&transaction).await?;
    if exists(&transaction).await? {
        return Ok(false);
    }
    if !exists_table(&transaction, "managed_certificates").await? {
        bail!("the database is empty: there is nothing to adopt, --migrate-only makes the schema");
    }
    transaction.batch_execute(CREATE).await?;
    for step in steps {
        insert(&transaction, step).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// What the database has, in order.
pub(super) async fn applied(
    client: &impl GenericClient,
) -> Result<Vec<Applied>, tokio_postgres::Error> {
    let query = "SELECT version, name, class, checksum FROM schema_migrations ORDER BY version";
    let rows = client.query(query, &[]).await?;
    let applied = rows.iter().map(|row| Applied {
        version: row.get(0),
        name: row.get(1),
        class: Class::named(row.get(2)),
        checksum: row.get(3),
    });
    Ok(applied.collect())
}

/// Records a step.
pub(super) async fn insert(
    transaction: &Transaction<'_>,
    step: &Migration,
) -> Result<(), tokio_postgres::Error> {
    let statement = "INSERT INTO schema_migrations (version, name, class, checksum, applied_by) \
                     VALUES ($1, $2, $3, $4, $5)";
    let by = concat!("certctl-server ", env!("CARGO_PKG_VERSION"));
    let class = step.class.to_string();
    transaction
        .execute(statement, &[&step.version, &step.name, &class, &step.checksum(), &by])
        .await?;
    Ok(())
}

/// Strikes a step out.
pub(super) async fn delete(
    transaction: &Transaction<'_>,
    version: i64,
) -> Result<(), tokio_postgres::Error> {
    transaction.execute("DELETE FROM schema_migrations WHERE version = $1", &[&version]).await?;
    Ok(())
}

async fn exists_table(
    client: &impl GenericClient,
    name: &str,
) -> Result<bool, tokio_postgres::Error> {
    // Asked of the catalogue itself: `to_regclass` answers from a cache, which does not learn of another session's
    // table while this one waits for an advisory lock.
    let query = "SELECT EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
                 WHERE relname = $1 AND nspname = ANY (current_schemas(false)))";
    Ok(client.query_one(query, &[&name]).await?.get(0))
}
