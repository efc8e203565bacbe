//! TOML as BurntSushi's decoder reads it: what `fromToml` gives, and its words for what is wrong.

mod text;

use super::toml_scalar;
use crate::go::quote::{quoted, quoted_rune};
use crate::value::{Element, List, Map, Value};

/// Deeper than any value that people write.
const MAX_DEPTH: usize = 200;

/// What differs between versions of the decoder.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// TOML 1.0. A text that ends too early is wrong on the line before its last.
    Older,
    /// TOML 1.0
    Toml1_0,
    /// TOML 1.1: inline tables may go over lines and end with a comma.
    Toml1_1,
}

/// Reads a document.
///
/// # Errors
/// In the decoder's words, with the line and the key.
pub(super) fn decode(text: &str, dialect: Dialect) -> Result<Map, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let inline_lines = dialect == Dialect::Toml1_1;
    let mut reader = Reader { text, at: 0, key: Vec::new(), depth: 0, inline_lines };
    let root = Map::new();
    reader.document(&root).map_err(|words| {
        let line = text[..reader.at.min(text.len())].matches('\n').count();
        let names_end = ["unexpected EOF;", "got end of file", "got '\\x00'"];
        let is_end = reader.at >= text.len() && names_end.iter().any(|end| words.contains(end));
        let line = match is_end && dialect == Dialect::Older {
            true => line,
            false => line + 1,
        };
        match reader.key.is_empty() {
            true => format!("toml: line {line}: {words}"),
            false => {
                format!("toml: line {line} (last key {}): {words}", quoted(&reader.key.join(".")))
            }
        }
    })?;
    Ok(root)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// The key whose value is being read.
    key: Vec<String>,
    depth: usize,
    inline_lines: bool,
}

fn defined(key: &[String]) -> String {
    format!("Key '{}' has already been defined.", key.join("."))
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        self.at += if found { expected.len() } else { 0 };
        found
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
    }

    /// Blanks, line ends and comments.
    fn lines(&mut self) {
        loop {
            self.at +=
                self.rest().len() - self.rest().trim_start_matches([' ', '\t', '\r', '\n']).len();
            if !self.rest().starts_with('#') {
                return;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    /// The next character as an error names it.
    fn got(&self) -> String {
        quoted_rune(i64::from(u32::from(self.peek().unwrap_or('\0'))), false)
    }

    fn document(&mut self, root: &Map) -> Result<(), String> {
        let mut prefix: Vec<String> = Vec::new();
        let mut table = root.clone();
        let mut headers: Vec<Vec<String>> = Vec::new();
        loop {
            self.lines();
            if self.rest().is_empty() {
                return Ok(());
            }
            if self.take("[[") {
                prefix = self.header("]")?;
                if !self.take("]") {
                    let got = self.got();
                    return Err(format!(
                        "expected end of table array name delimiter ']', but got {got} instead"
                    ));
                }
                headers.retain(|known| !known.starts_with(&prefix));
                table = self.another(root, &prefix)?;
                self.key.clone_from(&prefix);
            } else if self.take("[") {
                prefix = self.header("]")?;
                if headers.contains(&prefix) {
                    return Err(defined(&prefix));
                }
                headers.push(prefix.clone());
                table = self.below(root, &prefix, false)?;
                self.key.clone_from(&prefix);
            } else {
                self.entry(&table, &prefix)?;
                self.key.clear();
            }
            self.end_of_line()?;
            self.key.clear();
        }
    }

    fn end_of_line(&mut self) -> Result<(), String> {
        self.blanks();
        if self.rest().is_empty()
            || self.rest().starts_with(['\n', '#'])
            || self.rest().starts_with("\r\n")
        {
            return Ok(());
        }
        let got = self.got();
        Err(format!(
            "expected a top-level item to end with a newline, comment, or EOF, but got {got} instead"
        ))
    }

    fn header(&mut self, end: &str) -> Result<Vec<String>, String> {
        self.blanks();
        if self.rest().starts_with(']') {
            return Err("unexpected end of table name (table names cannot be empty)".to_owned());
        }
        let key = self.dotted(true)?;
        if !self.take(end) {
            let got = self.got();
            return Err(format!("expected '.' or ']' to end table name, but got {got} instead"));
        }
        Ok(key)
    }

    /// The table of a header; of a list of tables the last one.
    fn below(&self, root: &Map, key: &[String], into_lists: bool) -> Result<Map, String> {
        let mut table = root.clone();
        for (index, name) in key.iter().enumerate() {
            table = match table.get(name.as_bytes()) {
                None => {
                    let inner = Map::new();
                    table.set(name.as_str(), Value::Map(inner.clone()));
                    inner
                }
                Some(Value::Map(inner)) => inner,
                Some(Value::List(list)) if into_lists || index + 1 < key.len() => {
                    match list.items.last() {
                        Some(Value::Map(inner)) => inner.clone(),
                        _ => return Err(defined(&key[..=index])),
                    }
                }
                Some(_) => return Err(defined(&key[..=index])),
            };
        }
        Ok(table)
    }

    /// One more table of a list of tables.
    fn another(&self, root: &Map, key: &[String]) -> Result<Map, String> {
        let Some((last, above)) = key.split_last() else { return Ok(root.clone()) };
        let above = self.below(root, above, true)?;
        let mut items = match above.get(last.as_bytes()) {
            None => Vec::new(),
            Some(Value::List(list)) if matches!(list.items.last(), Some(Value::Map(_))) => {
                list.items.to_vec()
            }
            Some(_) => {
                let key = key.join(".");
                return Err(format!(
                    "Key '{key}' was already created and cannot be used as an array."
                ));
            }
        };
        let table = Map::new();
        items.push(Value::Map(table.clone()));
        let list = List { items: items.into(), element: Element::Map };
        above.set(last.as_str(), Value::List(list));
        Ok(table)
    }

    fn entry(&mut self, table: &Map, prefix: &[String]) -> Result<(), String> {
        let key = self.dotted(false)?;
        if !self.take("=") {
            return Err(match self.peek() {
                None => "unexpected EOF; expected key separator '='".to_owned(),
                Some(_) => format!("expected '.' or '=', but got {} instead", self.got()),
            });
        }
        self.key = [prefix, &key].concat();
        self.blanks();
        let value = self.value()?;
        if let Some((last, above)) = key.split_last() {
            let table = self.below(table, above, false)?;
            if table.get(last.as_bytes()).is_some() {
                return Err(defined(&self.key));
            }
            table.set(last.as_str(), value);
        }
        Ok(())
    }

    fn dotted(&mut self, is_header: bool) -> Result<Vec<String>, String> {
        let mut names = Vec::new();
        loop {
            self.blanks();
            let name = match self.peek() {
                Some('.') if is_header => {
                    return Err(
                        "unexpected table separator (table names cannot be empty)".to_owned()
                    );
                }
                Some('.') if names.is_empty() => {
                    return Err("unexpected '.': keys cannot start with a '.'".to_owned());
                }
                Some('=') if names.is_empty() => {
                    return Err("unexpected '=': key name appears blank".to_owned());
                }
                Some(letter @ ('.' | '=')) => return Err(format!("unexpected '{letter}'")),
                Some('"') => self.basic()?,
                Some('\'') => self.literal()?,
                _ => {
                    let bare =
                        |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
                    let end = self.rest().find(|letter| !bare(letter)).unwrap_or(self.rest().len());
                    if end == 0 {
                        return Err(format!("expected '.' or '=', but got {} instead", self.got()));
                    }
                    let name = self.rest()[..end].to_owned();
                    self.at += end;
                    name
                }
            };
            names.push(name);
            self.blanks();
            if !self.take(".") {
                return Ok(names);
            }
        }
    }

    fn value(&mut self) -> Result<Value, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("values are nested too deeply".to_owned());
        }
        let value = match self.peek() {
            None => Err("unexpected EOF; expected value".to_owned()),
            Some('"') => self.basic().map(Value::string),
            Some('\'') => self.literal().map(Value::string),
            Some('[') => self.list(),
            Some('{') => self.table(),
            Some('.') => Err("floats must start with a digit, not '.'".to_owned()),
            Some(_) => self.scalar(),
        };
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Result<Value, String> {
        self.take("[");
        let mut items = Vec::new();
        loop {
            self.lines();
            if self.take("]") {
                return Ok(Value::list(items));
            }
            if self.rest().starts_with(',') {
                return Err("unexpected comma".to_owned());
            }
            items.push(self.value()?);
            self.lines();
            if !self.take(",") && !self.rest().starts_with(']') {
                let got =
                    if self.rest().is_empty() { "end of file".to_owned() } else { self.got() };
                return Err(format!(
                    "expected a comma (',') or array terminator (']'), but got {got}"
                ));
            }
        }
    }

    fn table(&mut self) -> Result<Value, String> {
        self.take("{");
        let table = Map::new();
        let prefix = self.key.clone();
        loop {
            self.inline_blanks();
            if self.rest().starts_with('}') && (table.is_empty() || self.inline_lines) {
                break;
            }
            if self.rest().starts_with('}') {
                return Err("trailing comma not allowed in inline tables".to_owned());
            }
            self.entry(&table, &prefix)?;
            self.inline_blanks();
            if self.rest().starts_with('}') {
                break;
            }
            if self.rest().starts_with('\n') {
                return Err("newlines not allowed within inline tables".to_owned());
            }
            if !self.take(",") {
                let got =
                    if self.rest().is_empty() { "end of file".to_owned() } else { self.got() };
                return Err(format!(
                    "expected a comma or an inline table terminator '}}', but got {got} instead"
                ));
            }
        }
        self.take("}");
        self.key = prefix;
        Ok(Value::Map(table))
    }

    fn inline_blanks(&mut self) {
        if self.inline_lines { self.lines() } else { self.blanks() }
    }

    /// A number, a boolean or a time.
    fn scalar(&mut self) -> Result<Value, String> {
        for (word, truth) in [("true", true), ("false", false)] {
            if self.rest()[..self.word_end(0)] == *word {
                self.at += word.len();
                return Ok(Value::Bool(truth));
            }
        }
        if let Some(letter) = self.peek()
            && !letter.is_alphanumeric()
            && !"+-".contains(letter)
        {
            return Err(format!("expected value but found {} instead", self.got()));
        }
        let mut end = self.word_end(0);
        // A blank may stand between a date and a time.
        let after = self.rest().as_bytes().get(end + 1).is_some_and(u8::is_ascii_digit);
        if end == 10
            && self.rest().as_bytes()[4] == b'-'
            && self.rest()[end..].starts_with(' ')
            && after
        {
            end = self.word_end(end + 1);
        }
        let word = &self.rest()[..end];
        let value = toml_scalar::read(word)?;
        self.at += end;
        Ok(value)
    }

    fn word_end(&self, from: usize) -> usize {
        let is_end = |letter: char| !letter.is_alphanumeric() && !"_+-.:".contains(letter);
        self.rest()[from..].find(is_end).map_or(self.rest().len(), |length| from + length)
    }
}
