//! A failure that does not count.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::yaml::{Node, Value};

use super::reading::{self, Job, Workflow};
use super::shell;

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/swallowed-failure",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "a failure of a guard, a test or a step of CI does not end in a red job",
    why: "A guard that fails in a green job is worse than none: everyone believes that it \
          holds. GitHub's 'Workflow syntax for GitHub Actions' says of `continue-on-error` \
          that it prevents a job from failing; `|| true` and `set +e` do the same in the \
          shell.",
    failing: include_str!(
        "../../../witness/wiring/swallowed-failure/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/wiring/swallowed-failure/silent/.github/workflows/ci.yml"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    if let Some(workflow) = reading::workflow(evidence) {
        shells(&workflow, &workflow.root, &mut verdict);
        for job in workflow.jobs() {
            of_job(&workflow, job, &mut verdict);
        }
    }
    let scripts = reading::guard_scripts(evidence).map(|(path, _, text)| (path, text));
    let ci_run = evidence.sources.text(".ci/run").map(|text| (".ci/run", text));
    for (path, text) in scripts.chain(ci_run) {
        verdict.judged += 1;
        of_script(path, text, &mut verdict);
    }
    verdict
}

fn of_job(workflow: &Workflow<'_>, job: Job<'_>, verdict: &mut Verdict) {
    verdict.judged += 1;
    continues(workflow, job.node, "job", verdict);
    shells(workflow, job.node, verdict);
    for step in reading::steps(job.node) {
        verdict.judged += 1;
        continues(workflow, step, "step", verdict);
        if let Some(entry) = step.entry("shell") {
            shell_observation(workflow, entry.key_span, &entry.value, verdict);
        }
        let Some(script) = step.get("run") else { continue };
        for line in shell::statements(script.as_str().unwrap_or_default()) {
            if let Some(way) = shell::swallows(line) {
                let place = workflow.statement_place(script, line);
                verdict.observations.push(Observation::new(place, format!("`{line}` {way}")));
            }
        }
    }
}

fn continues(workflow: &Workflow<'_>, owner: &Node, what: &str, verdict: &mut Verdict) {
    let Some(entry) = owner.entry("continue-on-error") else { return };
    if entry.value.value == Value::Bool(false) {
        return;
    }
    let message = format!("`continue-on-error` keeps the job green when this {what} fails");
    verdict
        .observations
        .push(Observation::new(workflow.place(entry.key_span), message).help("take the key out"));
}

/// The shell that `defaults` of the workflow or of a job give to every step.
fn shells(workflow: &Workflow<'_>, owner: &Node, verdict: &mut Verdict) {
    let run = owner.get("defaults").and_then(|defaults| defaults.get("run"));
    if let Some(entry) = run.and_then(|run| run.entry("shell")) {
        shell_observation(workflow, entry.key_span, &entry.value, verdict);
    }
}

fn shell_observation(
    workflow: &Workflow<'_>,
    span: crate::yaml::Span,
    shell: &Node,
    verdict: &mut Verdict,
) {
    if shell.as_str() == Some("bash") {
        return;
    }
    let message = "this shell is not `bash`, which GitHub runs with -e and -o pipefail";
    verdict.observations.push(Observation::new(workflow.place(span), message));
}

fn of_script(path: &str, text: &str, verdict: &mut Verdict) {
    for (index, line) in text.lines().enumerate() {
        let code = shell::code(line);
        let Some(way) = shell::swallows(code) else { continue };
        let column = line.find(code).map_or(1, |at| line[..at].chars().count() as u32 + 1);
        let place = Place::at(path, index as u32 + 1, column);
        verdict.observations.push(Observation::new(place, format!("`{code}` {way}")));
    }
}
