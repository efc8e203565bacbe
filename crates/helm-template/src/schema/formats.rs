//! The formats of texts that a schema may ask for, as the validator that Helm 3 uses has them. Most are
//! what Go itself reads: a time, an address, a URL.

use std::net::{IpAddr, Ipv4Addr};

use crate::functions::{self, regexes};

/// Whether a text has a format; one that is not known every text has.
pub(super) fn fits(format: &str, text: &str) -> bool {
    match format {
        "ipv4" => text.contains('.') && is_address(text),
        "ipv6" => text.contains(':') && is_address(text),
        "email" | "idn-email" => email(text).is_some(),
        "hostname" => is_hostname(text),
        "uri" | "iri" => !text.contains('\\') && functions::is_absolute_url(text) == Ok(true),
        "uri-reference" | "iri-reference" => is_reference(text),
        "uri-template" => is_reference(text) && is_template(text),
        "date" => is_time(&["2006-01-02"], text),
        "time" => is_time(&["15:04:05", "15:04:05Z07:00"], text),
        "date-time" => {
            let day = "2006-01-02T15:04:05Z07:00";
            is_time(&["15:04:05", "15:04:05Z07:00", "2006-01-02", day], text)
        }
        "uuid" => is_uuid(text),
        "regex" => regexes::compiled(text).is_ok(),
        "json-pointer" => is_pointer(text),
        "relative-json-pointer" => is_relative_pointer(text),
        _ => true,
    }
}

/// Whether a number has a format: it has none of those that are known.
pub(super) fn fits_number(format: &str) -> bool {
    !matches!(
        format,
        "ipv4"
            | "ipv6"
            | "email"
            | "idn-email"
            | "hostname"
            | "uri"
            | "iri"
            | "uri-reference"
            | "iri-reference"
            | "uri-template"
            | "date"
            | "time"
            | "date-time"
            | "uuid"
            | "regex"
            | "json-pointer"
            | "relative-json-pointer"
    )
}

fn is_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok() || text.parse::<Ipv4Addr>().is_ok()
}

fn is_time(layouts: &[&str], text: &str) -> bool {
    layouts.iter().any(|layout| functions::has_layout(layout, text))
}

fn is_reference(text: &str) -> bool {
    !text.contains('\\') && functions::is_absolute_url(text).is_ok()
}

/// Whether each brace of the path is closed.
fn is_template(text: &str) -> bool {
    let path = text.split(['?', '#']).next().unwrap_or(text);
    path.split('{').skip(1).all(|rest| rest.contains('}'))
}

fn is_hostname(text: &str) -> bool {
    text.len() <= 255
        && text.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts
            .iter()
            .zip(lengths)
            .all(|(part, length)| part.len() == length && part.bytes().all(is_digit))
}

fn is_pointer(text: &str) -> bool {
    let escapes = |part: &str| part.split('~').skip(1).all(|it| it.starts_with(['0', '1']));
    text.is_empty() || text.starts_with('/') && escapes(text)
}

fn is_relative_pointer(text: &str) -> bool {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = &text[..text.len() - rest.len()];
    let is_number = !digits.is_empty() && (digits == "0" || !digits.starts_with('0'));
    is_number && (rest == "#" || is_pointer(rest))
}

/// What Go's net/mail takes for one address: with a name before it, or a comment behind.
fn email(text: &str) -> Option<()> {
    let text = text.trim_matches([' ', '\t']);
    let rest = match specification(text) {
        Some(rest) => rest.trim_start_matches([' ', '\t']),
        None => {
            let address = name(text)?.strip_prefix('<')?;
            specification(address)?.strip_prefix('>')?.trim_start_matches([' ', '\t'])
        }
    };
    let is_comment = rest.starts_with('(') && rest.ends_with(')');
    (rest.is_empty() || is_comment).then_some(())
}

/// Both sides of the `@`; what stands behind them.
fn specification(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '\t']);
    let rest = match text.starts_with('"') {
        true => quoted(text).filter(|rest| text.len() - rest.len() > 2)?,
        false => atom(text)?,
    };
    atom(rest.strip_prefix('@')?.trim_start_matches([' ', '\t']))
}

/// The words of a name; what stands behind them.
fn name(text: &str) -> Option<&str> {
    let mut rest = text;
    while !rest.starts_with('<') {
        let after = match rest.starts_with('"') {
            true => quoted(rest)?,
            false => rest.trim_start_matches(is_atom),
        };
        if after.len() == rest.len() {
            return None;
        }
        rest = after.trim_start_matches([' ', '\t']);
    }
    Some(rest)
}

fn quoted(text: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(&text[at + 1..]),
            _ => {}
        }
    }
    None
}

fn is_atom(letter: char) -> bool {
    letter > ' ' && letter != '\u{7f}' && !r#"()<>[]:;@\,""#.contains(letter)
}

/// Letters with single dots between them; what stands behind them.
fn atom(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(is_atom);
    let atom = &text[..text.len() - rest.len()];
    (!atom.is_empty() && atom.split('.').all(|part| !part.is_empty())).then_some(rest)
}
