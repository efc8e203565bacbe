//! Small charts, each for one rule of loading, merging or printing, rendered by helm and here.

use std::collections::BTreeMap;
use std::path::Path;

use helm_template::version::Version;

use crate::cases::CASES;
use crate::{helm, here, recorded};

/// A chart and the arguments of a few renders.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) files: &'static [(&'static str, &'static str)],
    pub(crate) renders: &'static [&'static [&'static str]],
}

#[test]
fn charts_print_what_helm_prints() {
    let program = helm::program();
    let version = program.as_deref().map(helm::version).unwrap_or_default();
    let recorded = recorded::read("charts.json");
    let mut answers = BTreeMap::new();
    let mut different = Vec::new();
    let mut count = 0;
    for case in CASES {
        let folder = tempfile::tempdir().expect("a folder");
        helm::write(folder.path(), case.files);
        for arguments in case.renders {
            count += 1;
            let question = format!("{}: {}", case.name, arguments.join(" "));
            let answer = match &program {
                Some(program) => ask(program, folder.path(), arguments),
                None => recorded[&question].clone(),
            };
            answers.insert(question, answer.clone());
            let (logs, answer) = answer.split_once('\u{1e}').expect("logs and an answer");
            let expected = match answer.strip_prefix("Error: ") {
                Some(error) => Err(error.trim().to_owned()),
                None => Ok(answer.to_owned()),
            };
            let (mine, warnings) = here::render(folder.path(), "c", arguments, version);
            if mine.as_ref().map_err(|it| it.trim()) != expected.as_ref().map_err(|it| it.trim()) {
                let show = |it: &Result<String, String>| match it {
                    Ok(text) => text.clone(),
                    Err(text) => format!("Error: {text}\n"),
                };
                let (name, helm, here) = (case.name, show(&expected), show(&mine));
                different.push(format!("## {name} {arguments:?}\n-- helm\n{helm}-- here\n{here}"));
            }
            let mut mine: Vec<String> = warnings.iter().map(|it| it.trim().to_owned()).collect();
            let mut logged: Vec<String> = logs.lines().map(str::to_owned).collect();
            mine.sort();
            logged.sort();
            if version == Version::V3_16 && mine != logged {
                different.push(format!(
                    "## {} {arguments:?}\n-- helm logs\n{logged:#?}\n-- here\n{mine:#?}",
                    case.name
                ));
            }
        }
    }
    recorded::write("charts.json", &answers);
    let number = different.len();
    assert!(number == 0, "{number} of {count} differ:\n{}", different.join("\n"));
}

/// What helm logs and, behind a separator, what it prints or says is wrong.
fn ask(program: &str, folder: &Path, arguments: &[&str]) -> String {
    let all: Vec<&str> = ["template", "r", "c"].iter().chain(arguments).copied().collect();
    let output = helm::run(program, folder, &all);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let logs: Vec<String> = errors.lines().filter_map(logged).collect();
    let answer = if output.status.success() {
        String::from_utf8_lossy(&output.stdout).into_owned()
    } else {
        errors[errors.find("Error: ").expect("an error")..].to_owned()
    };
    format!("{}\u{1e}{answer}", logs.join("\n"))
}

/// A line that Helm logs, without the place in its source.
fn logged(line: &str) -> Option<String> {
    let (place, text) = line.split_once(": ")?;
    let (file, number) = place.split_once(':')?;
    (file.ends_with(".go") && number.parse::<u32>().is_ok()).then(|| text.to_owned())
}
