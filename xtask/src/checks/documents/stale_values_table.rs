//! `documents/stale-values-table`: a chart's README whose table is not what values.yaml says.

use similar::TextDiff;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::values_table::{self, BEGIN, END};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "documents/stale-values-table",
    scope: Scope::Documents,
    severity: Severity::Error,
    summary: "the values table of the chart's README is the one that values.yaml makes",
    why: "Operators read the table and not the file; a default that changed in one of them misleads.",
    failing: "| `backup.schedule` | `\"0 2 * * *\"` | When. |   # values.yaml says 0 3 * * *\n",
    repaired: "| `backup.schedule` | `\"0 3 * * *\"` | When. |\n",
    run,
};

const MEND: &str = "`cargo xtask values-table --bless` writes it";

fn run(evidence: &Evidence) -> Verdict {
    let readme_file = format!("{}/README.md", evidence.chart);
    let values_file = format!("{}/values.yaml", evidence.chart);
    let described = evidence.sources.text(&values_file).map(values_table::describe);
    let Some(Ok(described)) = described else { return Verdict::default() };
    let table = values_table::table(&described.rows);
    let observation = match evidence.sources.text(&readme_file) {
        None => Some(Observation::new(Place::file(&readme_file), "the chart has no README")),
        Some(readme) => match values_table::with_table(readme, &table) {
            None => {
                let message =
                    format!("the chart's README has no place for the table: {BEGIN} and {END}");
                Some(Observation::new(Place::file(&readme_file), message))
            }
            Some(fresh) if fresh == readme => None,
            Some(fresh) => {
                let line = first_difference(readme, &fresh);
                let message = "the values table is not the one that values.yaml makes";
                let diff = TextDiff::from_lines(readme, &fresh);
                let mut unified = diff.unified_diff();
                let help =
                    format!("{MEND}:\n{}", unified.context_radius(0).header("README.md", "made"));
                Some(
                    Observation::new(Place::at(&readme_file, line, 1), message)
                        .help(help.trim_end()),
                )
            }
        },
    };
    Verdict { judged: described.rows.len(), observations: observation.into_iter().collect() }
}

/// The first line of `found` that differs, from 1.
fn first_difference(found: &str, expected: &str) -> u32 {
    let same =
        found.lines().zip(expected.lines()).take_while(|(left, right)| left == right).count();
    let last = found.lines().count().max(1);
    (same + 1).min(last) as u32
}
