//! `documents/unknown-command`: a document that names a command or option that is not there.

use std::sync::LazyLock;

use regex::Regex;

use super::documents;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::markdown;
use crate::suite::did_you_mean;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "documents/unknown-command",
    scope: Scope::Documents,
    severity: Severity::Error,
    summary: "every `cargo xtask` command and option that a document names exists",
    why: "The first thing that a newcomer does is to copy a command.",
    failing: "Run `cargo xtask lint`.\n",
    repaired: "Run `cargo xtask helm-lint`.\n",
    run,
};

fn run(evidence: &Evidence) -> Verdict {
    static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"cargo xtask ([a-z][a-z-]*)([^`#|&;\n]*)").expect("a valid pattern")
    });
    static OPTION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:^|\s)--([a-z][a-z-]*)").expect("a valid pattern"));
    let mut verdict = Verdict::default();
    for (document, text) in documents(evidence) {
        for code in markdown::code(text).into_iter().filter(|code| code.text.contains("xtask")) {
            for captures in COMMAND.captures_iter(code.text) {
                verdict.judged += 1;
                let (Some(whole), Some(name)) = (captures.get(0), captures.get(1)) else {
                    continue;
                };
                let rest = captures.get(2).map_or("", |rest| rest.as_str());
                let column = code.column + code.text[..whole.start()].chars().count() as u32;
                let place = Place::at(document, code.line, column);
                let known = evidence.commands.iter().find(|known| known.name == name.as_str());
                let Some(known) = known else {
                    let names: Vec<&str> =
                        evidence.commands.iter().map(|known| known.name.as_str()).collect();
                    let message = format!("there is no command `cargo xtask {}`", name.as_str());
                    let help = did_you_mean(name.as_str(), names);
                    verdict
                        .observations
                        .push(Observation { help, ..Observation::new(place, message) });
                    continue;
                };
                for option in OPTION.captures_iter(rest).filter_map(|found| found.get(1)) {
                    if known.options.iter().any(|known| known == option.as_str()) {
                        continue;
                    }
                    let options: Vec<&str> = known.options.iter().map(String::as_str).collect();
                    let message =
                        format!("`cargo xtask {}` has no option --{}", known.name, option.as_str());
                    let help = did_you_mean(option.as_str(), options);
                    let observation = Observation::new(place.clone(), message);
                    verdict.observations.push(Observation { help, ..observation });
                }
            }
        }
    }
    verdict
}
