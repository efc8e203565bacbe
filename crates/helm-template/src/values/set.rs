//! The grammar of `--set`, `--set-string`, `--set-json` and `--set-file`.

use super::ReadFile;
use super::scanner::{
    Scanner, Stop, below, conversion, deeper, negative, put, put_at, take_list, unexpected,
};
use crate::data::{Data, Table};
use crate::encoding::json;
use crate::version::Version;

/// What a value stands for.
#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    /// A number, a boolean, null or text.
    Typed,
    /// Text.
    Text,
    /// JSON.
    Json,
    /// The name of a file whose text is the value.
    File(ReadFile<'a>),
}

/// Reads `name=value,…` into a table.
pub(super) fn parse(
    text: &str,
    kind: Kind<'_>,
    data: &mut Table,
    helm: Version,
) -> Result<(), String> {
    let mut parser = Parser { scanner: Scanner::new(text, true), kind };
    loop {
        if let Err(stop) = parser.key(data, 0) {
            return stop.outcome(helm);
        }
    }
}

struct Parser<'a> {
    scanner: Scanner<'a>,
    kind: Kind<'a>,
}

impl Parser<'_> {
    fn key(&mut self, data: &mut Table, nesting: usize) -> Result<(), Stop> {
        let (key, stop) = self.scanner.until(&['=', '[', ',', '.']);
        match stop {
            None if key.is_empty() => Err(Stop::End),
            None => Stop::wrong(format!("key {key:?} has no value")),
            Some(',') => Stop::wrong(format!("key {key:?} has no value (cannot end with ,)")),
            Some('.') => {
                let nesting = deeper(nesting)?;
                below(data, key, |inner| self.key(inner, nesting))
            }
            Some('[') => {
                let index = self.scanner.index()?;
                let mut list = take_list(data, &key)?;
                let result = self.item(&mut list, index, nesting);
                put(data, key, Data::List(list));
                result
            }
            Some(_) => {
                let (value, result) = self.value()?;
                put(data, key, value);
                result
            }
        }
    }

    fn item(&mut self, list: &mut Vec<Data>, index: i64, nesting: usize) -> Result<(), Stop> {
        let Ok(at) = usize::try_from(index) else { return negative(index) };
        let (between, stop) = self.scanner.until(&['[', '.', '=']);
        if !between.is_empty() {
            return unexpected(&between);
        }
        match stop {
            None => Err(Stop::End),
            Some('[') => {
                let next = self.scanner.index()?;
                let mut inner = match list.get_mut(at) {
                    None | Some(Data::Null) => Vec::new(),
                    Some(Data::List(items)) => std::mem::take(items),
                    Some(other) => return conversion(other, "[]interface {}"),
                };
                self.item(&mut inner, next, nesting)?;
                put_at(list, index, Data::List(inner))
            }
            Some('.') => {
                let mut inner = match list.get_mut(at) {
                    Some(Data::Table(table)) => std::mem::take(table),
                    _ => Table::new(),
                };
                self.key(&mut inner, nesting)?;
                put_at(list, index, Data::Table(inner))
            }
            Some(_) => {
                let (value, result) = self.value()?;
                put_at(list, index, value)?;
                // What follows the last item is no error of the item.
                match result {
                    Err(Stop::Wrong(message)) => Stop::wrong(message),
                    _ => Ok(()),
                }
            }
        }
    }

    /// A value and how reading goes on behind it.
    fn value(&mut self) -> Result<(Data, Result<(), Stop>), Stop> {
        if matches!(self.kind, Kind::Json) {
            return self.json().map(|value| (value, Ok(())));
        }
        match self.scanner.peek() {
            None => Ok((Data::Text(String::new()), Err(Stop::End))),
            Some('{') => self.list().map(|list| (list, Ok(()))),
            Some(_) => {
                let (text, _) = self.scanner.until(&[',']);
                Ok((self.scalar(text)?, Ok(())))
            }
        }
    }

    fn list(&mut self) -> Result<Data, Stop> {
        self.scanner.next();
        let mut items = Vec::new();
        loop {
            let (text, stop) = self.scanner.until(&[',', '}']);
            match stop {
                None => return Stop::wrong("list must terminate with '}'"),
                Some(',') => items.push(self.scalar(text)?),
                Some(_) => {
                    if self.scanner.peek() == Some(',') {
                        self.scanner.next();
                    }
                    items.push(self.scalar(text)?);
                    return Ok(Data::List(items));
                }
            }
        }
    }

    fn scalar(&self, text: String) -> Result<Data, Stop> {
        match self.kind {
            Kind::Typed => Ok(typed(text)),
            Kind::Text | Kind::Json => Ok(Data::Text(text)),
            Kind::File(read) => read(&text).map(Data::from).map_err(Stop::Wrong),
        }
    }

    fn json(&mut self) -> Result<Data, Stop> {
        if self.is_empty() {
            return Ok(Data::Null);
        }
        let rest = self.scanner.rest();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        let value: serde_json::Value = match values.next() {
            None => return Stop::wrong("EOF"),
            Some(Err(error)) => return Stop::wrong(error.to_string()),
            Some(Ok(value)) => value,
        };
        self.scanner.skip(values.byte_offset());
        self.is_empty();
        Ok(json::data(value))
    }

    /// Takes blanks and a comma; whether nothing else was there.
    fn is_empty(&mut self) -> bool {
        loop {
            match self.scanner.peek() {
                None => return true,
                Some(',') => {
                    self.scanner.next();
                    return true;
                }
                Some(letter) if letter.is_whitespace() => {
                    self.scanner.next();
                }
                Some(_) => return false,
            }
        }
    }
}

/// What a text stands for in `--set`.
fn typed(text: String) -> Data {
    if text.eq_ignore_ascii_case("true") {
        return Data::Bool(true);
    }
    if text.eq_ignore_ascii_case("false") {
        return Data::Bool(false);
    }
    if text.eq_ignore_ascii_case("null") {
        return Data::Null;
    }
    if text == "0" {
        return Data::Int(0);
    }
    // A leading zero makes a text, such as a mode or the number of a phone.
    if text.starts_with('0') {
        return Data::Text(text);
    }
    text.parse().map_or(Data::Text(text), Data::Int)
}
