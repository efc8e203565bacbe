//! Which characters go-yaml reads, in which encodings, and how far it comes before it meets what it refuses.

use std::borrow::Cow;

/// Whether go-yaml's reader lets a character pass, wherever it stands.
pub(super) fn is_allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}')
        || letter >= '\u{10000}'
}

/// Pieces that go-yaml reads at once.
const PIECE: usize = 512;

/// Where the first character stands that go-yaml refuses wherever it stands, in bytes.
pub fn first_unreadable(text: &str) -> Option<usize> {
    // Nearly all bytes are plain, and a byte is cheaper to look at than a character.
    let suspicious = |byte: u8| byte == 0x7f || byte >= 0xc2 || byte < b' ' && byte != b'\n';
    // Whole pieces at once, so that the processor looks at many bytes with one instruction.
    let any = |piece: &[u8]| piece.iter().fold(false, |any, byte| any | suspicious(*byte));
    if !text.as_bytes().chunks(PIECE).any(any) {
        return None;
    }
    text.find(|letter| !is_allowed(letter))
}

/// What go-yaml reads of a file.
pub(super) struct Readable<'t> {
    /// The text, as far as its parser sees it.
    pub(super) text: Cow<'t, str>,
    /// What it says of what stands behind that, once its parser comes so far.
    pub(super) refusal: Option<&'static str>,
}

/// Reads bytes as go-yaml does: in pieces, a piece with something wrong in it not at all.
pub(super) fn readable(bytes: &[u8]) -> Readable<'_> {
    let (encoding, mark) = match bytes {
        [0xff, 0xfe, ..] => (Encoding::Utf16(u16::from_le_bytes), 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16(u16::from_be_bytes), 2),
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        _ => (Encoding::Utf8, 0),
    };
    if matches!(encoding, Encoding::Utf8)
        && let Ok(text) = std::str::from_utf8(&bytes[mark..])
        && first_unreadable(text).is_none()
    {
        return Readable { text: Cow::Borrowed(text), refusal: None };
    }
    let mut text = String::new();
    let mut position = mark;
    let mut filled = PIECE.min(bytes.len());
    loop {
        let whole = text.len();
        while position < filled {
            match encoding.character(&bytes[position..filled]) {
                Ok((letter, width)) => {
                    text.push(letter);
                    position += width;
                }
                Err(Unread::Incomplete(problem)) if filled == bytes.len() => {
                    return Readable { text: text.into(), refusal: Some(problem) };
                }
                Err(Unread::Incomplete(_)) => break,
                Err(Unread::Refused(problem)) => {
                    text.truncate(whole);
                    return Readable { text: text.into(), refusal: Some(problem) };
                }
            }
        }
        if filled == bytes.len() {
            return Readable { text: text.into(), refusal: None };
        }
        // What is left of a piece takes its room in the next one.
        filled = (position + PIECE).min(bytes.len());
    }
}

#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    /// By which two bytes are a unit.
    Utf16(fn([u8; 2]) -> u16),
}

enum Unread {
    /// More bytes are needed; the problem, where there are none.
    Incomplete(&'static str),
    Refused(&'static str),
}

type Read = Result<(char, usize), Unread>;

impl Encoding {
    /// The first character of some bytes, of which there is at least one, and its width.
    fn character(self, bytes: &[u8]) -> Read {
        let (letter, width) = match self {
            Encoding::Utf8 => utf8(bytes)?,
            Encoding::Utf16(unit) => utf16(bytes, unit)?,
        };
        match is_allowed(letter) {
            true => Ok((letter, width)),
            false => Err(Unread::Refused("control characters are not allowed")),
        }
    }
}

fn utf8(bytes: &[u8]) -> Read {
    let refuse = |problem| Err(Unread::Refused(problem));
    let first = bytes[0];
    let (width, start) = match first {
        0..=0x7f => (1, first),
        0xc0..=0xdf => (2, first & 0x1f),
        0xe0..=0xef => (3, first & 0x0f),
        0xf0..=0xf7 => (4, first & 0x07),
        _ => return refuse("invalid leading UTF-8 octet"),
    };
    let Some(trailing) = bytes.get(1..width) else {
        return Err(Unread::Incomplete("incomplete UTF-8 octet sequence"));
    };
    if trailing.iter().any(|byte| byte & 0xc0 != 0x80) {
        return refuse("invalid trailing UTF-8 octet");
    }
    let code =
        trailing.iter().fold(u32::from(start), |code, byte| code << 6 | u32::from(byte & 0x3f));
    let least = [0, 0x80, 0x800, 0x10000][width - 1];
    if code < least {
        return refuse("invalid length of a UTF-8 sequence");
    }
    match char::from_u32(code) {
        Some(letter) => Ok((letter, width)),
        None => refuse("invalid Unicode character"),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Read {
    let refuse = |problem| Err(Unread::Refused(problem));
    let [one, two, rest @ ..] = bytes else {
        return Err(Unread::Incomplete("incomplete UTF-16 character"));
    };
    let high = unit([*one, *two]);
    if high & 0xfc00 == 0xdc00 {
        return refuse("unexpected low surrogate area");
    }
    if high & 0xfc00 != 0xd800 {
        let letter = char::from_u32(u32::from(high)).unwrap_or(char::REPLACEMENT_CHARACTER);
        return Ok((letter, 2));
    }
    let [three, four, ..] = rest else {
        return Err(Unread::Incomplete("incomplete UTF-16 surrogate pair"));
    };
    let low = unit([*three, *four]);
    match char::decode_utf16([high, low]).next() {
        Some(Ok(letter)) => Ok((letter, 4)),
        _ => refuse("expected low surrogate area"),
    }
}
