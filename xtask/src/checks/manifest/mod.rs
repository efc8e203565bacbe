//! Checks of the form of rendered documents, whatever they are about.

pub(super) mod duplicate_key;
pub(super) mod duplicate_object;
pub(super) mod invalid_yaml;
pub(super) mod name_too_long;
pub(super) mod nameless_object;
pub(super) mod scientific_number;
pub(super) mod volatile_selector;

use std::collections::HashMap;

use crate::checks::{Observation, Verdict};
use crate::evidence::Evidence;
use crate::manifest::{Object, Rendered};

/// Judges every rendered document of every combination.
fn each_document(evidence: &Evidence, judge: impl Fn(&Rendered) -> Vec<Observation>) -> Verdict {
    each_document_of(evidence, |document| Some(judge(document)))
}

/// Judges the documents that `judge` has something to say about; the others count for nothing.
fn each_document_of(
    evidence: &Evidence,
    judge: impl Fn(&Rendered) -> Option<Vec<Observation>>,
) -> Verdict {
    let mut verdict = Verdict::default();
    // What a document says decides, and most combinations say most of it alike.
    let mut unremarkable: HashMap<(&str, usize), bool> = HashMap::new();
    for attempt in &evidence.attempts {
        for document in attempt.manifest().into_iter().flat_map(|manifest| &manifest.documents) {
            let key = (document.template.as_str(), document.content.number);
            if let Some(counts) = unremarkable.get(&key) {
                verdict.judged += usize::from(*counts);
                continue;
            }
            let observations = judge(document);
            if observations.as_ref().is_none_or(Vec::is_empty) {
                unremarkable.insert(key, observations.is_some());
            }
            let Some(observations) = observations else { continue };
            verdict.judged += 1;
            for mut observation in observations {
                observation.combinations = vec![attempt.combination.name.clone()];
                observation.object = document.object().map(|object| object.to_name());
                verdict.observations.push(observation);
            }
        }
    }
    verdict
}

/// Judges every rendered object of every combination.
pub(super) fn each_object(
    evidence: &Evidence,
    judge: impl Fn(Object<'_>) -> Vec<Observation>,
) -> Verdict {
    each_document(evidence, |document| document.object().map(&judge).unwrap_or_default())
}

/// Judges the objects that `judge` has something to say about; the others count for nothing.
pub(super) fn each_object_of(
    evidence: &Evidence,
    judge: impl Fn(Object<'_>) -> Option<Vec<Observation>>,
) -> Verdict {
    each_document_of(evidence, |document| judge(document.object()?))
}
