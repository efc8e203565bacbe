//! The ledger: which commit a version of an action is, written down once by a person who looked.

use strsim::damerau_levenshtein;

use crate::evidence::Evidence;
use crate::yaml::{Dialect, Node, Span, SyntaxError, Value, parse_one};

use super::reading::is_commit;

/// Where it lies.
pub(super) const PATH: &str = ".github/pins.yaml";

/// What the ledger says, and what is wrong with it.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) entries: Vec<Entry>,
    pub(super) problems: Vec<Problem>,
}

/// A version of an action.
pub(super) struct Entry {
    pub(super) repository: String,
    pub(super) version: String,
    pub(super) commit: String,
    /// Listed for later use.
    pub(super) spare: bool,
    pub(super) span: Span,
}

/// Something that makes the ledger less than a ledger.
pub(super) struct Problem {
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// The ledger, where there is one.
pub(super) fn read(evidence: &Evidence) -> Option<Ledger> {
    Some(parse(evidence.sources.text(PATH)?))
}

impl Ledger {
    /// The versions of a repository; GitHub takes no notice of case in its name.
    pub(super) fn versions_of(&self, repository: &str) -> Vec<&Entry> {
        self.entries
            .iter()
            .filter(|entry| entry.repository.eq_ignore_ascii_case(repository))
            .collect()
    }

    /// The line to write instead: the version that `wanted` begins, else the last one listed.
    pub(super) fn replacement(&self, action: &str, wanted: Option<&str>) -> Option<String> {
        let repository = action.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
        let versions = self.versions_of(&repository);
        let begins = |entry: &&&Entry| {
            wanted.is_some_and(|wanted| {
                let rest = entry.version.strip_prefix(wanted);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        let entry = versions.iter().find(begins).or(versions.last())?;
        Some(format!("uses: {action}@{} # {}", entry.commit, entry.version))
    }

    /// The repository whose name is nearest to one that the ledger does not know.
    pub(super) fn nearest(&self, repository: &str) -> Option<&str> {
        let wanted = repository.to_ascii_lowercase();
        self.entries
            .iter()
            .map(|entry| (damerau_levenshtein(&wanted, &entry.repository), &*entry.repository))
            .filter(|(distance, _)| *distance <= 1 + wanted.len() / 5)
            .min()
            .map(|(_, name)| name)
    }
}

fn parse(text: &str) -> Ledger {
    let mut ledger = Ledger::default();
    let document = match parse_one(text, Dialect::Core) {
        Ok(document) => document,
        Err(SyntaxError { message, line, column }) => {
            let message = format!("the ledger is no YAML: {message}");
            ledger.problems.push(Problem { line, column, message, help: None });
            return ledger;
        }
    };
    for duplicate in &document.duplicates {
        let message = format!("`{}` stands in the ledger twice", duplicate.key);
        ledger.problem(duplicate.second, message, None);
    }
    if !matches!(document.root.value, Value::Mapping(_)) {
        let message = "the ledger is no mapping with `actions`".to_owned();
        ledger.problem(document.root.span, message, None);
        return ledger;
    }
    for section in document.root.entries() {
        match section.key.as_str() {
            "actions" => ledger.section(&section.value, false),
            "spare" => ledger.section(&section.value, true),
            other => {
                let message = format!("the ledger has no section `{other}`");
                let help = "its sections are `actions` and `spare`".to_owned();
                ledger.problem(section.key_span, message, Some(help));
            }
        }
    }
    if document.root.entry("actions").is_none() {
        let message = "the ledger has no section `actions`".to_owned();
        ledger.problem(document.root.span, message, None);
    }
    ledger
}

impl Ledger {
    fn problem(&mut self, span: Span, message: String, help: Option<String>) {
        self.problems.push(Problem { line: span.line, column: span.column, message, help });
    }

    fn section(&mut self, section: &Node, spare: bool) {
        if !matches!(section.value, Value::Mapping(_)) {
            let message = "a section of the ledger maps repositories to their versions".to_owned();
            return self.problem(section.span, message, None);
        }
        for repository in section.entries() {
            if repository.key.split('/').count() != 2
                || repository.key.split('/').any(str::is_empty)
            {
                let message =
                    format!("`{}` is no repository of the form owner/name", repository.key);
                let help = "an action in a folder belongs to its repository: github/codeql-action, \
                            not github/codeql-action/upload-sarif";
                self.problem(repository.key_span, message, Some(help.to_owned()));
                continue;
            }
            if repository.value.entries().is_empty() {
                let message = format!("`{}` has no versions", repository.key);
                self.problem(repository.key_span, message, None);
            }
            for version in repository.value.entries() {
                self.version(&repository.key, &version.key, &version.value, spare);
            }
        }
    }

    fn version(&mut self, repository: &str, version: &str, value: &Node, spare: bool) {
        let Some(commit) = value.as_str().filter(|text| is_commit(text)) else {
            let message =
                format!("{repository} {version} is not given as 40 lower-case hex digits");
            let help = match value.value {
                Value::Integer(_) | Value::Float(_) => Some("put quotes around digits".to_owned()),
                _ => None,
            };
            return self.problem(value.span, message, help);
        };
        if commit.bytes().all(|byte| byte == b'0') {
            let message =
                format!("{repository} {version} has a placeholder in the place of a commit");
            return self.problem(value.span, message, None);
        }
        let known = self.entries.iter().find(|entry| {
            entry.commit == commit
                || (entry.repository.eq_ignore_ascii_case(repository) && entry.version == version)
        });
        if let Some(known) = known {
            let message = format!(
                "{repository} {version} contradicts line {}, where {} {} is {}",
                known.span.line, known.repository, known.version, known.commit
            );
            let help = "one commit is one version of one repository".to_owned();
            return self.problem(value.span, message, Some(help));
        }
        self.entries.push(Entry {
            repository: repository.to_owned(),
            version: version.to_owned(),
            commit: commit.to_owned(),
            spare,
            span: value.span,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";

    fn lines(text: &str) -> Vec<u32> {
        parse(text).problems.iter().map(|problem| problem.line).collect()
    }

    #[test]
    fn reads_versions_and_suggests_lines() {
        let text = format!("actions:\n  actions/checkout:\n    v5.0.0: {ONE}\n");
        let ledger = parse(&text);
        assert!(ledger.problems.is_empty());
        let line = format!("uses: Actions/Checkout@{ONE} # v5.0.0");
        assert_eq!(ledger.replacement("Actions/Checkout", Some("v5")), Some(line));
        assert_eq!(ledger.nearest("actions/chekout"), Some("actions/checkout"));
        assert_eq!(ledger.nearest("docker/login-action"), None);
    }

    #[test]
    fn says_what_is_wrong_on_which_line() {
        assert_eq!(lines("actions: [\n"), [2]);
        assert_eq!(lines("[]\n"), [1]);
        assert_eq!(lines("spares: {}\nactions: {}\n"), [1]);
        assert_eq!(lines("spare: {}\n"), [1]);
        assert_eq!(
            lines("actions:\n  a/b/c:\n    v1: x\n  a/b:\n    v1: 0823\n    v2:\n"),
            [2, 5, 6]
        );
        let twice = format!("actions:\n  a/b:\n    v1: {ONE}\n  A/B:\n    v2: {ONE}\n");
        assert_eq!(lines(&twice), [5]);
        let zeros = "0".repeat(40);
        assert_eq!(lines(&format!("actions:\n  a/b:\n    v1: '{zeros}'\n")), [3]);
    }
}
