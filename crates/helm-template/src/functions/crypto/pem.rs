//! PEM: base 64 between two lines that name what it is.

use crate::functions::encodings::base64;

/// Writes a block.
pub(super) fn encode(kind: &str, bytes: &[u8]) -> String {
    let text = base64::encode(bytes);
    let mut out = format!("-----BEGIN {kind}-----\n");
    for start in (0..text.len()).step_by(64) {
        out.push_str(&text[start..text.len().min(start + 64)]);
        out.push('\n');
    }
    out.push_str(&format!("-----END {kind}-----\n"));
    out
}

/// Reads the first block: its kind and its bytes.
pub(super) fn decode(text: &str) -> Option<(&str, Vec<u8>)> {
    let mut rest = text;
    loop {
        let start = rest.find("-----BEGIN ")?;
        let at_line = start == 0 || rest[..start].ends_with('\n');
        rest = &rest[start + 11..];
        let (line, body) = rest.split_once('\n')?;
        let Some(kind) = line.trim_end().strip_suffix("-----").filter(|_| at_line) else {
            continue;
        };
        let end = body.find(&format!("-----END {kind}-----"))?;
        let body = &body[..end];
        // Headers end at an empty line.
        let body = if body.contains(':') {
            body.split_once("\n\n").map_or(body, |(_, body)| body)
        } else {
            body
        };
        let plain: Vec<u8> = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        if let Ok(bytes) = base64::decode(&plain) {
            return Some((kind, bytes));
        }
    }
}
