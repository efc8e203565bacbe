//! The words of go-yaml for what is wrong.

use super::DecodeError;
use super::scanner::SyntaxError;
use crate::data::Data;
use crate::go::quote;
use crate::number;

/// What go-yaml says. It counts lines from 0 for what its parser finds and from 1 for what its scanner
/// finds, and says none for the first line.
pub(super) fn syntax(error: &SyntaxError) -> DecodeError {
    let SyntaxError { problem, at, context, by_scanner } = error;
    let said = match (at.line, context.line) {
        (0, line) => line,
        (line, _) => line + usize::from(*by_scanner),
    };
    let message = match said {
        0 => format!("yaml: {problem}"),
        _ => format!("yaml: line {said}: {problem}"),
    };
    DecodeError { message, line: at.line + 1 }
}

/// A value as Go's `%#v` shows it where it stands alone.
pub(super) fn alone(value: &Data) -> String {
    match value {
        Data::Null => "<nil>".to_owned(),
        other => go_syntax(other),
    }
}

/// A value as Go's `%#v` shows what go-yaml makes of it.
pub(super) fn go_syntax(value: &Data) -> String {
    match value {
        Data::Null => "interface {}(nil)".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number::general_until(*number, 21),
        Data::Number(digits) => digits.clone(),
        Data::Text(text) => format!("{text:?}"),
        Data::Bytes(bytes) => quote::quoted_bytes(bytes, false),
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
