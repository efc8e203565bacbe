//! Base 64 with padding. Line breaks in between are passed over when it is read.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes bytes.
pub(in crate::functions) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            if index > group.len() {
                out.push('=');
                continue;
            }
            let digit = bits >> (18 - 6 * index) & 63;
            out.push(char::from(ALPHABET[digit as usize]));
        }
    }
    out
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// Reads bytes; the error names the place as Go does.
pub(in crate::functions) fn decode(text: &[u8]) -> Result<Vec<u8>, String> {
    let wrong = |place: usize| Err(format!("illegal base64 data at input byte {place}"));
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut place) = (0u32, 0usize, 0usize);
    while place < text.len() {
        let byte = text[place];
        place += 1;
        if let Some(digit) = digit(byte) {
            bits = bits << 6 | u32::from(digit);
            count += 1;
            if count == 4 {
                out.extend_from_slice(&bits.to_be_bytes()[1..]);
                (bits, count) = (0, 0);
            }
            continue;
        }
        if is_break(byte) {
            continue;
        }
        if byte != b'=' || count < 2 {
            return wrong(place - 1);
        }
        let breaks = |from: usize| text[from..].iter().take_while(|byte| is_break(**byte)).count();
        if count == 2 {
            place += breaks(place);
            match text.get(place) {
                None => return wrong(text.len()),
                Some(b'=') => place += 1,
                Some(_) => return wrong(place - 1),
            }
        }
        place += breaks(place);
        if place < text.len() {
            return wrong(place);
        }
        bits <<= 6 * (4 - count);
        out.extend_from_slice(&bits.to_be_bytes()[1..count]);
        return Ok(out);
    }
    if count > 0 {
        return wrong(text.len() - count);
    }
    Ok(out)
}
