//! A URL that is written relative to another, as package net/url resolves it.

use super::read::Url;

/// The URL that a reference stands for.
pub(super) fn resolve(base: &Url, reference: Url) -> Url {
    let mut url = reference;
    let is_absolute = !url.scheme.is_empty() || !url.host.is_empty() || url.user.is_some();
    if url.scheme.is_empty() {
        url.scheme.clone_from(&base.scheme);
    }
    if is_absolute {
        url.path = path(&url.path, b"");
        return url;
    }
    if !url.opaque.is_empty() {
        return url;
    }
    if url.path.is_empty() && url.query.is_empty() {
        url.query.clone_from(&base.query);
        if url.fragment.is_empty() {
            url.fragment.clone_from(&base.fragment);
        }
    }
    url.host.clone_from(&base.host);
    url.user.clone_from(&base.user);
    url.path = path(&base.path, &url.path);
    url
}

/// A path beside another, without `.` and `..`.
fn path(base: &[u8], beside: &[u8]) -> Vec<u8> {
    let whole = match beside {
        [] => base.to_vec(),
        [b'/', ..] => beside.to_vec(),
        _ => {
            let end = base.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
            [&base[..end], beside].concat()
        }
    };
    if whole.is_empty() {
        return whole;
    }
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut last: &[u8] = b"";
    for part in whole.split(|byte| *byte == b'/') {
        last = part;
        match part {
            b"." => {}
            b".." => drop(kept.pop()),
            part => kept.push(part),
        }
    }
    let mut path = b"/".to_vec();
    path.extend_from_slice(&kept.join(&b'/'));
    if last == b"." || last == b".." {
        path.push(b'/');
    }
    if path.starts_with(b"//") {
        path.remove(0);
    }
    path
}
