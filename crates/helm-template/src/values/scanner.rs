//! The text of an option, read letter by letter, and what lists and keys may do.

use crate::data::{Data, Table};
use crate::version::Version;

/// The largest index of a list.
const MAX_INDEX: i64 = 65_536;
/// The deepest nesting of names.
const MAX_NESTING: usize = 30;

/// Why reading stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// The text is over.
    End,
    /// The text is over inside of an index.
    Early(String),
    /// Something is wrong.
    Wrong(String),
}

impl Stop {
    pub(super) fn wrong<T>(message: impl Into<String>) -> Result<T, Stop> {
        Err(Stop::Wrong(message.into()))
    }

    /// How reading ends to a version of Helm, the text of Go's error where it fails.
    pub(super) fn outcome(self, helm: Version) -> Result<(), String> {
        match self {
            Stop::End => Ok(()),
            Stop::Early(_) if helm.reading().index_may_stay_open => Ok(()),
            Stop::Early(message) | Stop::Wrong(message) => Err(message),
        }
    }
}

/// The letters that are left.
pub(super) struct Scanner<'a> {
    text: &'a str,
    /// Whether `\` takes the meaning from the letter behind it.
    escapes: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, escapes: bool) -> Self {
        Scanner { text, escapes }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.text = self.text.get(bytes..).unwrap_or_default();
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.text.chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.skip(letter.len_utf8());
        Some(letter)
    }

    /// The letters up to one of some, which is taken too; nothing where the text ends before.
    pub(super) fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut found = String::new();
        while let Some(letter) = self.next() {
            if stops.contains(&letter) {
                return (found, Some(letter));
            }
            if letter != '\\' || !self.escapes {
                found.push(letter);
            } else if let Some(letter) = self.next() {
                found.push(letter);
            }
        }
        (found, None)
    }

    /// The number before `]`.
    pub(super) fn index(&mut self) -> Result<i64, Stop> {
        let (digits, stop) = self.until(&[']']);
        let failed = |reason: String| Stop::wrong(format!("error parsing index: {reason}"));
        if stop.is_none() {
            return Err(Stop::Early("error parsing index: EOF".to_owned()));
        }
        let plain = digits.strip_prefix(['+', '-']).unwrap_or(&digits);
        if plain.is_empty() || !plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return failed(format!("strconv.Atoi: parsing {digits:?}: invalid syntax"));
        }
        let range = |_| format!("strconv.Atoi: parsing {digits:?}: value out of range");
        digits.parse().map_err(range).or_else(failed)
    }
}

/// One level deeper, where there may be one.
pub(super) fn deeper(nesting: usize) -> Result<usize, Stop> {
    if nesting < MAX_NESTING {
        return Ok(nesting + 1);
    }
    Stop::wrong(format!(
        "value name nested level is greater than maximum supported nested level of {MAX_NESTING}"
    ))
}

/// Puts a value under a key; under an empty key nothing is put.
pub(super) fn put(data: &mut Table, key: String, value: Data) {
    if !key.is_empty() {
        data.insert(key, value);
    }
}

/// Puts a value into a list, which grows as needed.
pub(super) fn put_at(list: &mut Vec<Data>, index: i64, value: Data) -> Result<(), Stop> {
    if index > MAX_INDEX {
        return Stop::wrong(format!(
            "index of {index} is greater than maximum supported index of {MAX_INDEX}"
        ));
    }
    let Ok(at) = usize::try_from(index) else { return negative(index) };
    if list.len() <= at {
        list.resize(at + 1, Data::Null);
    }
    list[at] = value;
    Ok(())
}

/// What stands between `]` and what may follow it.
pub(super) fn unexpected<T>(letters: &str) -> Result<T, Stop> {
    let quoted: Vec<String> = letters.chars().map(|letter| format!("{letter:?}")).collect();
    Stop::wrong(format!("unexpected data at end of array index: [{}]", quoted.join(" ")))
}

pub(super) fn negative<T>(index: i64) -> Result<T, Stop> {
    Stop::wrong(format!("negative {index} index not allowed"))
}

/// Takes the list under a key out, to be changed and put back; an empty one where there is none.
pub(super) fn take_list(data: &mut Table, key: &str) -> Result<Vec<Data>, Stop> {
    match data.get_mut(key) {
        None => Ok(Vec::new()),
        Some(Data::List(items)) => Ok(std::mem::take(items)),
        Some(other) => conversion(other, "[]interface {}"),
    }
}

/// Takes the table under a key out, to be changed and put back.
pub(super) fn take_table(data: &mut Table, key: &str) -> Result<Table, Stop> {
    match data.get_mut(key) {
        None => Ok(Table::new()),
        Some(Data::Table(table)) => Ok(std::mem::take(table)),
        Some(other) => conversion(other, "map[string]interface {}"),
    }
}

/// What Go says when a value is not of the type that the path needs.
pub(super) fn conversion<T>(value: &Data, wanted: &str) -> Result<T, Stop> {
    let is = match value {
        Data::Null => "nil",
        Data::Bool(_) => "bool",
        Data::Int(_) => "int64",
        Data::Float(_) => "float64",
        Data::Number(_) => "json.Number",
        Data::Text(_) | Data::Bytes(_) => "string",
        Data::List(_) => "[]interface {}",
        Data::Table(_) => "map[string]interface {}",
    };
    Stop::wrong(format!(
        "unable to parse key: interface conversion: interface {{}} is {is}, not {wanted}"
    ))
}

/// What follows a dot: names below a key, read by `read` into the table that is there or a new one.
pub(super) fn below(
    data: &mut Table,
    key: String,
    read: impl FnOnce(&mut Table) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let existed = data.contains_key(&key);
    let mut inner = take_table(data, &key)?;
    let result = read(&mut inner);
    if result.is_ok() && inner.is_empty() {
        return Stop::wrong(format!("key map {key:?} has no value"));
    }
    if existed || !inner.is_empty() {
        put(data, key, Data::Table(inner));
    }
    result
}
