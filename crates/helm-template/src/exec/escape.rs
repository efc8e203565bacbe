//! text/template's escaping functions: `html`, `js` and `urlquery`.

use crate::go::quote::is_print;
use crate::octets;

/// Text that is safe in HTML.
pub(super) fn html(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            0 => out.extend_from_slice("\u{fffd}".as_bytes()),
            b'"' => out.extend_from_slice(b"&#34;"),
            b'\'' => out.extend_from_slice(b"&#39;"),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            other => out.push(*other),
        }
    }
    out
}

/// Text that is safe in a string of JavaScript.
pub(super) fn script(text: &[u8]) -> Vec<u8> {
    let (text, has_octets) = octets::text(text);
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '"' => out.push_str("\\\""),
            '<' | '>' | '&' | '=' | '\0'..' ' | '\u{7f}' => {
                if character == '\u{7f}' {
                    out.push(character);
                } else {
                    out.push_str(&format!("\\u{:04X}", character as u32));
                }
            }
            _ if character.is_ascii() || is_print(octets::replaced(character)) => {
                out.push(character)
            }
            _ => out.push_str(&format!("\\u{:04X}", character as u32)),
        }
    }
    if has_octets { octets::bytes(&out) } else { out.into_bytes() }
}

/// Text that is safe in the query of a URL.
pub(super) fn query(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            b' ' => out.push(b'+'),
            b'-' | b'_' | b'.' | b'~' => out.push(*byte),
            _ if byte.is_ascii_alphanumeric() => out.push(*byte),
            _ => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    out
}
