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

/// Tables inside of each other along a path; the path `.` is the table itself.
pub(super) fn nest(path: &str, inner: Table) -> Table {
    if path == "." {
        return inner;
    }
    path.rsplit('.').fold(inner, |inner, key| Table::from([(key.to_owned(), Data::Table(inner))]))
}
