//! What every installation begins with; planting it again changes nothing.

use anyhow::Result;
use tokio_postgres::Client;

use super::{embedded, lock};

/// Plants it.
///
/// # Errors
/// Where the database refuses it.
pub async fn plant(client: &mut Client) -> Result<()> {
    let transaction = client.transaction().await?;
    lock::take(&transaction).await?;
    transaction.batch_execute(embedded::SEED).await?;
    transaction.commit().await?;
    Ok(())
}
