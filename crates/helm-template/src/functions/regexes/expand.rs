//! Puts what was found into a replacement: `$1`, `${1}`, `$name`, `${name}`, `$$`.

use regex::{Captures, Regex};

/// Appends a replacement.
pub(super) fn expand(out: &mut String, template: &str, regex: &Regex, found: &Captures<'_>) {
    let mut rest = template;
    while let Some(dollar) = rest.find('$') {
        out.push_str(&rest[..dollar]);
        rest = &rest[dollar + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let Some((name, after)) = reference(rest) else {
            out.push('$');
            continue;
        };
        rest = after;
        let number = number(name);
        let part = match number {
            Some(number) => found.get(number),
            None if regex.capture_names().flatten().any(|known| known == name) => found.name(name),
            None => None,
        };
        out.push_str(part.map_or("", |part| part.as_str()));
    }
    out.push_str(rest);
}

/// The name or number at the start of a text, and what is behind it.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (braced, body) = match text.strip_prefix('{') {
        Some(body) => (true, body),
        None => (false, text),
    };
    let belongs = |character: char| character == '_' || character.is_alphanumeric();
    let length = body.find(|character| !belongs(character)).unwrap_or(body.len());
    if length == 0 {
        return None;
    }
    let (name, rest) = body.split_at(length);
    if braced { Some((name, rest.strip_prefix('}')?)) } else { Some((name, rest)) }
}

fn number(name: &str) -> Option<usize> {
    let padded = name.len() > 1 && name.starts_with('0');
    if padded || name.len() > 8 || !name.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    name.parse().ok()
}
