//! Percent signs in the parts of URLs.

use crate::go::quote::quoted;

/// The part of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Path,
    User,
    Host,
    Fragment,
}

fn is_escaped(byte: u8, mode: Mode) -> bool {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        return false;
    }
    match mode {
        Mode::Host => !b"!$&'()*+,;=:[]<>\"".contains(&byte),
        Mode::Path => !b"$&+,/:;=@".contains(&byte),
        Mode::User => !b"$&+,;=".contains(&byte),
        Mode::Fragment => !b"$&+,/:;=?@!()*".contains(&byte),
    }
}

/// Writes what may not stand in a part with percent signs.
pub(super) fn escape(bytes: &[u8], mode: Mode) -> String {
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        if is_escaped(*byte, mode) {
            out.push_str(&format!("%{byte:02X}"));
        } else {
            out.push(char::from(*byte));
        }
    }
    out
}

/// Reads percent signs.
pub(super) fn unescape(text: &str, mode: Mode) -> Result<Vec<u8>, String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while place < bytes.len() {
        let byte = bytes[place];
        if byte == b'%' {
            let digits = bytes.get(place + 1..place + 3).unwrap_or_default();
            let code = std::str::from_utf8(digits).ok().filter(|digits| digits.len() == 2);
            let code = code.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
            let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            let end = bytes.len().min(place + 3);
            let shown = String::from_utf8_lossy(&bytes[place..end]);
            let Some(code) = code else {
                return Err(format!("invalid URL escape {}", quoted(&shown)));
            };
            if mode == Mode::Host && code < 0x80 && code != b'%' {
                return Err(format!("invalid URL escape {}", quoted(&shown)));
            }
            out.push(code);
            place += 3;
            continue;
        }
        if mode == Mode::Host && byte < 0x80 && is_escaped(byte, mode) {
            let shown = quoted(&text[place..=place]);
            return Err(format!("invalid character {shown} in host name"));
        }
        out.push(byte);
        place += 1;
    }
    Ok(out)
}
