//! Checks: rules that hold for any chart or workflow, one file each, in one ordered registry.
//!
//! A check is a pure function of [`Evidence`]. It must not touch the disk, start a process, print,
//! or decide what a severity means: it observes, and symbolic places say where.

mod alert;
mod coverage;
mod documents;
pub mod finding;
mod hook;
mod manifest;
mod pins;
mod policy;
mod reference;
mod registry;
mod render;
pub mod schema;
mod suite;
mod wiring;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, ObjectName, Severity};
use crate::evidence::Evidence;
use crate::locate::{self, Place};
use crate::yaml::{Step, dotted};

pub use registry::{REGISTRY, find};

/// What part of the evidence a check is about; a command runs the scopes it has evidence for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The suite's own files.
    Suite,
    /// Renders of the chart and what was rendered.
    Renders,
    /// The audit findings.
    Findings,
    /// Pins in workflows and actions.
    Pins,
    /// Continuous integration and the guard scripts.
    Wiring,
    /// Documents of the repository.
    Documents,
    /// The suppressions, after policy.
    Policy,
}

/// A rule: a static value and a plain function.
pub struct Check {
    /// Names the problem, so that it reads after "allow": `pins/unpinned-action`.
    pub id: &'static str,
    /// What it is about.
    pub scope: Scope,
    /// The severity before policy.
    pub severity: Severity,
    /// The rule in one sentence.
    pub summary: &'static str,
    /// Why it matters, with the source of the rule.
    pub why: &'static str,
    /// The smallest example that fires.
    pub failing: &'static str,
    /// The same, repaired.
    pub repaired: &'static str,
    /// Looks at the evidence.
    pub run: fn(&Evidence) -> Verdict,
}

/// What a check saw.
#[derive(Debug, Default)]
pub struct Verdict {
    /// How many things it judged. A check that looked at nothing has not passed.
    pub judged: usize,
    /// What was wrong.
    pub observations: Vec<Observation>,
}

/// One thing that is wrong, at a symbolic place.
#[derive(Clone, Debug)]
pub struct Observation {
    /// One sentence without a final full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The audit finding that it reopens.
    pub finding: Option<String>,
    /// The combinations in which it was seen.
    pub combinations: Vec<String>,
    /// The rendered object it is about.
    pub object: Option<ObjectName>,
    /// The path inside the object.
    pub path: Vec<Step>,
    /// Other places, each with what is there.
    pub related: Vec<(Place, String)>,
    /// How to mend it.
    pub help: Option<String>,
    /// How bad it is, where that is not what the check says.
    pub severity: Option<Severity>,
}

impl Observation {
    /// Something wrong at a place.
    pub fn new(place: Place, message: impl Into<String>) -> Self {
        Observation {
            message: message.into(),
            place,
            finding: None,
            combinations: Vec::new(),
            object: None,
            path: Vec::new(),
            related: Vec::new(),
            help: None,
            severity: None,
        }
    }

    /// With advice on how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With another place.
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push((place, message.into()));
        self
    }
}

/// What one check made of the evidence.
pub struct Outcome {
    /// The check.
    pub check: &'static Check,
    /// How many things it judged.
    pub judged: usize,
    /// What it reports, located, before policy.
    pub diagnostics: Vec<Diagnostic>,
}

/// Runs checks in order and turns their symbolic places into files and lines.
pub fn run<'a>(
    checks: impl IntoIterator<Item = &'static Check> + 'a,
    evidence: &'a Evidence,
) -> Vec<Outcome> {
    let checks: Vec<&'static Check> = checks.into_iter().collect();
    checks
        .into_par_iter()
        .map(|check| {
            let verdict = (check.run)(evidence);
            let diagnostics = verdict
                .observations
                .into_iter()
                .map(|observation| locate_observation(check, observation, evidence))
                .collect();
            Outcome { check, judged: verdict.judged, diagnostics }
        })
        .collect()
}

fn locate_observation(check: &Check, observation: Observation, evidence: &Evidence) -> Diagnostic {
    let callers = locate::callers(evidence, &observation.place).into_iter().map(|location| {
        crate::diagnostic::Related { location, message: "called from here".to_owned() }
    });
    let combination = observation.combinations.first().map(String::as_str);
    let values = locate::values(evidence, &observation.place, combination)
        .into_iter()
        .map(|(location, message)| crate::diagnostic::Related { location, message });
    let related = observation
        .related
        .iter()
        .map(|(place, message)| crate::diagnostic::Related {
            location: locate::locate(evidence, place),
            message: message.clone(),
        })
        .chain(values)
        .chain(callers)
        .collect();
    Diagnostic {
        check: check.id,
        severity: observation.severity.unwrap_or(check.severity),
        message: observation.message,
        finding: observation.finding,
        combinations: observation.combinations,
        object: observation.object,
        path: (!observation.path.is_empty()).then(|| dotted(&observation.path)),
        location: locate::locate(evidence, &observation.place),
        related,
        help: observation.help,
    }
}
