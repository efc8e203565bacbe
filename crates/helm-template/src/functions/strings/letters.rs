//! Upper, lower and title case, letter by letter as Go's package unicode maps them.

use super::is_space;

/// The one capital of a letter; letters that have two (`ß`) stay as they are.
pub(super) fn upper_letter(letter: char) -> char {
    let mut mapped = letter.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(single), None) => single,
        _ => letter,
    }
}

/// The one small letter of a letter.
pub(super) fn lower_letter(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// The letter that starts a word, which differs from the capital for the Latin digraphs.
fn title_letter(letter: char) -> char {
    match letter {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        _ => upper_letter(letter),
    }
}

/// Everything in capitals.
pub(super) fn upper(text: &str) -> String {
    text.chars().map(upper_letter).collect()
}

/// Everything in small letters.
pub(super) fn lower(text: &str) -> String {
    text.chars().map(lower_letter).collect()
}

/// Whether words end at a character, as strings.Title has it.
fn ends_word(character: char) -> bool {
    if character.is_ascii() {
        return !(character.is_ascii_alphanumeric() || character == '_');
    }
    !(character.is_alphabetic() || character.is_numeric()) && is_space(character)
}

/// A capital at the start of every word.
pub(super) fn title(text: &str) -> String {
    let mut previous = ' ';
    let mapped = text.chars().map(|character| {
        let start = ends_word(previous);
        previous = character;
        if start { title_letter(character) } else { character }
    });
    mapped.collect()
}

/// A small letter at the start of every word, where only white space separates words.
pub(super) fn untitle(text: &str) -> String {
    let mut start = true;
    let mapped = text.chars().map(|character| {
        if is_space(character) {
            start = true;
            return character;
        }
        if std::mem::take(&mut start) { lower_letter(character) } else { character }
    });
    mapped.collect()
}

/// Capitals for small letters, small letters for capitals.
pub(super) fn swap_case(text: &str) -> String {
    let mut start = true;
    let mapped = text.chars().map(|character| {
        let mapped = if character.is_uppercase()
            || character != title_letter(character)
                && character != upper_letter(character)
                && !character.is_lowercase()
        {
            lower_letter(character)
        } else if character.is_lowercase() {
            if start { title_letter(character) } else { upper_letter(character) }
        } else {
            character
        };
        start = is_space(mapped);
        mapped
    });
    mapped.collect()
}

/// The first byte of every word, each taken for a character of Latin-1.
pub(super) fn initials(text: &[u8]) -> String {
    let mut start = true;
    let mut letters = String::new();
    for byte in text {
        let character = char::from(*byte);
        if is_space(character) {
            start = true;
        } else if std::mem::take(&mut start) {
            letters.push(character);
        }
    }
    letters
}

/// Takes white space out; if there is some, the other bytes are each taken for a character of Latin-1.
pub(super) fn without_space(text: &[u8]) -> Vec<u8> {
    let kept: String = text.iter().copied().map(char::from).filter(|one| !is_space(*one)).collect();
    if kept.chars().count() == text.len() { text.to_vec() } else { kept.into_bytes() }
}
