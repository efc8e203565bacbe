//! What workflows and actions name of others: actions and images, each with its place.
//!
//! This module reads the structure that GitHub gives a workflow; it must not judge what it finds.

use std::collections::BTreeSet;

use crate::evidence::Evidence;
use crate::locate::Place;
use crate::yaml::{Dialect, Document, Node, Span, SyntaxError, parse_one};

use super::comment;

/// What GitHub takes a file for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Jobs; a reusable workflow as well.
    Workflow,
    /// An action with `runs`.
    Action,
}

/// A workflow or an action.
pub(super) struct Unit<'a> {
    pub(super) file: &'a str,
    pub(super) kind: Kind,
    pub(super) document: Result<Document, SyntaxError>,
    lines: Vec<&'a str>,
}

/// A `uses`.
pub(super) struct Use {
    pub(super) place: Place,
    pub(super) target: Target,
    /// The comment on its line, without the `#`.
    pub(super) comment: Option<String>,
}

/// What a `uses` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// An action or workflow of the same commit.
    Local,
    /// `docker://`.
    Image(String),
    /// An action or a reusable workflow of a repository.
    Remote(Remote),
    /// No text, where text is expected.
    Unreadable,
}

/// `owner/repository/path@reference`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remote {
    /// What stands before the `@`.
    pub(super) name: String,
    /// What stands after it.
    pub(super) reference: Option<String>,
}

impl Remote {
    /// The repository that the commit is one of: `github/codeql-action` for an action in a folder.
    pub(super) fn repository(&self) -> String {
        self.name.splitn(3, '/').take(2).collect::<Vec<_>>().join("/")
    }

    /// The reference, where it is a whole commit.
    pub(super) fn commit(&self) -> Option<&str> {
        self.reference.as_deref().filter(|reference| is_commit(reference))
    }
}

/// Whether a text is a commit as git writes it.
pub(super) fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Every workflow and action under review, in order of their path.
pub(super) fn units(evidence: &Evidence) -> Vec<Unit<'_>> {
    evidence.sources.under("").filter_map(|(file, text)| unit(evidence, file, text)).collect()
}

fn unit<'a>(evidence: &Evidence, file: &'a str, text: &'a str) -> Option<Unit<'a>> {
    let named = evidence.named.iter().any(|name| name == file);
    let known = kind_by_path(file);
    if known.is_none() && !(named && is_yaml(file)) {
        return None;
    }
    let document = parse_one(text, Dialect::Core);
    let root = document.as_ref().ok().map(|document| &document.root);
    let has = |key: &str| root.is_some_and(|root| root.entry(key).is_some());
    // An `action.yml` without `runs` belongs to something else than GitHub.
    if known == Some(Kind::Action) && root.is_some() && !has("runs") {
        return None;
    }
    let by_shape = if has("runs") && !has("jobs") { Kind::Action } else { Kind::Workflow };
    let lines = comment::lines(text);
    Some(Unit { file, kind: known.unwrap_or(by_shape), document, lines })
}

/// What GitHub takes a file for because of where it lies.
pub(super) fn kind_by_path(file: &str) -> Option<Kind> {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    if matches!(name, "action.yml" | "action.yaml") {
        return Some(Kind::Action);
    }
    let workflows = folder == ".github/workflows" || folder.ends_with("/.github/workflows");
    (workflows && is_yaml(name)).then_some(Kind::Workflow)
}

fn is_yaml(file: &str) -> bool {
    file.ends_with(".yml") || file.ends_with(".yaml")
}

/// Every `uses` of a unit. Aliases lead to the same place more than once; it is listed once.
pub(super) fn uses_of(unit: &Unit<'_>) -> Vec<Use> {
    let Ok(document) = &unit.document else { return Vec::new() };
    let mut seen = BTreeSet::new();
    use_nodes(unit.kind, &document.root)
        .into_iter()
        .filter(|node| seen.insert((node.span.line, node.span.column)))
        .map(|node| Use {
            place: unit.place(node.span),
            target: target(node),
            comment: comment::beside(&unit.lines, node.span),
        })
        .collect()
}

/// Every `uses` of every unit.
pub(super) fn uses(evidence: &Evidence) -> Vec<Use> {
    units(evidence).iter().flat_map(uses_of).collect()
}

fn use_nodes(kind: Kind, root: &Node) -> Vec<&Node> {
    let steps = match kind {
        Kind::Workflow => jobs(root).flat_map(steps).collect::<Vec<_>>(),
        Kind::Action => root.get("runs").into_iter().flat_map(steps).collect(),
    };
    let reusable = match kind {
        Kind::Workflow => jobs(root).filter_map(|job| job.get("uses")).collect(),
        Kind::Action => Vec::new(),
    };
    reusable.into_iter().chain(steps.into_iter().filter_map(|step| step.get("uses"))).collect()
}

/// The jobs of a workflow.
pub(super) fn jobs(root: &Node) -> impl Iterator<Item = &Node> {
    root.get("jobs").map(Node::entries).unwrap_or_default().iter().map(|entry| &entry.value)
}

/// The steps of a job or of a composite action.
pub(super) fn steps(owner: &Node) -> impl Iterator<Item = &Node> {
    owner.get("steps").map(Node::items).unwrap_or_default().iter()
}

fn target(node: &Node) -> Target {
    let Some(text) = node.as_str().map(str::trim) else { return Target::Unreadable };
    if text.starts_with("./") {
        return Target::Local;
    }
    if let Some(image) = text.strip_prefix("docker://") {
        return Target::Image(image.to_owned());
    }
    let (name, reference) = match text.split_once('@') {
        Some((name, reference)) => (name, Some(reference.to_owned())),
        None => (text, None),
    };
    Target::Remote(Remote { name: name.to_owned(), reference })
}

impl Unit<'_> {
    /// The place of a value, past its anchor and its tag.
    pub(super) fn place(&self, span: Span) -> Place {
        let skipped = comment::properties(&self.lines, span);
        Place::at(self.file, span.line, span.column + skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;

    const COMMIT: &str = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";

    fn found(text: &str) -> Vec<(u32, u32, Target, Option<String>)> {
        let text = text.replace("SHA", COMMIT);
        let sources = Sources::from_texts([(".github/workflows/w.yml", text.as_str())]);
        let evidence = Evidence { sources, ..Evidence::default() };
        let entry = |found: Use| {
            let location = crate::locate::locate(&evidence, &found.place);
            let place = (location.line.expect("a line"), location.column.expect("a column"));
            (place.0, place.1, found.target, found.comment)
        };
        uses(&evidence).into_iter().map(entry).collect()
    }

    fn places(text: &str) -> Vec<(u32, u32, Option<String>)> {
        found(text).into_iter().map(|(line, column, _, comment)| (line, column, comment)).collect()
    }

    #[test]
    fn reads_plain_quoted_flow_and_block_forms() {
        let text = "jobs:\n  a:\n    steps:\n      - uses: a/b@SHA # v1\n      - uses: \"a/b@SHA\" # v2\n      \
                    - {uses: a/b@SHA, with: {x: \"y # z\"}} # v3\n      - uses: >- # v4\n          a/b@SHA\n      \
                    - uses:\n          a/b@SHA # v5\n      - { 'uses' : 'a/b@SHA' , name: it's } # v6\n";
        let expected = [(4, 15, "v1"), (5, 15, "v2"), (6, 16, "v3"), (7, 15, "v4"), (10, 11, "v5")];
        let mut expected: Vec<_> =
            expected.iter().map(|(l, c, text)| (*l, *c, Some((*text).to_owned()))).collect();
        expected.push((11, 20, Some("v6".to_owned())));
        assert_eq!(places(text), expected);
    }

    #[test]
    fn an_alias_takes_the_comment_of_its_anchor() {
        let text = "jobs:\n  a:\n    steps:\n      - uses: &pin a/b@SHA # v1\n      - uses: *pin\n      \
                    - uses: *pin # v2\n";
        let comment = |text: &str| Some(text.to_owned());
        assert_eq!(
            places(text),
            [(4, 20, comment("v1")), (5, 15, comment("v1")), (6, 15, comment("v2"))]
        );
    }

    #[test]
    fn aliased_steps_and_merged_jobs_are_listed_once() {
        let text = "jobs:\n  a: &a\n    steps: &s\n      - uses: a/b@SHA # v1\n  b:\n    steps: *s\n  c:\n    <<: *a\n";
        assert_eq!(places(text), [(4, 15, Some("v1".to_owned()))]);
    }

    #[test]
    fn only_the_uses_of_jobs_and_steps_count() {
        let text = "on:\n  workflow_call:\n    inputs:\n      uses: {type: string}\nenv:\n  uses: a/b@v1\njobs:\n  \
                    a:\n    env: {uses: a/b@v1}\n    steps:\n      # - uses: a/b@v1\n      - run: |\n          \
                    echo '- uses: a/b@v1'\n          uses: a/b@v1\n      - name: 'uses: a/b@v1'\n        with: {uses: a/b@v1}\n";
        assert_eq!(places(text), []);
    }

    #[test]
    fn a_comment_in_a_block_scalar_is_text() {
        let read = found(
            "jobs: {a: {steps: [{uses: x/y@v1}]}, b: {uses: o/r/.github/workflows/w.yml@v1}}\n",
        );
        assert_eq!(read.len(), 2);
        let read = found("jobs:\n  a:\n    steps:\n      - uses: |\n          a/b@SHA # v1\n");
        let Target::Remote(remote) = &read[0].2 else { panic!("a remote action") };
        assert_eq!(remote.commit(), None);
    }

    #[test]
    fn a_carriage_return_and_a_tab_end_nothing_early() {
        let text = "jobs:\r\n  a:\r\n    steps:\r\n      - uses: a/b@SHA\t# v1\r\n";
        assert_eq!(places(text), [(4, 15, Some("v1".to_owned()))]);
    }

    #[test]
    fn a_subfolder_belongs_to_its_repository() {
        let remote = Remote { name: "github/codeql-action/upload-sarif".into(), reference: None };
        assert_eq!(remote.repository(), "github/codeql-action");
    }

    #[test]
    fn knows_workflows_and_actions_by_their_place() {
        assert_eq!(kind_by_path("x/.github/workflows/a.yaml"), Some(Kind::Workflow));
        assert_eq!(kind_by_path(".github/workflows/deep/a.yaml"), None);
        assert_eq!(kind_by_path("tools/set-up/action.yml"), Some(Kind::Action));
        assert_eq!(kind_by_path(".github/dependabot.yml"), None);
    }
}
