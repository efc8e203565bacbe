//! The standard base64.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The standard base64 of bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let wide = chunk
            .iter()
            .enumerate()
            .fold(0_u32, |wide, (index, byte)| wide | u32::from(*byte) << (16 - 8 * index));
        for index in 0..4 {
            if index > chunk.len() {
                text.push('=');
                continue;
            }
            let six = (wide >> (18 - 6 * index)) & 63;
            text.push(char::from(LETTERS[six as usize]));
        }
    }
    text
}

/// The bytes of a base64 text, line ends left out; nothing where it is none.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let padding = letters.iter().rev().take_while(|byte| **byte == b'=').count();
    if !letters.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(letters.len() / 4 * 3);
    let (mut wide, mut bits) = (0_u32, 0);
    for letter in &letters[..letters.len() - padding] {
        let six = LETTERS.iter().position(|known| known == letter)?;
        wide = wide << 6 | six as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((wide >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}
