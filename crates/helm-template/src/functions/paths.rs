//! Paths with slashes. Helm's functions for paths of the operating system are the same on Unix.

use super::arguments::{bytes, text};
use super::fixed;
use crate::function::Function;
use crate::function::Parameter::String as Text;
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("base", &[Text], base),
    fixed("dir", &[Text], dir),
    fixed("clean", &[Text], |a| Ok(Value::string(clean(&text(a, 0))))),
    fixed("ext", &[Text], extension),
    fixed("isAbs", &[Text], |a| Ok(Value::Bool(bytes(a, 0).starts_with(b"/")))),
    fixed("osBase", &[Text], base),
    fixed("osDir", &[Text], dir),
    fixed("osClean", &[Text], |a| Ok(Value::string(clean(&text(a, 0))))),
    fixed("osExt", &[Text], extension),
    fixed("osIsAbs", &[Text], |a| Ok(Value::Bool(bytes(a, 0).starts_with(b"/")))),
];

fn base(arguments: &[Value]) -> Result<Value, String> {
    let path = text(arguments, 0);
    if path.is_empty() {
        return Ok(Value::string("."));
    }
    let trimmed = path.trim_end_matches('/');
    let last = trimmed.rsplit('/').next().unwrap_or("");
    Ok(Value::string(if last.is_empty() { "/" } else { last }))
}

fn dir(arguments: &[Value]) -> Result<Value, String> {
    let path = text(arguments, 0);
    let end = path.rfind('/').map_or(0, |slash| slash + 1);
    Ok(Value::string(clean(&path[..end])))
}

fn extension(arguments: &[Value]) -> Result<Value, String> {
    let path = text(arguments, 0);
    let last = path.rsplit('/').next().unwrap_or("");
    Ok(Value::string(last.rfind('.').map_or("", |dot| &last[dot..])))
}

/// The shortest path that means the same.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if rooted => {}
                _ => parts.push(part),
            },
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}
