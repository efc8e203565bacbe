//! `urlParse` and `urlJoin`.

mod escape;
mod read;
mod resolve;

use super::arguments::{map, text};
use super::equality::kind;
use super::fixed;
use super::lists::NIL_KIND;
use crate::function::Function;
use crate::function::Parameter::{Map as Dict, String as Text};
use crate::value::{Map, Value};
use escape::{Mode, escape};
use read::{Url, read};

/// Whether a URL has a scheme; the error is Go's.
pub(crate) fn is_absolute_url(text: &str) -> Result<bool, String> {
    Ok(!read::read(text)?.scheme.is_empty())
}

/// A URL as it is when another is the base; the error is Go's.
pub(crate) fn absolute_url(base: &str, text: &str) -> Result<String, String> {
    let absolute = resolve::resolve(&read(base)?, read(text)?);
    Ok(String::from_utf8_lossy(&joined(&absolute)).into_owned())
}

/// Parts of a URL, with nothing escaped in them.
pub(crate) struct UrlParts {
    pub(crate) scheme: String,
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) fragment: String,
}

/// The parts of a URL; the error is Go's.
pub(crate) fn url_parts(text: &str) -> Result<UrlParts, String> {
    let url = read(text)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (host, path, fragment) = (text(&url.host), text(&url.path), text(&url.fragment));
    Ok(UrlParts { scheme: url.scheme, host, path, fragment })
}

pub(super) static FUNCTIONS: &[Function] =
    &[fixed("urlParse", &[Text], parse), fixed("urlJoin", &[Dict], join)];

fn parse(arguments: &[Value]) -> Result<Value, String> {
    let url = read(&text(arguments, 0)).map_err(|error| format!("unable to parse url: {error}"))?;
    let parts = Map::new();
    parts.set("hostname", Value::string(hostname(&url.host)));
    parts.set("userinfo", Value::string(user(&url)));
    parts.set("scheme", Value::string(url.scheme));
    parts.set("host", Value::string(url.host));
    parts.set("path", Value::string(url.path));
    parts.set("query", Value::string(url.query));
    parts.set("opaque", Value::string(url.opaque));
    parts.set("fragment", Value::string(url.fragment));
    Ok(Value::Map(parts))
}

/// The name and password as they stand in a URL.
fn user(url: &Url) -> String {
    let Some((name, password)) = &url.user else {
        return String::new();
    };
    let name = escape(name, Mode::User);
    match password {
        Some(password) => format!("{name}:{}", escape(password, Mode::User)),
        None => name,
    }
}

/// The host without its port.
fn hostname(host: &[u8]) -> Vec<u8> {
    let colon = host.iter().rposition(|byte| *byte == b':');
    let port = colon.filter(|colon| host[colon + 1..].iter().all(u8::is_ascii_digit));
    let name = &host[..port.unwrap_or(host.len())];
    let inner = name.strip_prefix(b"[").and_then(|name| name.strip_suffix(b"]"));
    inner.unwrap_or(name).to_vec()
}

fn part(parts: &Map, name: &str) -> Result<Vec<u8>, String> {
    match parts.get(name.as_bytes()) {
        None => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(text.as_bytes().to_vec()),
        Some(Value::Nil) => Err(NIL_KIND.to_owned()),
        Some(other) => Err(format!(
            "unable to parse {name} key, must be of type string, but {} found",
            kind(&other)
        )),
    }
}

fn join(arguments: &[Value]) -> Result<Value, String> {
    let parts = map(arguments, 0);
    let mut url = Url {
        scheme: String::from_utf8_lossy(&part(&parts, "scheme")?).into_owned(),
        host: part(&parts, "host")?,
        path: part(&parts, "path")?,
        query: part(&parts, "query")?,
        opaque: part(&parts, "opaque")?,
        fragment: part(&parts, "fragment")?,
        user: None,
    };
    let info = part(&parts, "userinfo")?;
    if !info.is_empty() {
        let whole = format!("proto://{}@host", String::from_utf8_lossy(&info));
        let read = read(&whole);
        url.user = read.map_err(|error| format!("unable to parse userinfo in dict: {error}"))?.user;
    }
    Ok(Value::string(joined(&url)))
}

fn joined(url: &Url) -> Vec<u8> {
    let mut out = Vec::new();
    if !url.scheme.is_empty() {
        out.extend_from_slice(url.scheme.as_bytes());
        out.push(b':');
    }
    if url.opaque.is_empty() {
        let named = !url.host.is_empty() || url.user.is_some();
        if named || !url.scheme.is_empty() && !url.path.is_empty() {
            out.extend_from_slice(b"//");
        }
        if url.user.is_some() {
            out.extend_from_slice(user(url).as_bytes());
            out.push(b'@');
        }
        out.extend_from_slice(escape(&url.host, Mode::Host).as_bytes());
        let star = url.path == b"*";
        let path = if star { "*".to_owned() } else { escape(&url.path, Mode::Path) };
        if !path.is_empty() && !path.starts_with('/') && !url.host.is_empty() {
            out.push(b'/');
        }
        // A colon in the first part would be taken for the end of a scheme.
        if out.is_empty() && path.split('/').next().is_some_and(|first| first.contains(':')) {
            out.extend_from_slice(b"./");
        }
        out.extend_from_slice(path.as_bytes());
    } else {
        out.extend_from_slice(&url.opaque);
    }
    if !url.query.is_empty() {
        out.push(b'?');
        out.extend_from_slice(&url.query);
    }
    if !url.fragment.is_empty() {
        out.push(b'#');
        out.extend_from_slice(escape(&url.fragment, Mode::Fragment).as_bytes());
    }
    out
}
