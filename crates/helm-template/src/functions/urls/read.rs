//! Reads URLs as package net/url does, with its words for what is wrong.

use super::escape::{Mode, unescape};
use crate::go::quote::quoted;

/// The parts of a URL.
#[derive(Debug, Default)]
pub(super) struct Url {
    pub(super) scheme: String,
    pub(super) opaque: Vec<u8>,
    pub(super) user: Option<User>,
    pub(super) host: Vec<u8>,
    pub(super) path: Vec<u8>,
    pub(super) query: Vec<u8>,
    pub(super) fragment: Vec<u8>,
}

/// A name, and a password if there is a colon.
pub(super) type User = (Vec<u8>, Option<Vec<u8>>);

/// Reads a URL.
pub(super) fn read(whole: &str) -> Result<Url, String> {
    let named = |text: &str, reason: String| format!("parse {}: {reason}", quoted(text));
    let (text, fragment) = whole.split_once('#').unwrap_or((whole, ""));
    let mut url = read_plain(text).map_err(|reason| named(text, reason))?;
    url.fragment = unescape(fragment, Mode::Fragment).map_err(|reason| named(whole, reason))?;
    Ok(url)
}

fn read_plain(text: &str) -> Result<Url, String> {
    let mut url = Url::default();
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    if text == "*" {
        url.path = b"*".to_vec();
        return Ok(url);
    }
    let (scheme, rest) = scheme(text)?;
    url.scheme = scheme.to_ascii_lowercase();
    let (mut rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    url.query = query.as_bytes().to_vec();
    if !rest.starts_with('/') {
        if !url.scheme.is_empty() {
            url.opaque = rest.as_bytes().to_vec();
            return Ok(url);
        }
        if rest.split('/').next().is_some_and(|first| first.contains(':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let has_authority = !url.scheme.is_empty() || !rest.starts_with("///");
    if let Some(after) = rest.strip_prefix("//").filter(|_| has_authority) {
        let end = after.find('/').unwrap_or(after.len());
        let authority = &after[..end];
        rest = &after[end..];
        (url.user, url.host) = read_authority(authority)?;
    }
    url.path = unescape(rest, Mode::Path)?;
    Ok(url)
}

fn scheme(text: &str) -> Result<(&str, &str), String> {
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if place > 0 => {}
            b':' if place == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => return Ok((&text[..place], &text[place + 1..])),
            _ => break,
        }
    }
    Ok(("", text))
}

fn read_authority(authority: &str) -> Result<(Option<User>, Vec<u8>), String> {
    let Some((info, host)) = authority.rsplit_once('@') else {
        return Ok((None, read_host(authority)?));
    };
    let host = read_host(host)?;
    let belongs = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    if !info.bytes().all(belongs) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    let user = match info.split_once(':') {
        Some((name, password)) => {
            (unescape(name, Mode::User)?, Some(unescape(password, Mode::User)?))
        }
        None => (unescape(info, Mode::User)?, None),
    };
    Ok((Some(user), host))
}

fn read_host(host: &str) -> Result<Vec<u8>, String> {
    let port = if host.starts_with('[') {
        let Some(end) = host.rfind(']') else {
            return Err("missing ']' in host".to_owned());
        };
        &host[end + 1..]
    } else {
        host.rfind(':').map_or("", |colon| &host[colon..])
    };
    let digits = port.strip_prefix(':').unwrap_or(if port.is_empty() { "" } else { "x" });
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("invalid port {} after host", quoted(port)));
    }
    // Behind `%25` an address has the name of an interface, in which everything may be escaped.
    let zone = host.find(']').and_then(|end| host[..end].find("%25").map(|start| (start, end)));
    if let Some((start, end)) = zone.filter(|_| host.starts_with('[')) {
        let mut out = unescape(&host[..start], Mode::Host)?;
        out.extend(unescape(&host[start..end], Mode::Path)?);
        out.extend(unescape(&host[end..], Mode::Host)?);
        return Ok(out);
    }
    unescape(host, Mode::Host)
}
