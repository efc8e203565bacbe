//! Values against values.schema.json.

use crate::chart::{Chart, ChartError};
use crate::data::Table;
use crate::version::Version;

/// Validates values.
///
/// # Errors
/// In Helm's words.
pub fn validate(_chart: &Chart, _values: &Table, _helm: Version) -> Result<(), ChartError> {
    Ok(())
}
