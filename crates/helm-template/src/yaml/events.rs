//! What a text is made of, event by event, for readers who want to know where each thing stands.
//!
//! It must not know what values events make.

use super::parser::Parser;
pub use super::parser::{Event, EventKind};
pub use super::scanner::Mark;

/// Why a text is no YAML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at line {} column {}", at.line + 1, at.column + 1)]
pub struct EventError {
    /// The problem, in go-yaml's words.
    pub problem: String,
    /// Where it was noticed.
    pub at: Mark,
}

/// The events of all documents of a text, as go-yaml's parser finds them. The last one is
/// [`EventKind::StreamEnd`] or an error.
///
/// ```
/// use helm_template::yaml::{EventKind, Events};
///
/// let lines: Vec<usize> = Events::new("a: 1\nb: [2]\n")
///     .filter_map(Result::ok)
///     .filter(|event| matches!(event.kind, EventKind::Scalar { .. }))
///     .map(|event| event.start.line)
///     .collect();
/// assert_eq!(lines, [0, 0, 1, 1]);
/// ```
pub struct Events<'t> {
    parser: Parser<'t>,
    ended: bool,
}

impl<'t> Events<'t> {
    /// Reads a text, which should not begin with a byte order mark.
    pub fn new(text: &'t str) -> Self {
        Events { parser: Parser::new(text), ended: false }
    }

    /// The same, and takes a text that says it is YAML 1.2, as go-yaml v3 does.
    pub fn newer(text: &'t str) -> Self {
        Events { parser: Parser::new(text).newer(), ended: false }
    }
}

impl Iterator for Events<'_> {
    type Item = Result<Event, EventError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let event = self.parser.next();
        self.ended = !matches!(&event, Ok(event) if event.kind != EventKind::StreamEnd);
        Some(event.map_err(|error| EventError { problem: error.problem, at: error.at }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line and column, from 0.
    type Place = (usize, usize);

    fn spans(text: &str) -> Vec<(String, Place, Place)> {
        let events = Events::new(text).map(|event| event.expect("parses"));
        let named = events.filter_map(|event| {
            let name = match event.kind {
                EventKind::Scalar { text, .. } => text,
                EventKind::Alias(name) => format!("*{name}"),
                EventKind::SequenceStart { .. } => "[".to_owned(),
                EventKind::SequenceEnd => "]".to_owned(),
                EventKind::MappingStart { .. } => "{".to_owned(),
                EventKind::MappingEnd => "}".to_owned(),
                _ => return None,
            };
            let place = |mark: Mark| (mark.line, mark.column);
            Some((name, place(event.start), place(event.end)))
        });
        named.collect()
    }

    fn span(text: &str, name: &str) -> (Place, Place) {
        let found = spans(text).into_iter().find(|(known, ..)| known == name);
        let (_, start, end) = found.unwrap_or_else(|| panic!("{name:?} in {:?}", spans(text)));
        (start, end)
    }

    #[test]
    fn a_scalar_ends_behind_its_last_character() {
        assert_eq!(span("a: word   # said\nb: 1\n", "word"), ((0, 3), (0, 7)));
        assert_eq!(span("a: two\n  lines \n\nb: 1\n", "two lines"), ((0, 3), (1, 7)));
        assert_eq!(span("é: 'q''d' # said\n", "q'd"), ((0, 3), (0, 9)));
        assert_eq!(span("a: \"x\\\n  y\" # said\n", "xy"), ((0, 3), (1, 4)));
        assert_eq!(span("a: &n !!str v\n", "v"), ((0, 3), (0, 13)));
        assert_eq!(span("a: &n v\nb: *n \n", "*n"), ((1, 3), (1, 5)));
    }

    #[test]
    fn a_block_scalar_ends_before_the_lines_that_are_not_of_it() {
        assert_eq!(span("a: |\n  x\n  y\n\n# said\nb: 1\n", "x\ny\n"), ((0, 3), (3, 0)));
        assert_eq!(span("a: |\n  x", "x"), ((0, 3), (1, 3)));
        assert_eq!(span("a: |\nb: 1\n", ""), ((0, 3), (1, 0)));
    }

    #[test]
    fn what_is_not_there_stands_behind_what_announced_it() {
        assert_eq!(span("a:\n\nb: 1\n", ""), ((0, 2), (0, 2)));
        assert_eq!(span("- \n- b\n", ""), ((0, 1), (0, 1)));
        assert_eq!(span("a: &n !x\nb: 1\n", ""), ((0, 3), (0, 8)));
    }

    #[test]
    fn a_flow_collection_ends_with_its_bracket() {
        assert_eq!(span("a: [1,\n 2] # said\n", "["), ((0, 3), (0, 4)));
        assert_eq!(span("a: [1,\n 2] # said\n", "]"), ((1, 2), (1, 3)));
    }

    #[test]
    fn says_where_a_text_stops_being_yaml() {
        let error = Events::new("a: 1\nb: [\n").find_map(Result::err).expect("unclosed");
        assert_eq!(error.to_string(), "did not find expected node content at line 3 column 1");
    }

    #[test]
    fn a_newer_version_is_taken_where_that_is_wanted() {
        let text = "%YAML 1.2\n---\na: 1\n";
        assert!(Events::newer(text).all(|event| event.is_ok()));
        let error = Events::new(text).find_map(Result::err).expect("refused");
        assert_eq!(error.problem, "found incompatible YAML document");
        let text = "%YAML 1.3\n---\na: 1\n";
        assert!(Events::newer(text).any(|event| event.is_err()));
    }

    #[test]
    fn nothing_follows_the_end_nor_an_error() {
        for text in ["a: 1\n---\nb: 2\n", "a: [", ""] {
            let mut events = Events::new(text);
            assert!(events.by_ref().last().is_some(), "{text:?}");
            assert!(events.next().is_none(), "{text:?}");
        }
    }
}
