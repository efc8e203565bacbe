//! `render/parity`: the embedded renderer and helm make different things of the same values.

use similar::TextDiff;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::{Attempt, Evidence};
use crate::locate::Place;
use crate::manifest::{Manifest, query};
use crate::suite::MadeOnce;
use crate::yaml::Span;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "render/parity",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "the embedded renderer prints what helm prints, outside the values that are made once",
    why: "Its lines explain helm's output only while both are the same, and it stands in for helm where \
          there is none.",
    failing: "-  port: 8443       # helm\n+  port: 8.443e+03  # embedded\n",
    repaired: "   port: 8443\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for attempt in &evidence.attempts {
        let Some(compared) = &attempt.compared else { continue };
        verdict.judged += 1;
        let observation = match &compared.embedded {
            Err(error) => {
                let first = error.trim_start_matches("Error: ").lines().next().unwrap_or_default();
                let message = format!("helm renders, and the embedded renderer does not: {first}");
                Some(Observation::new(Place::file(&evidence.chart), message))
            }
            Ok(embedded) => differ(evidence, attempt, &compared.helm, embedded),
        };
        verdict.observations.extend(observation.map(|observation| Observation {
            combinations: vec![attempt.combination.name.clone()],
            ..observation
        }));
    }
    verdict
}

fn differ(
    evidence: &Evidence,
    attempt: &Attempt,
    helm: &str,
    embedded: &str,
) -> Option<Observation> {
    let made_once = &evidence.suite.made_once;
    let (helm, embedded) = (masked(helm, made_once), masked(embedded, made_once));
    if helm == embedded {
        return None;
    }
    let diff = TextDiff::from_lines(&helm, &embedded);
    let shown = diff.unified_diff().context_radius(1).header("helm", "embedded").to_string();
    let shown: Vec<&str> = shown.lines().take(20).collect();
    let line = helm.lines().zip(embedded.lines()).take_while(|(left, right)| left == right).count();
    let source =
        helm.lines().take(line + 1).filter_map(|line| line.strip_prefix("# Source: ")).last();
    let place = match source {
        Some(template) => {
            Place::Template { template: template.to_owned(), line: None, chain: Vec::new() }
        }
        None => Place::file(&evidence.chart),
    };
    let message = format!(
        "the embedded renderer prints something else than helm in {}",
        attempt.combination.name
    );
    Some(Observation::new(place, message).help(shown.join("\n")))
}

/// The output with a word in the place of each value that is made once.
fn masked(output: &str, made_once: &[MadeOnce]) -> String {
    let manifest = Manifest::parse(output);
    let mut text = String::new();
    for document in &manifest.documents {
        text.push_str(&format!("# Source: {}\n", document.template));
        let mut spans: Vec<Span> = Vec::new();
        if let Some(object) = document.object() {
            let about = made_once
                .iter()
                .filter(|one| one.kind.as_deref().is_none_or(|kind| kind == object.kind));
            for selected in about.flat_map(|one| query::select(object.json(), &one.path)) {
                spans.extend(object.root.at(&selected.path).map(|node| node.span));
            }
        }
        mask(&document.content.text, &spans, &mut text);
    }
    text
}

fn mask(document: &str, spans: &[Span], text: &mut String) {
    for (index, line) in document.lines().enumerate() {
        let number = index as u32 + 1;
        if spans.iter().any(|span| span.line < number && number < span.end_line) {
            continue;
        }
        match spans.iter().find(|span| span.line == number) {
            Some(span) => {
                let before: String = line.chars().take(span.column as usize - 1).collect();
                text.push_str(&before);
                text.push_str("(made once)");
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
}
