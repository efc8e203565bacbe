//! What the wiring checks look at: the jobs of the workflow by their role, and the guard scripts.

use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::Evidence;
use crate::locate::Place;
use crate::yaml::{Dialect, Node, Span, SyntaxError, parse_one};

use super::shell;

/// The workflow under review.
pub(super) const WORKFLOW: &str = ".github/workflows/ci.yml";
/// Where the guards lie.
pub(super) const GUARDS: &str = "scripts/ci-guards/";
/// The guards that must be there, each with what it hands over to `cargo xtask`.
pub(super) const REQUIRED_GUARDS: [(&str, &str); 3] =
    [("helm-templates-lint", "helm-lint"), ("action-pins", "pins"), ("gate", "gate")];

/// What a job is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Runs every guard script.
    Guards,
    /// Runs the tests.
    Tests,
    /// Runs the main job under several helm versions.
    HelmMatrix,
}

impl Role {
    /// All roles.
    pub(super) const ALL: [Role; 3] = [Role::Guards, Role::Tests, Role::HelmMatrix];

    /// What the job does, as the end of a sentence.
    pub(super) fn does(self) -> &'static str {
        match self {
            Role::Guards => "runs every scripts/ci-guards/*.sh",
            Role::Tests => "runs `cargo xtask test`",
            Role::HelmMatrix => "runs `cargo xtask helm-lint` over a matrix of helm versions",
        }
    }

    /// The statements of the step that carries the role.
    pub(super) fn statements(self) -> &'static [&'static str] {
        match self {
            Role::Guards => &[
                "set -euo pipefail",
                "failed=0",
                "for guard in scripts/ci-guards/*.sh; do",
                "if [ ! -f \"$guard\" ]; then",
                "echo \"::error::scripts/ci-guards holds no guard\"",
                "exit 1",
                "fi",
                "echo \"::group::$guard\"",
                "bash \"$guard\" || failed=1",
                "echo \"::endgroup::\"",
                "done",
                "exit \"$failed\"",
            ],
            Role::Tests => &["cargo xtask test"],
            Role::HelmMatrix => &["cargo xtask helm-lint"],
        }
    }

    fn is_carried_by(self, job: &Node, script: &str) -> bool {
        static LOOP: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^for\s+[A-Za-z0-9_]+\s+in\s.*scripts/ci-guards/\S*\*")
                .expect("a valid pattern")
        });
        let statements = shell::statements(script);
        let has = |command: &str| {
            statements.iter().any(|statement| {
                statement.match_indices(command).any(|(at, _)| {
                    !statement[at + command.len()..].starts_with(|next: char| {
                        next.is_ascii_alphanumeric() || next == '-' || next == '_'
                    })
                })
            })
        };
        match self {
            Role::Guards => statements.iter().any(|statement| LOOP.is_match(statement)),
            Role::Tests => has("cargo xtask test"),
            Role::HelmMatrix => {
                let matrix = job.get("strategy").and_then(|strategy| strategy.get("matrix"));
                matrix.is_some() && has("cargo xtask helm-lint")
            }
        }
    }
}

/// The workflow, read.
pub(super) struct Workflow<'a> {
    pub(super) root: Node,
    text: &'a str,
}

/// A job.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) id: &'a str,
    pub(super) span: Span,
    pub(super) node: &'a Node,
}

/// The workflow, where there is one that can be read; what cannot be read is reported once.
pub(super) fn workflow(evidence: &Evidence) -> Option<Workflow<'_>> {
    try_workflow(evidence)?.ok()
}

/// The workflow or why it is no YAML, where the file exists.
pub(super) fn try_workflow(evidence: &Evidence) -> Option<Result<Workflow<'_>, SyntaxError>> {
    let text = evidence.sources.text(WORKFLOW)?;
    Some(parse_one(text, Dialect::Core).map(|document| Workflow { root: document.root, text }))
}

impl Workflow<'_> {
    /// The jobs in the order of the file.
    pub(super) fn jobs(&self) -> impl Iterator<Item = Job<'_>> {
        let entries = self.root.get("jobs").map(Node::entries).unwrap_or_default();
        entries.iter().map(|entry| Job { id: &entry.key, span: entry.key_span, node: &entry.value })
    }

    /// The job that carries a role, and the step of it that does so.
    pub(super) fn carrier(&self, role: Role) -> Option<(Job<'_>, &Node)> {
        self.jobs().find_map(|job| {
            let carries = |step: &&Node| {
                let script = step.get("run").and_then(Node::as_str);
                script.is_some_and(|script| role.is_carried_by(job.node, script))
            };
            steps(job.node).iter().find(carries).map(|step| (job, step))
        })
    }

    /// The carriers of all roles that are carried.
    pub(super) fn carriers(&self) -> Vec<(Role, Job<'_>, &Node)> {
        Role::ALL
            .into_iter()
            .filter_map(|role| self.carrier(role).map(|(job, step)| (role, job, step)))
            .collect()
    }

    /// The place of a span of this file.
    pub(super) fn place(&self, span: Span) -> Place {
        Place::at(WORKFLOW, span.line, span.column)
    }

    /// The place of the key of `node`, where it has it.
    pub(super) fn key_place(&self, node: &Node, key: &str) -> Option<Place> {
        node.entry(key).map(|entry| self.place(entry.key_span))
    }

    /// The place of a statement inside a script of this file.
    pub(super) fn statement_place(&self, script: &Node, statement: &str) -> Place {
        let Span { line, end_line, .. } = script.span;
        let lines = self.text.lines().enumerate();
        let count = (end_line - line) as usize + 1;
        for (index, text) in lines.skip(line as usize - 1).take(count) {
            if let Some(at) = text.find(statement) {
                let column = text[..at].chars().count() as u32 + 1;
                return Place::at(WORKFLOW, index as u32 + 1, column);
            }
        }
        self.place(script.span)
    }
}

/// The steps of a job.
pub(super) fn steps(job: &Node) -> &[Node] {
    job.get("steps").map(Node::items).unwrap_or_default()
}

/// Whether a step uses an action, at any version.
pub(super) fn uses_action(step: &Node, action: &str) -> bool {
    let name = step.get("uses").and_then(Node::as_str).and_then(|text| text.split('@').next());
    name.is_some_and(|name| name.eq_ignore_ascii_case(action))
}

/// The guard scripts that the loop picks up: their path, their id and their text.
pub(super) fn guard_scripts(evidence: &Evidence) -> impl Iterator<Item = (&str, &str, &str)> {
    evidence.sources.under(GUARDS).filter_map(|(path, text)| {
        let id = path.strip_prefix(GUARDS)?.strip_suffix(".sh")?;
        (!id.contains('/')).then_some((path, id, text))
    })
}
