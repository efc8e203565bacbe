//! `alert/invalid-duration`: a duration of a rule or of a scrape that is none to Prometheus.

use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::{Attempt, Evidence};
use crate::locate::Place;
use crate::manifest::Object;
use crate::yaml::{Node, Step, Value, dotted};

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "alert/invalid-duration",
    scope: Scope::Renders,
    severity: Severity::Error,
    summary: "durations of rules and of scrapes are whole numbers with units, from years down to milliseconds",
    why: "A cluster without the operator's admission webhook takes the object, and Prometheus leaves the \
          whole of it out: no alert of it ever fires. The form is that of the type Duration in the API \
          reference of the Prometheus Operator.",
    failing: "for: 5 minutes\n",
    repaired: "for: 5m\n",
    run,
};

/// The units, in the only order in which they may follow each other.
const UNITS: [&str; 7] = ["y", "w", "d", "h", "m", "s", "ms"];

fn run(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for attempt in &evidence.attempts {
        for object in attempt.manifest().into_iter().flat_map(|manifest| manifest.objects()) {
            for (path, value) in durations(object) {
                verdict.judged += 1;
                let Some(message) = judge(value) else { continue };
                verdict.observations.push(observe(attempt, object, path, &message));
            }
        }
    }
    verdict
}

/// The durations of an object, and where they stand.
fn durations(object: Object<'_>) -> Vec<(Vec<Step>, &Node)> {
    let mut found = Vec::new();
    let mut within = |path: &[Step], names: &[&str]| {
        for name in names {
            let path = [path, &[Step::from(*name)]].concat();
            found.extend(object.root.at(&path).map(|value| (path, value)));
        }
    };
    match object.kind {
        "PrometheusRule" => {
            for group in items(object, &["spec".into(), "groups".into()]) {
                within(&group, &["interval", "query_offset"]);
                for rule in items(object, &[&group[..], &["rules".into()]].concat()) {
                    within(&rule, &["for", "keep_firing_for"]);
                }
            }
        }
        "ServiceMonitor" | "PodMonitor" => {
            let list =
                if object.kind == "PodMonitor" { "podMetricsEndpoints" } else { "endpoints" };
            for endpoint in items(object, &["spec".into(), list.into()]) {
                within(&endpoint, &["interval", "scrapeTimeout"]);
            }
        }
        _ => {}
    }
    found
}

/// The paths of the items of a list.
fn items(object: Object<'_>, list: &[Step]) -> Vec<Vec<Step>> {
    let count = object.root.at(list).map_or(0, |list| list.items().len());
    (0..count).map(|index| [list, &[Step::Index(index)]].concat()).collect()
}

fn judge(value: &Node) -> Option<String> {
    match &value.value {
        Value::Null => None,
        Value::String(text) if is_duration(text) => None,
        Value::String(text) => Some(format!("is {text:?}, which is no duration to Prometheus")),
        _ => Some("is no text, and so no duration to Prometheus".to_owned()),
    }
}

fn is_duration(text: &str) -> bool {
    if text == "0" {
        return true;
    }
    let (mut rest, mut units) = (text, &UNITS[..]);
    while !rest.is_empty() {
        let behind = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let length = behind.find(|digit: char| digit.is_ascii_digit()).unwrap_or(behind.len());
        let place = units.iter().position(|unit| *unit == &behind[..length]);
        match place {
            Some(place) if behind.len() < rest.len() => units = &units[place + 1..],
            _ => return false,
        }
        rest = &behind[length..];
    }
    !text.is_empty()
}

fn observe(attempt: &Attempt, object: Object<'_>, path: Vec<Step>, message: &str) -> Observation {
    let (kind, name, at) = (object.kind, object.name, dotted(&path));
    let message = format!("{kind} `{name}`: {at} {message}");
    Observation {
        combinations: vec![attempt.combination.name.clone()],
        object: Some(object.to_name()),
        path: path.clone(),
        help: Some(
            "write whole numbers with y, w, d, h, m, s or ms, the largest first: 1h30m".into(),
        ),
        ..Observation::new(Place::rendered(object.document, &path), message)
    }
}

#[cfg(test)]
mod tests {
    use super::is_duration;

    #[test]
    fn knows_durations() {
        for text in ["0", "5m", "1h30m", "1d", "250ms", "1y2w3d4h5m6s7ms", "00m"] {
            assert!(is_duration(text), "{text}");
        }
        for text in ["", "5", "5 m", "m", "1.5h", "5min", "30m1h", "1m1m", "-1m", "0 ", "1µs", "5M"]
        {
            assert!(!is_duration(text), "{text}");
        }
    }
}
