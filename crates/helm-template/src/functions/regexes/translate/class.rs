//! Classes of characters: `[a-z]`, `[^[:alpha:]_]`, `\p{Greek}`.

use super::{escaped, literal, wrong};

const RANGE: &str = "invalid character class range";

const NAMES: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
    "space", "upper", "word", "xdigit",
];

/// Reads a class at the start of a text: what it is for the crate, and what is behind it.
pub(super) fn class(text: &str) -> Result<(String, &str), String> {
    let mut out = "[".to_owned();
    let mut rest = &text[1..];
    if let Some(after) = rest.strip_prefix('^') {
        out.push('^');
        rest = after;
    }
    let mut first = true;
    loop {
        if rest.is_empty() {
            return Err(wrong("missing closing ]", text));
        }
        if !first && let Some(after) = rest.strip_prefix(']') {
            out.push(']');
            return Ok((out, after));
        }
        first = false;
        if let Some((name, after)) = named(rest)? {
            out.push_str(name);
            rest = after;
            continue;
        }
        let set = rest
            .strip_prefix('\\')
            .is_some_and(|rest| rest.starts_with(|letter| "dDwWsSpP".contains(letter)));
        if set {
            let (text, after) = escaped(rest)?;
            out.push_str(&text);
            rest = after;
            continue;
        }
        rest = range(&mut out, rest, text)?;
    }
}

/// Reads `[:alpha:]`.
fn named(text: &str) -> Result<Option<(&str, &str)>, String> {
    let Some(end) = text.strip_prefix("[:").and_then(|rest| rest.find(":]")) else {
        return Ok(None);
    };
    let (whole, rest) = text.split_at(end + 4);
    let name = &whole[2..whole.len() - 2];
    if !NAMES.contains(&name.strip_prefix('^').unwrap_or(name)) {
        return Err(wrong(RANGE, whole));
    }
    Ok(Some((whole, rest)))
}

/// Reads one character or a range of them.
fn range<'a>(out: &mut String, text: &'a str, class: &str) -> Result<&'a str, String> {
    let (low, rest) = character(text, class)?;
    let end = rest.strip_prefix('-').filter(|after| !after.is_empty() && !after.starts_with(']'));
    let Some(after) = end else {
        out.push_str(&literal(low));
        return Ok(rest);
    };
    let (high, after) = character(after, class)?;
    if high < low {
        return Err(wrong(RANGE, &text[..text.len() - after.len()]));
    }
    out.push_str(&format!("{}-{}", literal(low), literal(high)));
    Ok(after)
}

fn character<'a>(text: &'a str, class: &str) -> Result<(char, &'a str), String> {
    let Some(first) = text.chars().next() else {
        return Err(wrong("missing closing ]", class));
    };
    if first != '\\' {
        return Ok((first, &text[first.len_utf8()..]));
    }
    let (written, rest) = escaped(text)?;
    let code = match written.as_str() {
        r"\t" => Some('\t'),
        r"\n" => Some('\n'),
        r"\r" => Some('\r'),
        r"\x07" => Some('\u{7}'),
        r"\x0B" => Some('\u{b}'),
        r"\x0C" => Some('\u{c}'),
        written => match written.strip_prefix(r"\x{").and_then(|code| code.strip_suffix('}')) {
            Some(code) => u32::from_str_radix(code, 16).ok().and_then(char::from_u32),
            None => written.chars().next().filter(|_| written.chars().count() == 1),
        },
    };
    match code {
        Some(code) => Ok((code, rest)),
        None => Err(wrong(RANGE, &text[..text.len() - rest.len()])),
    }
}

/// Reads `\pL`, `\p{Greek}` or `\P{^Greek}`.
pub(super) fn property(text: &str) -> Result<(String, &str), String> {
    let mut characters = text.chars();
    let negated = characters.nth(1) == Some('P');
    let rest = characters.as_str();
    let (name, after) = match rest.strip_prefix('{') {
        Some(body) => match body.split_once('}') {
            Some((name, after)) => (name, after),
            None => return Err(wrong(RANGE, text)),
        },
        None => {
            let length = rest.chars().next().map_or(0, char::len_utf8);
            rest.split_at(length)
        }
    };
    let plain = name.strip_prefix('^').unwrap_or(name);
    let letter = if negated != name.starts_with('^') { 'P' } else { 'p' };
    let out = if plain == "Any" {
        let outside = letter == 'P';
        if outside { "[^\\x{0}-\\x{10FFFF}]".to_owned() } else { "[\\x{0}-\\x{10FFFF}]".to_owned() }
    } else {
        format!("\\{letter}{{{plain}}}")
    };
    if regex::Regex::new(&out).is_err() {
        let whole = &text[..text.len() - after.len()];
        return Err(wrong(RANGE, whole));
    }
    Ok((out, after))
}
