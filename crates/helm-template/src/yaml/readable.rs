//! Which characters go-yaml reads, and how far it comes before it meets another.

/// Whether go-yaml's reader lets a character pass, wherever it stands.
pub(super) fn is_allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}')
        || letter >= '\u{10000}'
}

/// What go-yaml reads before it comes upon a control character: it reads in pieces.
pub(super) fn readable(text: &str) -> &str {
    const PIECE: usize = 512;
    // Nearly all bytes are plain, and a byte is cheaper to look at than a character.
    let suspicious = |byte: u8| byte == 0x7f || byte >= 0xc2 || byte < b' ' && byte != b'\n';
    // Whole pieces at once, so that the processor looks at many bytes with one instruction.
    let any = |piece: &[u8]| piece.iter().fold(false, |any, byte| any | suspicious(*byte));
    if !text.as_bytes().chunks(PIECE).any(any) {
        return text;
    }
    match text.char_indices().find(|(_, letter)| !is_allowed(*letter)) {
        None => text,
        Some((at, _)) => {
            let piece = at / PIECE * PIECE;
            let end = (0..=piece).rev().find(|end| text.is_char_boundary(*end));
            &text[..end.unwrap_or(0)]
        }
    }
}
