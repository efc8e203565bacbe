//! Checks of documents: what they name exists, and what is generated is up to date.

pub(super) mod dead_link;
pub(super) mod dead_path;
pub(super) mod stale_values_table;
pub(super) mod undescribed_value;
pub(super) mod unknown_command;

use crate::evidence::Evidence;
use crate::sources::Sources;

/// The Markdown documents that the repository keeps, witnesses and changelogs of others aside.
fn documents(evidence: &Evidence) -> impl Iterator<Item = (&str, &str)> {
    evidence
        .sources
        .under("")
        .filter(|(path, _)| path.ends_with(".md") && !path.starts_with("xtask/witness/"))
}

/// Whether a path from the root is a file or a folder with files.
fn exists(sources: &Sources, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    sources.text(path).is_some() || sources.under(&format!("{path}/")).next().is_some()
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
