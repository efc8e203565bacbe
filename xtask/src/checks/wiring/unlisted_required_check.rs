//! A README that does not name the checks that must be required.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::yaml::{Node, Value};

use super::reading::{self, Job, Role};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/unlisted-required-check",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "the README does not name the guard job and the test job as required status checks",
    why: "Which checks are required is a setting of the repository that no file shows. The \
          README is where whoever sets up the branch protection looks it up; a job that was \
          renamed is otherwise waited for, or no longer required, and nobody notices.",
    failing: include_str!("../../../witness/wiring/unlisted-required-check/fires/README.md"),
    repaired: include_str!("../../../witness/wiring/unlisted-required-check/silent/README.md"),
    run,
};

const README: &str = "README.md";

fn run(evidence: &Evidence) -> Verdict {
    let Some(workflow) = reading::workflow(evidence) else { return Verdict::default() };
    let mut verdict = Verdict::default();
    for role in [Role::Guards, Role::Tests] {
        let Some((job, _)) = workflow.carrier(role) else { continue };
        verdict.judged += 1;
        let name = check_name(job);
        if name.contains("${{") {
            let place = workflow.key_place(job.node, "name").unwrap_or(workflow.place(job.span));
            let message = format!("the name of the job `{}` is an expression", job.id);
            let help = "a required check is found by its name, which must be fixed";
            verdict.observations.push(Observation::new(place, message).help(help));
            continue;
        }
        if let Some(place) = unnamed(evidence.sources.text(README), name) {
            let message = format!("the README does not name `{name}` as a required status check");
            let help = format!("the job `{}` of the workflow {}", job.id, role.does());
            verdict.observations.push(Observation::new(place, message).help(help));
        }
    }
    verdict
}

/// The name under which GitHub reports the check of a job.
fn check_name(job: Job<'_>) -> &str {
    match job.node.get("name") {
        Some(Node { value: Value::String(name), .. }) if !name.is_empty() => name,
        _ => job.id,
    }
}

/// Where the name should stand, unless it does: as code in the section on required status checks.
fn unnamed(readme: Option<&str>, name: &str) -> Option<Place> {
    let Some(text) = readme else { return Some(Place::file(README)) };
    let code = format!("`{name}`");
    let mut place = Place::file(README);
    let mut first = 1;
    for section in sections(text) {
        let lower = section.to_lowercase().replace('\n', " ");
        if lower.contains("required status check") {
            if section.contains(&code) {
                return None;
            }
            place = Place::at(README, first, 1);
        }
        first += section.lines().count() as u32;
    }
    Some(place)
}

/// The text from one heading to the next.
fn sections(text: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    for line in text.lines() {
        if line.starts_with('#') && !sections.last().is_some_and(String::is_empty) {
            sections.push(String::new());
        }
        if let Some(last) = sections.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    sections
}
