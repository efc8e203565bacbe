//! `documents/dead-path`: a document that names a file of the repository that is not there.

use std::sync::LazyLock;

use regex::Regex;

use super::documents;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::markdown;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "documents/dead-path",
    scope: Scope::Documents,
    severity: Severity::Error,
    summary: "every path of the repository that a document names in code exists",
    why: "A guide that names files which have moved sends its reader nowhere.",
    failing: "The matrix is `deploy/helm/guard/matrix.yaml`.\n",
    repaired: "The matrix is `deploy/helm/guards/matrix.yaml`.\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    // A path is taken for one of ours when it begins with a folder at the root;
    // `deploy/…` alone is also how kubectl names a Deployment. Patterns such as
    // `findings/<ID>.yaml` name no file.
    static PATH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:^|[\s(=@])((?:deploy/helm|docs|xtask|scripts|crates|\.github|\.ci|\.cargo)/[A-Za-z0-9_.\-/]+)(\S?)",
        )
        .expect("a valid pattern")
    });
    let mut verdict = Verdict::default();
    for (document, text) in documents(evidence) {
        for code in markdown::code(text).into_iter().filter(|code| code.text.contains('/')) {
            for captures in PATH.captures_iter(code.text) {
                let Some(path) = captures.get(1) else { continue };
                let after = captures.get(2).map_or("", |after| after.as_str());
                if ["<", "*", "{", "$", "…"].contains(&after) {
                    continue;
                }
                verdict.judged += 1;
                let named = path.as_str().trim_end_matches(['.', '/']);
                if evidence.sources.has(named) {
                    continue;
                }
                let column = code.column + code.text[..path.start()].chars().count() as u32;
                let place = Place::at(document, code.line, column);
                let message = format!("{named} is named here and does not exist");
                verdict.observations.push(Observation::new(place, message));
            }
        }
    }
    verdict
}
