//! `render/parity`: the embedded renderer and helm make different things of the same values.

use similar::TextDiff;

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::{Compared, Evidence};
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
    let attempts = evidence.attempts.iter().map(|it| (&it.combination.name, &it.compared));
    let refusals = evidence.refusals.iter().map(|it| (&it.refusal.name, &it.compared));
    for (name, compared) in attempts.chain(refusals) {
        let Some(Compared { helm, embedded, again }) = compared else { continue };
        verdict.judged += 1;
        let observation = match (helm, embedded) {
            (Ok(helm), Ok(embedded)) => differ(evidence, name, helm, embedded, again.as_deref()),
            (Ok(_), Err(error)) => {
                let message =
                    format!("helm renders, and the embedded renderer does not: {}", first(error));
                Some(Observation::new(Place::file(&evidence.chart), message))
            }
            (Err(error), Ok(_)) => {
                let message =
                    format!("the embedded renderer renders, and helm does not: {}", first(error));
                Some(Observation::new(Place::file(&evidence.chart), message))
            }
            (Err(helm), Err(embedded)) if helm.trim() != embedded.trim() => {
                let message = format!("the embedded renderer refuses {name} in other words");
                let help = format!("helm: {}\nembedded: {}", helm.trim(), embedded.trim());
                Some(Observation::new(Place::file(&evidence.chart), message).help(help))
            }
            (Err(_), Err(_)) => None,
        };
        verdict.observations.extend(observation.map(|observation| Observation {
            combinations: vec![name.clone()],
            // A chart without a suite did not ask for this, and nothing is wrong with it.
            severity: evidence.suite.folder.is_none().then_some(Severity::Warning),
            ..observation
        }));
    }
    verdict
}

fn first(error: &str) -> &str {
    error.trim_start_matches("Error: ").lines().next().unwrap_or_default()
}

fn differ(
    evidence: &Evidence,
    name: &str,
    helm: &str,
    embedded: &str,
    again: Option<&str>,
) -> Option<Observation> {
    let made_once = &evidence.suite.made_once;
    let (mut helm, mut embedded) = (masked(helm, made_once), masked(embedded, made_once));
    if let (None, Some(again)) = (&evidence.suite.folder, again) {
        // Without a suite nobody has said what is made anew in each render; two renders tell.
        (helm, embedded) = without_varying(&helm, &embedded, &masked(again, made_once));
    }
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
        Some(template) => Place::Template {
            template: template.to_owned(),
            line: None,
            chain: Vec::new(),
            values: Vec::new(),
        },
        None => Place::file(&evidence.chart),
    };
    let message = format!("the embedded renderer prints something else than helm in {name}");
    Some(Observation::new(place, message).help(shown.join("\n")))
}

/// Two outputs without the lines in which the second differs from a third.
fn without_varying(helm: &str, embedded: &str, again: &str) -> (String, String) {
    let mut kept = (String::new(), String::new());
    let counts = [helm, embedded, again].map(|text| text.lines().count());
    if counts != [counts[0]; 3] {
        return (helm.to_owned(), embedded.to_owned());
    }
    for ((helm, embedded), again) in helm.lines().zip(embedded.lines()).zip(again.lines()) {
        let varies = embedded != again;
        for (kept, line) in [(&mut kept.0, helm), (&mut kept.1, embedded)] {
            kept.push_str(if varies { "(made anew)" } else { line });
            kept.push('\n');
        }
    }
    kept
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
