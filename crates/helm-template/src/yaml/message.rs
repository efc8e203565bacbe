//! The words of go-yaml for what the parser here finds wrong.

use saphyr_parser::ScanError;

use super::DecodeError;
use crate::data::Data;
use crate::number;

/// What go-yaml says, as far as the parser's words tell. It counts lines from 0 for what its parser
/// finds and from 1 for what its scanner finds, and says none for the first line.
pub(super) fn syntax(error: &ScanError, text: &str) -> DecodeError {
    let line = error.marker().line();
    let said = error.info();
    if said.contains("unknown anchor") {
        let name = anchor(text, line, error.marker().col());
        return DecodeError { message: format!("yaml: unknown anchor '{name}' referenced"), line };
    }
    let problem = match said.strip_prefix("while ").and_then(|rest| rest.split_once(", ")) {
        Some((_, problem)) => problem,
        None => said,
    };
    let from_parser =
        problem.starts_with("did not find expected") && !problem.contains("alphabetic");
    let problem = match problem {
        _ if problem.starts_with("unexpected character")
            || problem.starts_with("tabs disallowed") =>
        {
            "found character that cannot start any token"
        }
        problem => problem,
    };
    let message = match line {
        0 | 1 => format!("yaml: {problem}"),
        _ if from_parser => format!("yaml: line {}: {problem}", line - 1),
        _ => format!("yaml: line {line}: {problem}"),
    };
    DecodeError { message, line }
}

/// The name behind the `*` at a place.
fn anchor(text: &str, line: usize, column: usize) -> String {
    let line = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let rest: String = line.chars().skip(column).collect();
    let rest = rest.strip_prefix('*').unwrap_or(&rest);
    rest.chars().take_while(|letter| letter.is_alphanumeric() || "_-".contains(*letter)).collect()
}

/// A value as Go's `%#v` shows what go-yaml makes of it.
pub(super) fn go_syntax(value: &Data) -> String {
    match value {
        Data::Null => "interface {}(nil)".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number::general_until(*number, 21),
        Data::Text(text) => format!("{text:?}"),
        Data::List(items) => {
            let items: Vec<String> = items.iter().map(go_syntax).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Data::Table(table) => {
            let entries: Vec<String> =
                table.iter().map(|(key, value)| format!("{key:?}:{}", go_syntax(value))).collect();
            format!("map[interface {{}}]interface {{}}{{{}}}", entries.join(", "))
        }
    }
}
