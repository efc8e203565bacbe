//! `documents/dead-link`: a link to a file or heading that is not there.

use std::collections::HashMap;

use super::{documents, resolve};
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::markdown;
use crate::suite::did_you_mean;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "documents/dead-link",
    scope: Scope::Documents,
    severity: Severity::Error,
    summary: "every relative link leads to a file and a heading that exist",
    why: "A runbook is read in a hurry. Headings get renamed, and the links to them break in \
          silence. Links to other sites are left alone: they would need a network.",
    failing: "See [restore](postgres-backup.md#restoring).\n",
    repaired: "See [restore](postgres-backup.md#restore).\n",
    run,
};

/// The anchors of the documents that were linked to so far, by path.
type Anchors = HashMap<String, Vec<String>>;

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    let mut anchors = Anchors::new();
    for (path, text) in documents(evidence) {
        for link in markdown::links(text) {
            if link.text.contains("://") || link.text.starts_with("mailto:") {
                continue;
            }
            verdict.judged += 1;
            let Err((message, help)) = judge(evidence, &mut anchors, path, text, link.text) else {
                continue;
            };
            let place = Place::at(path, link.line, link.column);
            verdict.observations.push(Observation { help, ..Observation::new(place, message) });
        }
    }
    verdict
}

fn judge(
    evidence: &Evidence,
    anchors: &mut Anchors,
    document: &str,
    text: &str,
    link: &str,
) -> Result<(), (String, Option<String>)> {
    let (target, anchor) = match link.split_once('#') {
        Some((target, anchor)) => (target, Some(anchor)),
        None => (link, None),
    };
    let outside = || (format!("the link to {target} leaves the repository"), None);
    let path = if target.is_empty() {
        document.to_owned()
    } else {
        resolve(document, target).ok_or_else(outside)?
    };
    if !evidence.sources.has(&path) {
        return Err((format!("the link leads to {path}, which does not exist"), None));
    }
    let Some(anchor) = anchor else { return Ok(()) };
    let linked = if target.is_empty() { Some(text) } else { evidence.sources.text(&path) };
    let anchors = anchors
        .entry(path.clone())
        .or_insert_with(|| markdown::anchors(linked.unwrap_or_default()));
    if anchors.iter().any(|known| known == anchor) {
        return Ok(());
    }
    let known: Vec<&str> = anchors.iter().map(String::as_str).collect();
    Err((format!("{path} has no heading for #{anchor}"), did_you_mean(anchor, known)))
}
