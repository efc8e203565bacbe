//! The one place that decides: severity overrides, suppressions, duplicates.
//!
//! It must not know what a diagnostic is about or how it is shown.

use crate::checks::Outcome;
use crate::diagnostic::Diagnostic;
use crate::suite::{Policy, Suppression};

/// What is left to report.
#[derive(Debug, Default)]
pub struct Decided {
    /// The diagnostics, in the order of the checks.
    pub diagnostics: Vec<Diagnostic>,
    /// How often each suppression matched.
    pub suppression_uses: Vec<usize>,
}

/// Applies the policy of a suite on a day (`YYYY-MM-DD`).
pub fn apply(outcomes: Vec<Outcome>, policy: &Policy, today: &str) -> Decided {
    let mut decided =
        Decided { diagnostics: Vec::new(), suppression_uses: vec![0; policy.suppressions.len()] };
    for mut diagnostic in outcomes.into_iter().flat_map(|outcome| outcome.diagnostics) {
        let suppression =
            policy.suppressions.iter().position(|suppression| covers(suppression, &diagnostic));
        if let Some(index) = suppression {
            decided.suppression_uses[index] += 1;
            if today <= policy.suppressions[index].expires.as_str() {
                continue;
            }
        }
        if let Some(severity) = policy.severity.get(diagnostic.check) {
            diagnostic.severity = *severity;
        }
        merge(&mut decided.diagnostics, diagnostic);
    }
    decided
}

/// One diagnostic for six combinations, not six, though the object is called otherwise in some.
fn merge(known: &mut Vec<Diagnostic>, diagnostic: Diagnostic) {
    let same = known.iter_mut().find(|known| {
        known.check == diagnostic.check
            && known.location == diagnostic.location
            && known.path == diagnostic.path
            && known.object.as_ref().map(|object| &object.kind)
                == diagnostic.object.as_ref().map(|object| &object.kind)
            && nameless(known, &known.message) == nameless(&diagnostic, &diagnostic.message)
            && known.help.as_ref().map(|help| nameless(known, help))
                == diagnostic.help.as_ref().map(|help| nameless(&diagnostic, help))
    });
    let Some(same) = same else {
        known.push(diagnostic);
        return;
    };
    for combination in diagnostic.combinations {
        if !same.combinations.contains(&combination) {
            same.combinations.push(combination);
        }
    }
    for related in diagnostic.related {
        // One example of each is enough: twenty combinations may set a value in twenty places.
        if !same.related.iter().any(|known| known.message == related.message) {
            same.related.push(related);
        }
    }
}

/// A text about an object without the object's name, which differs with the release.
fn nameless(diagnostic: &Diagnostic, text: &str) -> String {
    match &diagnostic.object {
        // Without a line, the name is all that tells one place from another.
        Some(object) if diagnostic.location.line.is_some() => text.replace(&object.name, ""),
        _ => text.to_owned(),
    }
}

fn covers(suppression: &Suppression, diagnostic: &Diagnostic) -> bool {
    let object =
        diagnostic.object.as_ref().map(|object| format!("{}/{}", object.kind, object.name));
    let agrees = |wanted: &Option<String>, found: Option<&str>| {
        wanted.as_deref().is_none_or(|wanted| found == Some(wanted))
    };
    suppression.check == diagnostic.check
        && agrees(&suppression.file, Some(&diagnostic.location.file))
        && agrees(&suppression.path, diagnostic.path.as_deref())
        && agrees(&suppression.object, object.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;
    use crate::diagnostic::{Location, Severity};
    use crate::suite::Anchor;

    fn diagnostic(combination: &str) -> Diagnostic {
        Diagnostic {
            check: "manifest/duplicate-key",
            severity: Severity::Error,
            message: "twice".to_owned(),
            finding: None,
            combinations: vec![combination.to_owned()],
            object: None,
            path: None,
            location: Location::file("a.yaml"),
            related: Vec::new(),
            help: None,
        }
    }

    fn outcome() -> Vec<Outcome> {
        let check = checks::find("manifest/duplicate-key").expect("a check");
        let diagnostics = vec![diagnostic("one"), diagnostic("two")];
        vec![Outcome { check, judged: 2, diagnostics }]
    }

    fn suppression(file: &str) -> Policy {
        let suppression = Suppression {
            check: "manifest/duplicate-key".to_owned(),
            file: Some(file.to_owned()),
            path: None,
            object: None,
            owner: "ops".to_owned(),
            reason: "until it is mended".to_owned(),
            expires: "2026-06-30".to_owned(),
            anchor: Anchor::default(),
        };
        Policy { suppressions: vec![suppression], ..Policy::default() }
    }

    #[test]
    fn one_diagnostic_for_many_combinations() {
        let decided = apply(outcome(), &Policy::default(), "2026-01-01");
        assert_eq!(decided.diagnostics.len(), 1);
        assert_eq!(decided.diagnostics[0].combinations, ["one", "two"]);
    }

    #[test]
    fn a_suppression_hides_until_its_day_and_counts_what_it_hides() {
        let before = apply(outcome(), &suppression("a.yaml"), "2026-06-30");
        assert_eq!((before.diagnostics.len(), before.suppression_uses[0]), (0, 2));
        let after = apply(outcome(), &suppression("a.yaml"), "2026-07-01");
        assert_eq!((after.diagnostics.len(), after.suppression_uses[0]), (1, 2));
        let elsewhere = apply(outcome(), &suppression("b.yaml"), "2026-06-30");
        assert_eq!((elsewhere.diagnostics.len(), elsewhere.suppression_uses[0]), (1, 0));
    }

    #[test]
    fn an_override_changes_the_severity() {
        let mut policy = Policy::default();
        policy.severity.insert("manifest/duplicate-key".to_owned(), Severity::Warning);
        let decided = apply(outcome(), &policy, "2026-01-01");
        assert_eq!(decided.diagnostics[0].severity, Severity::Warning);
    }
}
