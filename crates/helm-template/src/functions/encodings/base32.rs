//! Base 32 with padding. Line breaks in between are passed over when it is read.

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Writes bytes.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for group in bytes.chunks(5) {
        let bits = (0..5).fold(0u64, |bits, index| {
            bits << 8 | u64::from(group.get(index).copied().unwrap_or(0))
        });
        let digits = (group.len() * 8).div_ceil(5);
        for index in 0..8 {
            if index >= digits {
                out.push('=');
                continue;
            }
            let digit = bits >> (35 - 5 * index) & 31;
            out.push(char::from(ALPHABET[digit as usize]));
        }
    }
    out
}

fn digit(byte: u8) -> Option<u64> {
    match byte {
        b'A'..=b'Z' => Some(u64::from(byte - b'A')),
        b'2'..=b'7' => Some(u64::from(byte - b'2' + 26)),
        _ => None,
    }
}

/// Reads bytes; the error names the place as Go does.
pub(super) fn decode(text: &[u8]) -> Result<Vec<u8>, String> {
    let wrong = |place: usize| Err(format!("illegal base32 data at input byte {place}"));
    let text: Vec<u8> = text.iter().copied().filter(|byte| !b"\r\n".contains(byte)).collect();
    let mut out = Vec::with_capacity(text.len() / 8 * 5);
    let (mut bits, mut count) = (0u64, 0usize);
    for (place, byte) in text.iter().enumerate() {
        let left = text.len() - place - 1;
        if *byte == b'=' && count >= 2 && left < 8 {
            if left + count < 7 {
                return wrong(text.len());
            }
            for offset in 0..7 - count {
                if text.get(place + 1 + offset).is_some_and(|next| *next != b'=') {
                    return wrong(place + offset);
                }
            }
            if matches!(count, 3 | 6) {
                return wrong(place);
            }
            let bytes = (bits << (5 * (8 - count))).to_be_bytes();
            out.extend_from_slice(&bytes[3..3 + count * 5 / 8]);
            return Ok(out);
        }
        let Some(digit) = digit(*byte) else {
            return wrong(place);
        };
        bits = bits << 5 | digit;
        count += 1;
        if count == 8 {
            out.extend_from_slice(&bits.to_be_bytes()[3..]);
            (bits, count) = (0, 0);
        }
    }
    if count > 0 {
        return wrong(text.len() - count);
    }
    Ok(out)
}
