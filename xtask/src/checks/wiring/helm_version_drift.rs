//! A helm version in CI that is not the one that the repository names.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::render::releases::{AUDIT_RUNNER, TESTED};
use crate::yaml::{Node, Value};

use super::reading::{self, Job, Role, Workflow};

/// The check.
pub(in crate::checks) static CHECK: Check = Check {
    id: "wiring/helm-version-drift",
    scope: Scope::Wiring,
    severity: Severity::Error,
    summary: "a helm version of the workflow is not that of the one table",
    why: "The audit names the helm of the guard job, and the README promises the versions of \
          the matrix. One table names them, xtask/src/render/releases.rs; a version that \
          stands elsewhere as well goes stale there.",
    failing: include_str!(
        "../../../witness/wiring/helm-version-drift/fires/.github/workflows/ci.yml"
    ),
    repaired: include_str!(
        "../../../witness/wiring/helm-version-drift/silent/.github/workflows/ci.yml"
    ),
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let Some(workflow) = reading::workflow(evidence) else { return Verdict::default() };
    let mut verdict = Verdict::default();
    for (role, job, _) in workflow.carriers() {
        verdict.judged += 1;
        match role {
            Role::Guards => guards(&workflow, job, &mut verdict),
            Role::HelmMatrix => matrix(&workflow, job, &mut verdict),
            Role::Tests => {}
        }
    }
    verdict
}

/// The version that a job installs and where it says so.
fn installed<'a>(
    workflow: &Workflow<'_>,
    job: Job<'a>,
) -> Result<(&'a Node, &'a str), (Place, String)> {
    let mut steps = reading::steps(job.node).iter();
    let Some(step) = steps.find(|step| reading::uses_action(step, "azure/setup-helm")) else {
        let message = format!("the job `{}` installs no helm", job.id);
        return Err((workflow.place(job.span), message));
    };
    let version = step.get("with").and_then(|with| with.get("version"));
    version.and_then(|node| Some((node, node.as_str()?))).ok_or_else(|| {
        let message = format!("the job `{}` installs whatever helm is the latest", job.id);
        let place = workflow.key_place(step, "uses").unwrap_or(workflow.place(step.span));
        (place, message)
    })
}

fn guards(workflow: &Workflow<'_>, job: Job<'_>, verdict: &mut Verdict) {
    match installed(workflow, job) {
        Err((place, message)) => verdict.observations.push(table(Observation::new(place, message))),
        Ok((_, version)) if version == AUDIT_RUNNER => {}
        Ok((node, version)) => {
            let message =
                format!("the guards run with helm {version}, the table says {AUDIT_RUNNER}");
            verdict.observations.push(table(Observation::new(workflow.place(node.span), message)));
        }
    }
}

fn matrix(workflow: &Workflow<'_>, job: Job<'_>, verdict: &mut Verdict) {
    let (node, version) = match installed(workflow, job) {
        Ok(found) => found,
        Err((place, message)) => {
            return verdict.observations.push(table(Observation::new(place, message)));
        }
    };
    let key = version
        .strip_prefix("${{")
        .and_then(|rest| rest.strip_suffix("}}")?.trim().strip_prefix("matrix."));
    let found = job.node.get("strategy").and_then(|strategy| strategy.get("matrix"));
    let list = key.zip(found).and_then(|(key, matrix)| matrix.entry(key));
    let Some(list) = list.filter(|list| matches!(list.value.value, Value::Sequence(_))) else {
        let message = "the helm of the matrix job is not a list of the matrix";
        return verdict.observations.push(Observation::new(workflow.place(node.span), message));
    };
    for version in list.value.items() {
        if !version.as_str().is_some_and(|text| TESTED.contains(&text)) {
            let shown = version.as_str().unwrap_or("this value");
            let message = format!("{shown} is no helm version of the table");
            verdict
                .observations
                .push(table(Observation::new(workflow.place(version.span), message)));
        }
    }
    for tested in TESTED {
        if !list.value.items().iter().any(|version| version.as_str() == Some(tested)) {
            let message = format!("the matrix leaves out helm {tested}");
            let place = workflow.place(list.key_span);
            verdict.observations.push(table(Observation::new(place, message)));
        }
    }
    let others = found.map(Node::entries).unwrap_or_default();
    for other in others.iter().filter(|other| matches!(other.key.as_str(), "include" | "exclude")) {
        let message = format!("`{}` changes the helm versions of the matrix", other.key);
        verdict.observations.push(Observation::new(workflow.place(other.key_span), message));
    }
}

fn table(observation: Observation) -> Observation {
    observation
        .related(Place::file("xtask/src/render/releases.rs"), "the one table of helm versions")
        .help(format!("the guards run with {AUDIT_RUNNER}, the matrix with {}", TESTED.join(", ")))
}
