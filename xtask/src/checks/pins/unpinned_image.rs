//! A container image that is not named by its digest.

use std::collections::BTreeSet;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::yaml::{Node, Value};

use super::reading::{self, Kind, Target, Unit};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "pins/unpinned-image",
    scope: Scope::Pins,
    severity: Severity::Error,
    summary: "a container image of a job, a service, a step or an action has no digest",
    why: "A registry lets anyone who may push move a tag, and the job runs what it finds there \
          with its token. What GitHub's 'Security hardening for GitHub Actions' says of the \
          tags of actions holds for those of images: only the digest always names the same \
          content.",
    failing: include_str!("../../../witness/pins/unpinned-image/fires/.github/workflows/ci.yml"),
    repaired: include_str!("../../../witness/pins/unpinned-image/silent/.github/workflows/ci.yml"),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for unit in &reading::units(evidence) {
        let Ok(document) = &unit.document else { continue };
        verdict.judged += places_for_images(unit.kind, &document.root);
        let mut seen = BTreeSet::new();
        for complaint in complaints(unit.kind, &document.root) {
            let Complaint { node, message } = complaint;
            if seen.insert((node.span.line, node.span.column)) {
                verdict.observations.push(observe(unit, node, message));
            }
        }
        for found in reading::uses_of(unit) {
            if let Target::Image(image) = &found.target
                && let Some(message) = complaint(image)
            {
                verdict.observations.push(Observation::new(found.place, message).help(HELP));
            }
        }
    }
    verdict
}

const HELP: &str = "add the digest: image:tag@sha256:<64 hex digits>";

struct Complaint<'a> {
    node: &'a Node,
    message: String,
}

fn observe(unit: &Unit<'_>, node: &Node, message: String) -> Observation {
    Observation::new(unit.place(node.span), message).help(HELP)
}

/// Jobs, services and steps: each is a place at which an image can stand.
fn places_for_images(kind: Kind, root: &Node) -> usize {
    match kind {
        Kind::Action => 1 + root.get("runs").map_or(0, |runs| reading::steps(runs).count()),
        Kind::Workflow => reading::jobs(root)
            .map(|job| 1 + services(job).count() + reading::steps(job).count())
            .sum(),
    }
}

fn services(job: &Node) -> impl Iterator<Item = &Node> {
    job.get("services").map(Node::entries).unwrap_or_default().iter().map(|entry| &entry.value)
}

fn complaints(kind: Kind, root: &Node) -> Vec<Complaint<'_>> {
    match kind {
        Kind::Workflow => reading::jobs(root).flat_map(of_job).collect(),
        Kind::Action => root.get("runs").map(of_action).unwrap_or_default(),
    }
}

fn of_action(runs: &Node) -> Vec<Complaint<'_>> {
    let Some(node) = runs.get("image") else { return Vec::new() };
    // Without the scheme it is a Dockerfile of the action's own folder.
    let Some(image) = node.as_str().and_then(|text| text.trim().strip_prefix("docker://")) else {
        return Vec::new();
    };
    complaint(image).map(|message| Complaint { node, message }).into_iter().collect()
}

fn of_job(job: &Node) -> Vec<Complaint<'_>> {
    let whole = job.get("services").filter(|services| services.as_str().is_some());
    let containers = job.get("container").into_iter().chain(services(job)).chain(whole);
    let images = containers.map(|container| match container.value {
        Value::Mapping(_) => container.get("image").unwrap_or(container),
        _ => container,
    });
    images.flat_map(|image| of_image(job, image)).collect()
}

fn of_image<'a>(job: &'a Node, image: &'a Node) -> Vec<Complaint<'a>> {
    let text = match &image.value {
        // An empty name means no container; matrices make use of that.
        Value::Null => return Vec::new(),
        Value::String(text) if text.is_empty() => return Vec::new(),
        Value::String(text) => text.trim(),
        _ => {
            return vec![Complaint { node: image, message: "the image is not a text".to_owned() }];
        }
    };
    if let Some(values) = matrix_values(job, text) {
        let wrong = |node: &'a Node| {
            let message = match node.as_str() {
                Some("") => None,
                Some(text) => complaint(text),
                None => Some("the image of the matrix is not a text".to_owned()),
            };
            message.map(|message| Complaint { node, message })
        };
        return values.into_iter().filter_map(wrong).collect();
    }
    complaint(text).map(|message| Complaint { node: image, message }).into_iter().collect()
}

/// The literal values behind `${{ matrix.key }}`, where the matrix lists them all.
fn matrix_values<'a>(job: &'a Node, text: &str) -> Option<Vec<&'a Node>> {
    let expression = text.strip_prefix("${{")?.strip_suffix("}}")?.trim();
    let mut keys = expression.strip_prefix("matrix.")?.split('.');
    let key = keys.next()?;
    let rest: Vec<&str> = keys.collect();
    let matrix = job.get("strategy")?.get("matrix")?;
    let included = match matrix.get("include") {
        Some(include) if !matches!(include.value, Value::Sequence(_)) => return None,
        include => include.map(Node::items).unwrap_or_default(),
    };
    let own = match matrix.get(key) {
        Some(values) if !matches!(values.value, Value::Sequence(_)) => return None,
        values => values.map(Node::items).unwrap_or_default(),
    };
    let values: Vec<&Node> = own
        .iter()
        .chain(included.iter().filter_map(|include| include.get(key)))
        .filter_map(|value| rest.iter().try_fold(value, |node, key| node.get(key)))
        .collect();
    (!values.is_empty()).then_some(values)
}

fn complaint(image: &str) -> Option<String> {
    if image.contains("${{") {
        return Some(format!("the image `{image}` is given by an expression, so it has no digest"));
    }
    let Some((name, digest)) = image.split_once('@') else {
        return Some(format!("the image `{image}` has no digest"));
    };
    let hexadecimal = digest.strip_prefix("sha256:").unwrap_or_default();
    let whole = hexadecimal.len() == 64
        && hexadecimal.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if name.is_empty() || !whole {
        let sort = "sha256 and 64 lower-case hex digits";
        return Some(format!("the digest of the image `{image}` is not {sort}"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::pins::reported_lines;

    const NONE: [u32; 0] = [];

    fn lines(text: &str) -> Vec<u32> {
        reported_lines(&CHECK, &text.replace("HASH", &"0a".repeat(32)))
    }

    #[test]
    fn judges_a_matrix_by_its_values() {
        let job = "jobs:\n  a:\n    container: ${{ matrix.image }}\n    strategy:\n      matrix:\n";
        assert_eq!(lines(&format!("{job}        image: [a@sha256:HASH]\n")), NONE);
        let listed = "        image:\n          - a@sha256:HASH\n          - b:1\n";
        assert_eq!(lines(&format!("{job}{listed}")), [8]);
        let included = "        image: [a@sha256:HASH]\n        include:\n          - image: b:1\n";
        assert_eq!(lines(&format!("{job}{included}")), [8]);
        assert_eq!(lines(&format!("{job}        image: ${{{{ fromJSON(x) }}}}\n")), [3]);
        assert_eq!(lines(&format!("{job}        other: [a]\n")), [3]);
    }

    #[test]
    fn an_expression_around_a_name_is_no_digest() {
        assert_eq!(lines("jobs:\n  a:\n    container: a@${{ inputs.digest }}\n"), [3]);
        assert_eq!(lines("jobs:\n  a:\n    services: ${{ fromJSON(inputs.s) }}\n"), [3]);
        assert_eq!(lines("jobs:\n  a:\n    container: ''\n  b:\n    container:\n"), NONE);
        assert_eq!(
            lines("jobs:\n  a:\n    container: {image: 'a:1@sha256:HASH', options: x}\n"),
            NONE
        );
        assert_eq!(lines("jobs:\n  a:\n    container: a@sha256:abc\n"), [3]);
    }
}
