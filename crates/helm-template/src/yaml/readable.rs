//! Which characters go-yaml reads, and how far it comes before it meets another.

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

/// What go-yaml reads before it comes upon a control character: it reads in pieces.
pub(super) fn readable(text: &str) -> &str {
    let Some(at) = first_unreadable(text) else { return text };
    let piece = at / PIECE * PIECE;
    let end = (0..=piece).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}
