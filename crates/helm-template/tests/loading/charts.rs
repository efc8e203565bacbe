//! Small charts, each for one rule of loading, merging or printing, rendered by helm and here.

use helm_template::version::Version;

use crate::cases::CASES;
use crate::{helm, here};

/// A chart and the arguments of a few renders.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) files: &'static [(&'static str, &'static str)],
    pub(crate) renders: &'static [&'static [&'static str]],
}

#[test]
fn charts_print_what_helm_prints() {
    let Some(program) = helm::program() else { return };
    let version = helm::version(&program);
    let mut different = Vec::new();
    let mut count = 0;
    for case in CASES {
        let folder = tempfile::tempdir().expect("a folder");
        helm::write(folder.path(), case.files);
        for arguments in case.renders {
            count += 1;
            let all: Vec<&str> =
                ["template", "r", "c"].iter().chain(arguments.iter()).copied().collect();
            let output = helm::run(&program, folder.path(), &all);
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            let expected = if output.status.success() {
                Ok(String::from_utf8_lossy(&output.stdout).into_owned())
            } else {
                let at = errors.find("Error: ").expect("an error");
                Err(errors[at + "Error: ".len()..].trim().to_owned())
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
            let logged: Vec<String> = errors.lines().filter_map(logged).collect();
            let mut mine: Vec<String> = warnings.iter().map(|it| it.trim().to_owned()).collect();
            let mut logged_sorted = logged.clone();
            mine.sort();
            logged_sorted.sort();
            if version == Version::V3_16 && mine != logged_sorted {
                different.push(format!(
                    "## {} {arguments:?}\n-- helm logs\n{logged_sorted:#?}\n-- here\n{mine:#?}",
                    case.name
                ));
            }
        }
    }
    let number = different.len();
    assert!(number == 0, "{number} of {count} differ:\n{}", different.join("\n"));
}

/// A line that Helm logs, without the place in its source.
fn logged(line: &str) -> Option<String> {
    let (place, text) = line.split_once(": ")?;
    let (file, number) = place.split_once(':')?;
    (file.ends_with(".go") && number.parse::<u32>().is_ok()).then(|| text.to_owned())
}
