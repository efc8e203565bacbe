//! Values by their dotted paths, as conditions and imports name them.

use crate::data::{Data, Table};

/// The table at a path of keys; the error is Helm's.
pub(super) fn table<'a>(values: &'a Table, path: &str) -> Result<&'a Table, String> {
    path.split('.').try_fold(values, |table, key| match table.get(key) {
        Some(Data::Table(inner)) => Ok(inner),
        _ => Err(format!("{key:?} is not a table")),
    })
}

/// The value at a path, where there is one that is no table.
pub(super) fn value<'a>(values: &'a Table, path: &str) -> Option<&'a Data> {
    let (holder, key) = match path.rsplit_once('.') {
        Some((above, key)) => (table(values, above).ok()?, key),
        None => (values, path),
    };
    holder.get(key).filter(|value| !matches!(value, Data::Table(_)))
}
