//! Bytes that are no UTF-8 in Rust's strings: each stands as a character of a plane for private use, so
//! that a text of any bytes can be cut like any other and the bytes come out again.

use std::borrow::Cow;

/// Where the characters are that stand for bytes.
const BASE: u32 = 0x10ff00;
/// The bytes that one of them takes in UTF-8.
pub(crate) const WIDTH: usize = 4;

fn stand_in(byte: u8) -> char {
    char::from_u32(BASE + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The byte that a character stands for.
fn octet(letter: char) -> Option<u8> {
    u32::from(letter).checked_sub(BASE).and_then(|byte| u8::try_from(byte).ok())
}

/// A text, and whether characters in it stand for bytes.
pub(crate) fn text(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), false);
    }
    let mut text = String::with_capacity(bytes.len() + WIDTH);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| stand_in(*byte)));
    }
    (Cow::Owned(text), true)
}

/// A text with U+FFFD for each byte that is no UTF-8.
pub(crate) fn replaced_in(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    Cow::Owned(text)
}

/// Where characters stand for bytes.
pub(crate) fn places(text: &str) -> Vec<usize> {
    text.char_indices().filter(|(_, it)| octet(*it).is_some()).map(|(place, _)| place).collect()
}

/// The bytes of a part of such a text.
pub(crate) fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match octet(letter) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}

/// A part of such a text as it can be shown, with U+FFFD for each byte.
pub(crate) fn shown(text: &str) -> String {
    text.chars().map(replaced).collect()
}

/// A character as it can be shown.
pub(crate) fn replaced(letter: char) -> char {
    octet(letter).map_or(letter, |_| char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bytes_come_out_again() {
        let all: Vec<u8> = (0..=255).collect();
        let (held, stands) = text(&all);
        assert!(stands && places(&held).len() == 128);
        assert_eq!(bytes(&held), all);
        assert_eq!(shown(&held).matches('\u{fffd}').count(), 128);
        assert!(!text("é".as_bytes()).1);
    }
}
