//! An environment in which the guards are no longer what they are.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::yaml::Node;

use super::reading::{self, Role, Workflow};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/altered-environment",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "nothing runs before the guards that could change what they are",
    why: "bash reads the file that BASH_ENV names before a script begins (Bash Reference Manual, \
          Bash Startup Files), and cargo runs what its variables name; a step before the loop can \
          rewrite or delete a guard. The loop is then green and has looked at nothing.",
    failing: include_str!(
        "../../../witness/wiring/altered-environment/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/wiring/altered-environment/silent/.github/workflows/ci.yml"
    ),
    run,
};

/// Variables that decide which programs run, or what runs before them.
const DECIDING: [&str; 14] = [
    "BASH_ENV",
    "BASHOPTS",
    "CARGO",
    "CARGO_BUILD_RUSTC",
    "CARGO_HOME",
    "ENV",
    "HELM",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "PATH",
    "RUSTC",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
    "SHELLOPTS",
];

fn run(evidence: &Evidence) -> Verdict {
    let Some(workflow) = reading::workflow(evidence) else { return Verdict::default() };
    let mut verdict = Verdict { judged: 1, observations: Vec::new() };
    variables(&workflow, &workflow.root, &mut verdict);
    for job in workflow.jobs() {
        verdict.judged += 1;
        variables(&workflow, job.node, &mut verdict);
        for step in reading::steps(job.node) {
            variables(&workflow, step, &mut verdict);
        }
    }
    for (role, job, carrier) in workflow.carriers() {
        if role != Role::Guards {
            continue;
        }
        let before = reading::steps(job.node).iter().take_while(|step| step.span != carrier.span);
        for step in before.filter(|step| step.get("run").is_some()) {
            let message = "a script runs before the guards, and can change them";
            verdict.observations.push(
                Observation::new(workflow.place(step.span), message)
                    .help("move it behind the loop"),
            );
        }
    }
    verdict
}

fn variables(workflow: &Workflow<'_>, node: &Node, verdict: &mut Verdict) {
    let entries = node.get("env").map_or(&[][..], Node::entries);
    for entry in entries.iter().filter(|entry| DECIDING.contains(&entry.key.as_str())) {
        let message = format!("`{}` decides what runs in the place of a guard", entry.key);
        let place = workflow.place(entry.key_span);
        verdict.observations.push(Observation::new(place, message).help("take it out"));
    }
}
