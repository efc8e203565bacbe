//! Checks of documents: what they name exists, and what is generated is up to date.

pub(super) mod dead_link;
pub(super) mod dead_path;
pub(super) mod invalid_helm_command;
pub(super) mod stale_values_table;
pub(super) mod undescribed_value;
pub(super) mod unknown_command;
pub(super) mod unknown_value;

use crate::evidence::Evidence;

/// The Markdown documents of the repository.
fn documents(evidence: &Evidence) -> impl Iterator<Item = (&str, &str)> {
    evidence.sources.under("").filter(|(path, _)| path.ends_with(".md"))
}

/// The path from the root that `target` means in a document, `..` and `.` resolved; nothing where it
/// leaves the repository.
fn resolve(document: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    if target.starts_with('/') {
        parts.clear();
    }
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn resolves_as_a_browser_does() {
        let resolved = |target| resolve("docs/operator/a.md", target);
        assert_eq!(resolved("b.md").as_deref(), Some("docs/operator/b.md"));
        assert_eq!(resolved("../../README.md").as_deref(), Some("README.md"));
        assert_eq!(resolved("/docs/x.md").as_deref(), Some("docs/x.md"));
        assert_eq!(resolved("../../../x"), None);
    }
}
