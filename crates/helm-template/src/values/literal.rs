//! The grammar of `--set-literal`: a name, and everything behind `=` as it stands.

use super::scanner::{
    Scanner, Stop, below, conversion, deeper, negative, put, put_at, take_list, unexpected,
};
use crate::data::{Data, Table};
use crate::version::Version;

/// Reads `name=text` into a table.
pub(super) fn parse(text: &str, data: &mut Table, helm: Version) -> Result<(), String> {
    let mut scanner = Scanner::new(text, false);
    match key(&mut scanner, data, 0) {
        Ok(()) => Ok(()),
        Err(stop) => stop.outcome(helm),
    }
}

fn value(scanner: &mut Scanner<'_>) -> Data {
    let text = scanner.rest().to_owned();
    scanner.skip(text.len());
    Data::Text(text)
}

fn key(scanner: &mut Scanner<'_>, data: &mut Table, nesting: usize) -> Result<(), Stop> {
    let (name, stop) = scanner.until(&['=', '[', '.']);
    match stop {
        None if name.is_empty() => Err(Stop::End),
        None => Stop::wrong(format!("key {name:?} has no value")),
        Some('.') => {
            let nesting = deeper(nesting)?;
            below(data, name, |inner| key(scanner, inner, nesting))
        }
        Some('[') => {
            let index = scanner.index()?;
            let mut list = take_list(data, &name)?;
            let result = item(scanner, &mut list, index, nesting);
            put(data, name, Data::List(list));
            result
        }
        Some(_) => {
            put(data, name, value(scanner));
            Ok(())
        }
    }
}

fn item(
    scanner: &mut Scanner<'_>,
    list: &mut Vec<Data>,
    index: i64,
    nesting: usize,
) -> Result<(), Stop> {
    let Ok(at) = usize::try_from(index) else { return negative(index) };
    let (between, stop) = scanner.until(&['[', '.', '=']);
    if !between.is_empty() {
        return unexpected(&between);
    }
    match stop {
        None => Err(Stop::End),
        Some('[') => {
            let next = scanner.index()?;
            let mut inner = match list.get_mut(at) {
                None | Some(Data::Null) => Vec::new(),
                Some(Data::List(items)) => std::mem::take(items),
                Some(other) => return conversion(other, "[]interface {}"),
            };
            item(scanner, &mut inner, next, nesting)?;
            put_at(list, index, Data::List(inner))
        }
        Some('.') => {
            let mut inner = match list.get_mut(at) {
                Some(Data::Table(table)) => std::mem::take(table),
                _ => Table::new(),
            };
            key(scanner, &mut inner, nesting)?;
            put_at(list, index, Data::Table(inner))
        }
        Some(_) => put_at(list, index, value(scanner)),
    }
}
