//! Finds the words in identifiers, for camel case, snake case and kebab case.

use super::is_space;
use super::letters::{lower_letter, upper_letter};

/// What a run of characters is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Nothing is left.
    End,
    Number,
    /// Starts with a capital.
    Capital,
    Letters,
    /// Blanks, `-` and `_`.
    Connector,
    Punctuation,
    Other,
}

impl Kind {
    fn separates(self) -> bool {
        matches!(self, Kind::Connector | Kind::Punctuation)
    }

    fn continues(self) -> bool {
        matches!(self, Kind::Letters | Kind::Number)
    }
}

fn is_connector(character: char) -> bool {
    matches!(character, '-' | '_') || is_space(character)
}

/// Letters of scripts that write words with them: not the Chinese, Japanese and Korean ones.
fn is_letter(character: char) -> bool {
    if !character.is_alphabetic() {
        return false;
    }
    !matches!(character, '\u{3034}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{2ffff}')
}

fn is_punctuation(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_punctuation() && !"$+<=>^`|~".contains(character);
    }
    matches!(character, '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
}

/// A run of characters.
struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    fn next(&mut self) -> (Kind, &'a str) {
        let Some(first) = self.rest.chars().next() else {
            return (Kind::End, "");
        };
        let (kind, length) = if is_connector(first) {
            (Kind::Connector, self.run(is_connector))
        } else if is_punctuation(first) {
            (Kind::Punctuation, self.run(is_punctuation))
        } else if first.is_uppercase() {
            (Kind::Capital, self.capital(first))
        } else if is_letter(first) {
            (Kind::Letters, self.run(is_small))
        } else if first.is_numeric() {
            (Kind::Number, self.run(char::is_numeric))
        } else {
            (Kind::Other, self.run(is_other))
        };
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        (kind, word)
    }

    /// The length of the run of characters of a kind.
    fn run(&self, belongs: impl Fn(char) -> bool) -> usize {
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let rest = &self.rest[first..];
        first + rest.find(|character| !belongs(character)).unwrap_or(rest.len())
    }

    /// The length of a word with a capital: `Http`, or `HTTP` without the capital of the next word.
    fn capital(&self, first: char) -> usize {
        let rest = &self.rest[first.len_utf8()..];
        let Some(second) = rest.chars().next() else {
            return self.rest.len();
        };
        if !second.is_uppercase() {
            return if is_letter(second) { self.run(is_small) } else { first.len_utf8() };
        }
        let length = self.run(char::is_uppercase);
        let (capitals, after) = self.rest.split_at(length);
        match (after.chars().next(), capitals.chars().next_back()) {
            (Some(next), Some(last)) if is_letter(next) => length - last.len_utf8(),
            _ => length,
        }
    }
}

fn is_small(character: char) -> bool {
    is_letter(character) && !character.is_uppercase()
}

fn is_other(character: char) -> bool {
    let named = is_connector(character) || is_letter(character) || is_punctuation(character);
    !(named || character.is_numeric())
}

fn write(out: &mut String, kind: Kind, word: &str, connector: char) {
    if !matches!(kind, Kind::Capital | Kind::Connector) {
        out.push_str(word);
        return;
    }
    out.extend(word.chars().map(|character| match character {
        character if is_connector(character) => connector,
        character if character.is_uppercase() => lower_letter(character),
        character => character,
    }));
}

/// Words in small letters with a connector between them.
pub(super) fn joined(text: &str, connector: char) -> String {
    let mut out = String::new();
    let mut words = Words { rest: text };
    let (mut kind, mut word) = words.next();
    while !words.rest.is_empty() {
        if kind != Kind::Connector {
            write(&mut out, kind, word, connector);
        }
        let (before, last) = (kind, word);
        (kind, word) = words.next();
        match before {
            Kind::Number => {
                (kind, word) = follow(&mut out, &mut words, (kind, word), connector);
                if kind != Kind::End && !kind.separates() {
                    out.push(connector);
                }
            }
            Kind::Connector => write(&mut out, before, last, connector),
            Kind::Punctuation => {}
            _ if kind != Kind::Number => {
                if !kind.separates() {
                    out.push(connector);
                }
            }
            _ if words.rest.is_empty() => {}
            _ => (kind, word) = number_inside(&mut out, &mut words, word, connector),
        }
    }
    write(&mut out, kind, word, connector);
    out
}

/// Writes the letters and numbers that come next.
fn follow<'a>(
    out: &mut String,
    words: &mut Words<'a>,
    mut next: (Kind, &'a str),
    connector: char,
) -> (Kind, &'a str) {
    while next.0.continues() {
        write(out, next.0, next.1, connector);
        next = words.next();
    }
    next
}

/// A number after a word belongs to it (`bld4_floor`) unless small letters follow (`http_2xx`).
fn number_inside<'a>(
    out: &mut String,
    words: &mut Words<'a>,
    number: &str,
    connector: char,
) -> (Kind, &'a str) {
    let mut next = words.next();
    if next.0 != Kind::Letters {
        out.push_str(number);
        if !next.0.separates() {
            out.push(connector);
        }
        return next;
    }
    out.push(connector);
    out.push_str(number);
    next = follow(out, words, next, connector);
    if next.0 != Kind::End && !next.0.separates() {
        out.push(connector);
    }
    next
}

/// Words with a capital each and nothing between them; connectors at the start stay, of several others
/// all but one. A word that starts with several capitals keeps only the first of them.
pub(super) fn pascal_case(text: &str) -> String {
    let start = text.find(|character| !is_connector(character)).unwrap_or(text.len());
    let (leading, rest) = text.split_at(start);
    let mut out = leading.to_owned();
    let mut characters = rest.chars();
    let Some(first) = characters.next() else {
        // Where there is no word the last connector is written twice.
        out.extend(leading.chars().next_back());
        return out;
    };
    let mut capitals = first.is_uppercase();
    let mut held = upper_letter(first);
    for next in characters {
        if !is_connector(held) {
            out.push(held);
            capitals &= next.is_uppercase();
            held = if capitals { lower_letter(next) } else { next };
        } else if is_connector(next) {
            out.push(held);
            held = next;
        } else {
            capitals = next.is_uppercase();
            held = upper_letter(next);
        }
    }
    out.push(held);
    out
}
