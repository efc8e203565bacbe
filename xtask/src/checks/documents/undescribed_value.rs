//! `documents/undescribed-value`: a value that values.yaml does not explain.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::values_table;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "documents/undescribed-value",
    scope: Scope::Documents,
    severity: Severity::Error,
    summary: "every value has a description on the line above it",
    why: "The values table of the chart's README is made from these lines; a value without one is \
          not in it.",
    failing: "server:\n  replicas: 1\n",
    repaired: "server:\n  # -- Number of server pods.\n  replicas: 1\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let file = format!("{}/values.yaml", evidence.chart);
    // values.yaml that is no YAML fails every render, and is reported there.
    let described = evidence.sources.text(&file).map(values_table::describe);
    let Some(Ok(described)) = described else { return Verdict::default() };
    let observations = described
        .bare
        .iter()
        .map(|(key, (line, column))| {
            let place = Place::at(&file, *line, *column);
            Observation::new(place, format!("value `{key}` has no description"))
                .help("write `# -- What it does.` on the line above")
        })
        .collect();
    Verdict { judged: described.rows.len() + described.bare.len(), observations }
}
