//! Templates of `-o jsonpath=`, as far as the runbooks use them: fields and quoted text.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// Fills a template in.
///
/// # Errors
/// When it holds more than fields and quoted text.
pub(super) fn fill(template: &str, object: &Value) -> Result<String> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (inside, after) = after.split_once('}').context("a brace is left open")?;
        if let Some(text) = inside.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            filled.push_str(&text.replace("\\n", "\n").replace("\\t", "\t"));
        } else {
            filled.push_str(&shown(field(inside, object)?));
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn field<'a>(path: &str, object: &'a Value) -> Result<&'a Value> {
    let path = path.strip_prefix('.').with_context(|| format!("{path}: no path"))?;
    if path.contains(['[', '*', '@', '?']) {
        bail!("{path}: the drills' kubectl knows only fields");
    }
    // A dot within a key is written with a backslash before it.
    let path = path.replace("\\.", "\0");
    Ok(path.split('.').fold(object, |at, key| &at[key.replace('\0', ".").as_str()]))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_fields_and_text_in() {
        let object = serde_json::json!({"spec": {"replicas": 2}, "data": {"tls.crt": "x"}});
        assert_eq!(fill(r#"{.spec.replicas}{"\n"}"#, &object).expect("filled"), "2\n");
        assert_eq!(fill(r"<{.data.tls\.crt}{.none}>", &object).expect("filled"), "<x>");
        assert!(fill("{.items[*].x}", &object).is_err());
    }
}
