//! `render/stale-made-once`: a value that is listed as made once and is the same in two renders.

use std::collections::BTreeSet;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::{Compared, Evidence};
use crate::locate::Place;
use crate::manifest::{Manifest, query};
use crate::suite::MadeOnce;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "render/stale-made-once",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "what the matrix lists as made once differs between two renders of some combination",
    why: "A listed value is compared with nothing. One that no longer differs hides whatever becomes of \
          it, and the list grows until it hides everything.",
    failing: "made_once:\n  - {kind: Secret, path: $.data.username}  # always `certctl`\n",
    repaired: "made_once:\n  - {kind: Secret, path: $.data.password}\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    let compared = evidence.attempts.iter().filter_map(|attempt| match &attempt.compared {
        Some(Compared { helm: Ok(helm), embedded: Ok(embedded), .. }) => {
            Some((Manifest::parse(helm), Manifest::parse(embedded)))
        }
        _ => None,
    });
    let compared: Vec<(Manifest, Manifest)> = compared.collect();
    // Some combinations left out may be the ones in which a value is made.
    if compared.is_empty() || evidence.attempts.len() < evidence.suite.combinations.len() {
        return verdict;
    }
    for listed in &evidence.suite.made_once {
        verdict.judged += 1;
        let differs = |(one, other): &(Manifest, Manifest)| {
            let (one, other) = (selected(one, listed), selected(other, listed));
            one.symmetric_difference(&other).next().is_some()
        };
        if compared.iter().any(differs) {
            continue;
        }
        let message = format!("`{}` is the same in two renders of every combination", listed.path);
        let help = "take it off the list, or repair the path if the value has moved";
        verdict
            .observations
            .push(Observation::new(Place::from(&listed.anchor), message).help(help));
    }
    verdict
}

/// The values that a listed path selects, each with its object.
fn selected(manifest: &Manifest, listed: &MadeOnce) -> BTreeSet<String> {
    let kind = listed.kind.as_deref();
    let objects = manifest.objects().filter(|object| kind.is_none_or(|kind| kind == object.kind));
    let values = objects.flat_map(|object| {
        let values = query::select(object.json(), &listed.path).into_iter();
        values.map(move |value| format!("{} {} {:?}", object.kind, object.name, value))
    });
    values.collect()
}
