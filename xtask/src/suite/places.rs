//! One suite file: typed, and where everything in it stands.
//!
//! It must not know what the files mean.

use std::sync::LazyLock;

use regex::Regex;
use serde::de::DeserializeOwned;

use super::{Anchor, Problem, did_you_mean};
use crate::yaml::{self, Dialect, Mismatch, Node, Step, Value};

/// A suite file, typed and with places.
pub(super) struct Read<T> {
    pub(super) typed: T,
    pub(super) places: Places,
}

/// Where everything in a suite file stands.
pub(super) struct Places {
    file: String,
    root: Node,
}

impl Places {
    pub(super) fn anchor(&self, path: &[Step]) -> Anchor {
        let span = self.root.locate(path);
        Anchor { file: self.file.clone(), line: span.line, column: span.column }
    }

    pub(super) fn problem(&self, path: &[Step], message: String, help: Option<String>) -> Problem {
        let Anchor { file, line, column } = self.anchor(path);
        Problem { file, line, column, message, help }
    }
}

/// Reads a file, or notes what is wrong with it.
pub(super) fn read<T: DeserializeOwned>(
    file: &str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Option<Read<T>> {
    let document = match yaml::parse_one(text, Dialect::GoYaml) {
        Ok(document) => document,
        Err(error) => {
            let (line, column) = (error.line, error.column);
            let message = format!("this is no YAML: {}", error.message);
            problems.push(Problem { file: file.to_owned(), line, column, message, help: None });
            return None;
        }
    };
    let places = Places { file: file.to_owned(), root: document.root };
    for yaml::DuplicateKey { key, second, .. } in document.duplicates {
        let message = format!("`{key}` stands twice in one mapping");
        let (line, column) = (second.line, second.column);
        problems.push(Problem { file: file.to_owned(), line, column, message, help: None });
    }
    // A file without anything is one in which every key is missing.
    let nothing = Node { value: Value::Mapping(Vec::new()), span: places.root.span };
    let root = if places.root.value == Value::Null { &nothing } else { &places.root };
    match yaml::read(root, &[]).value {
        Ok(typed) => Some(Read { typed, places }),
        Err(mismatch) => {
            problems.push(shape_problem(mismatch, &places));
            None
        }
    }
}

/// What serde says, at the place that it means, with a did-you-mean added.
fn shape_problem(Mismatch { path, message }: Mismatch, places: &Places) -> Problem {
    static UNKNOWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("unknown (?:field|variant) `([^`]*)`, expected (.*)$").expect("a valid pattern")
    });
    static WORD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("`([^`]*)`").expect("a valid pattern"));
    let help = UNKNOWN.captures(&message).and_then(|captures| {
        let known: Vec<&str> = WORD
            .captures_iter(captures.get(2)?.as_str())
            .filter_map(|word| Some(word.get(1)?.as_str()))
            .collect();
        did_you_mean(captures.get(1)?.as_str(), known)
    });
    let is_word = message.starts_with("invalid type: boolean") && message.contains("a string");
    let quotes =
        "`on`, `yes`, `no` and the like are booleans, as helm reads them: put it in quotes";
    let help = help.or_else(|| is_word.then(|| quotes.to_owned()));
    places.problem(&path, message, help)
}

#[cfg(test)]
mod tests {
    use crate::sources::Sources;
    use crate::suite::load;

    fn first_problem(matrix: &str) -> (u32, u32, String, Option<String>) {
        let sources = Sources::from_texts([("guards/matrix.yaml", matrix)]);
        let problem = load(&sources, "guards").problems.into_iter().next().expect("a problem");
        (problem.line, problem.column, problem.message, problem.help)
    }

    #[test]
    fn a_misspelt_key_is_found_where_it_stands() {
        let matrix = "chart: c\ncombinations:\n  - name: a\n    abuot: b\n";
        let (line, column, message, help) = first_problem(matrix);
        assert_eq!((line, column), (4, 5));
        assert!(message.starts_with("unknown field `abuot`"), "{message}");
        assert_eq!(help.as_deref(), Some("did you mean `about`?"));
    }

    #[test]
    fn a_word_that_is_a_boolean_wants_quotes() {
        let matrix = "chart: c\ncombinations:\n  - {name: a, about: on}\n";
        let (line, column, message, help) = first_problem(matrix);
        assert_eq!((line, column), (3, 15));
        assert_eq!(message, "invalid type: boolean `true`, expected a string");
        assert!(help.is_some_and(|help| help.contains("put it in quotes")));
    }

    #[test]
    fn a_key_that_stands_twice_is_found_where_it_stands_again() {
        let matrix = "chart: c\ncombinations:\n  - name: a\n    about: b\n    name: c\n";
        let (line, column, message, _) = first_problem(matrix);
        assert_eq!((line, column), (5, 5));
        assert_eq!(message, "`name` stands twice in one mapping");
    }
}
