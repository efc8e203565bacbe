//! The functions `search` and `match` of RFC 9535, which keep the expressions that they have compiled.
//!
//! The library compiles the expression anew for every value that a filter looks at, which takes
//! longer than all the rest of a run. So a path calls these instead, under names that no RFC has.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regex::{Captures, Regex};
use serde_json::Value;
use serde_json_path::functions::{LogicalType, ValueType};

use crate::pattern::Pattern;

/// A quoted text, which is left alone, or a call of one of the two.
static TOKENS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\b(?:search|match)\("#).ok()
});

/// The path with calls of the functions of this file.
pub(super) fn with_kept_expressions(path: &str) -> Cow<'_, str> {
    if !path.contains("search(") && !path.contains("match(") {
        return Cow::Borrowed(path);
    }
    let Some(tokens) = &*TOKENS else { return Cow::Borrowed(path) };
    tokens.replace_all(path, |token: &Captures<'_>| match &token[0] {
        "search(" => "kept_search(".to_owned(),
        "match(" => "kept_match(".to_owned(),
        quoted => quoted.to_owned(),
    })
}

type Compiled = HashMap<String, Option<Arc<Pattern>>>;

// Shared by reference: a clone of an expression would begin with empty caches of its own.
static COMPILED: LazyLock<RwLock<Compiled>> = LazyLock::new(RwLock::default);

/// Whether a value is a text in which an expression is found; one that is wrong is found nowhere.
fn found(value: &ValueType<'_>, expression: &str) -> LogicalType {
    let Some(Value::String(text)) = value.as_value() else { return LogicalType::False };
    // A thread that panicked while it held the lock has left a map that is still whole.
    let kept = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(expression).cloned();
    let pattern = kept.unwrap_or_else(|| {
        let pattern = Pattern::of_text(expression).ok().map(Arc::new);
        let mut kept = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
        kept.entry(expression.to_owned()).or_insert(pattern).clone()
    });
    pattern.is_some_and(|pattern| pattern.is_match(text)).into()
}

#[serde_json_path::function]
fn kept_search(value: ValueType, expression: ValueType) -> LogicalType {
    match expression.as_value() {
        Some(Value::String(expression)) => found(&value, &format!("(?R)({expression})")),
        _ => LogicalType::False,
    }
}

#[serde_json_path::function]
fn kept_match(value: ValueType, expression: ValueType) -> LogicalType {
    match expression.as_value() {
        Some(Value::String(expression)) => found(&value, &format!("(?R)^({expression})$")),
        _ => LogicalType::False,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::manifest::query::{Path, select};

    #[test]
    fn searches_and_matches_as_the_library_does() {
        let value = json!({"a": "1e+06", "b": ["x", "search(y", 7], "c": "abc"});
        for path in [
            "$..[?search(@, '[0-9]e[+]')]",
            "$..[?match(@, 'ab.')]",
            "$..[?match(@, 'b')]",
            "$..[?!search(@, 'x') && search(@, \"search[(]\")]",
            "$.b[?search(@, '(')]",
            "$.b[?@ == 'search(y']",
        ] {
            let ours = select(&value, &Path::parse(path).expect("parses"));
            let theirs = serde_json_path::JsonPath::parse(path).expect("parses");
            let theirs: Vec<_> = theirs.query(&value).all();
            let ours: Vec<_> = ours.iter().map(|selected| &selected.value).collect();
            assert_eq!(ours, theirs, "{path}");
        }
    }
}
