//! An action or a reusable workflow that is not named by a whole commit.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;

use super::ledger::{self, Ledger};
use super::reading::{self, Remote, Target};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "pins/unpinned-action",
    scope: Scope::Pins,
    severity: Severity::Error,
    summary: "an action or a reusable workflow is named by something else than a whole commit",
    why: "A tag or a branch can be moved to other code after the review, and runs with the \
          job's token. GitHub's 'Security hardening for GitHub Actions' calls a full-length \
          commit the only immutable reference to an action.",
    failing: include_str!("../../../witness/pins/unpinned-action/fires/.github/workflows/ci.yml"),
    repaired: include_str!("../../../witness/pins/unpinned-action/silent/.github/workflows/ci.yml"),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let ledger = ledger::read(evidence).unwrap_or_default();
    let mut verdict = Verdict::default();
    for found in reading::uses(evidence) {
        verdict.judged += 1;
        let observation = match &found.target {
            Target::Local | Target::Image(_) => continue,
            Target::Unreadable => Observation::new(found.place, "`uses` is not a text"),
            Target::Remote(remote) => match complaint(remote) {
                None => continue,
                Some(message) => Observation::new(found.place, message).help(help(&ledger, remote)),
            },
        };
        verdict.observations.push(observation);
    }
    verdict
}

fn complaint(remote: &Remote) -> Option<String> {
    let name = &remote.name;
    if name.contains("${{") || remote.reference.as_deref().is_some_and(|text| text.contains("${{"))
    {
        return Some("`uses` is given by an expression, which GitHub does not evaluate".to_owned());
    }
    let parts: Vec<&str> = name.split('/').collect();
    if parts.len() < 2 || parts.iter().any(|part| part.is_empty() || *part == "..") {
        return Some(format!("`{name}` names no repository of the form owner/name"));
    }
    let Some(reference) = remote.reference.as_deref() else {
        return Some(format!("{name} is used without a commit"));
    };
    if remote.commit().is_some() {
        return None;
    }
    Some(format!("{name} is named by {}", describe(reference)))
}

fn describe(reference: &str) -> String {
    let digits = reference.len();
    let hexadecimal = reference.bytes().all(|byte| byte.is_ascii_hexdigit());
    let version = reference.strip_prefix(['v', 'V']).unwrap_or(reference);
    if reference.is_empty() {
        return "nothing after the `@`".to_owned();
    }
    if reference.contains(char::is_whitespace) {
        return format!("`{reference}`, which holds a blank and is no commit");
    }
    if hexadecimal && digits == 40 {
        return "a commit in upper case, which git writes in lower case".to_owned();
    }
    if hexadecimal && digits > 40 {
        return format!("{digits} hex digits, where a commit has 40");
    }
    if hexadecimal && digits >= 7 {
        return format!("an abbreviated commit of {digits} digits, where a whole one has 40");
    }
    if version.starts_with(|first: char| first.is_ascii_digit()) {
        return format!("the tag `{reference}`, which can be moved");
    }
    format!("`{reference}`, a branch or a tag, which can be moved")
}

fn help(ledger: &Ledger, remote: &Remote) -> String {
    ledger.replacement(&remote.name, remote.reference.as_deref()).map_or_else(
        || {
            format!(
                "name the whole commit and its version: uses: {}@<40 hex digits> # v1.2.3",
                remote.name
            )
        },
        |line| format!("write {line}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Option<String> {
        let (name, reference) = text.split_once('@').map_or((text, None), |(a, b)| (a, Some(b)));
        complaint(&Remote { name: name.to_owned(), reference: reference.map(str::to_owned) })
    }

    #[test]
    fn each_form_has_its_own_sentence() {
        let commit = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";
        assert_eq!(judged(&format!("a/b@{commit}")), None);
        assert_eq!(judged(&format!("a/b/.github/workflows/w.yml@{commit}")), None);
        let cases = [
            ("a/b@v4".to_owned(), "the tag `v4`"),
            ("a/b@4.1".to_owned(), "the tag `4.1`"),
            ("a/b@main".to_owned(), "a branch or a tag"),
            ("a/b@release/v1".to_owned(), "a branch or a tag"),
            ("a/b".to_owned(), "without a commit"),
            ("a/b@".to_owned(), "nothing after"),
            (format!("a/b@{}", &commit[..39]), "an abbreviated commit of 39 digits"),
            (format!("a/b@{}", &commit[..7]), "an abbreviated commit of 7 digits"),
            (format!("a/b@{commit}0"), "41 hex digits"),
            (format!("a/b@{}", commit.to_uppercase()), "upper case"),
            (format!("a/b@{commit} # v1"), "holds a blank"),
            ("a/b@${{ matrix.ref }}".to_owned(), "an expression"),
            ("checkout@v4".to_owned(), "no repository"),
            ("../a/b@v4".to_owned(), "no repository"),
        ];
        for (text, part) in cases {
            let message = judged(&text).unwrap_or_default();
            assert!(message.contains(part), "{text}: {message}");
        }
    }
}
