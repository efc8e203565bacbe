//! A commit without the version that a reader could compare.

use std::sync::LazyLock;

use regex::Regex;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;

use super::ledger::{self, Ledger};
use super::reading::{self, Remote, Target};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "pins/missing-version-comment",
    scope: Scope::Pins,
    severity: Severity::Error,
    summary: "a commit has no comment that says which version it is",
    why: "Forty digits tell a reviewer nothing. With the version beside them an update can be \
          read, and the ledger can be asked whether both agree. Dependabot and Renovate keep \
          exactly such a comment up to date, see GitHub's 'Keeping your actions up to date \
          with Dependabot'.",
    failing: include_str!(
        "../../../witness/pins/missing-version-comment/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/pins/missing-version-comment/silent/.github/workflows/ci.yml"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let ledger = ledger::read(evidence).unwrap_or_default();
    let mut verdict = Verdict::default();
    for found in reading::uses(evidence) {
        let Target::Remote(remote) = &found.target else { continue };
        let Some(commit) = remote.commit() else { continue };
        verdict.judged += 1;
        let message = match found.comment.as_deref() {
            None | Some("") => {
                format!("the commit of {} has no comment with its version", remote.name)
            }
            Some(comment) if version_of(comment, &ledger, remote).is_none() => {
                format!("the comment beside the commit of {} names no version", remote.name)
            }
            Some(_) => continue,
        };
        let known = ledger.entries.iter().find(|entry| entry.commit == commit);
        let version = known.map_or("v1.2.3", |entry| entry.version.as_str());
        let help = format!("write uses: {}@{commit} # {version}", remote.name);
        verdict.observations.push(Observation::new(found.place, message).help(help));
    }
    verdict
}

/// The version that a comment names with its first word: `v5.0.0`, or a name that the ledger lists
/// for the repository, as not every project numbers its releases.
pub(super) fn version_of<'a>(
    comment: &'a str,
    ledger: &Ledger,
    remote: &Remote,
) -> Option<&'a str> {
    static VERSION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[vV]?[0-9]+(\.[0-9]+)*([-+][0-9A-Za-z.+-]+)?$").expect("a valid pattern")
    });
    let word = comment.split_whitespace().next()?;
    let word = word.strip_prefix("tag=").unwrap_or(word);
    let listed = ledger.versions_of(&remote.repository());
    let known = listed.iter().any(|entry| entry.version == word);
    (known || VERSION.is_match(word)).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_is_the_version() {
        let remote = Remote { name: "a/b".to_owned(), reference: None };
        let version = |comment| version_of(comment, &Ledger::default(), &remote);
        assert_eq!(version("v5.0.0"), Some("v5.0.0"));
        assert_eq!(version("tag=v5"), Some("v5"));
        assert_eq!(version("1.2.3-rc.1 since March"), Some("1.2.3-rc.1"));
        assert_eq!(version("see v5.0.0"), None);
        assert_eq!(version("main"), None);
        assert_eq!(version("v"), None);
        assert_eq!(version("5 of them"), Some("5"));
    }
}
