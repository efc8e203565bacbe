//! The command line as people and machines see it: exit statuses, formats, and what a mistake gets.

#[path = "cli/coverage.rs"]
mod coverage;
#[path = "support/program.rs"]
mod program;
mod support;
#[path = "cli/watch.rs"]
mod watch;

use program::{SOUND, copy_of_the_repository, real_helm, tiny_chart, write, xtask};
use serde_json::Value;
use tempfile::TempDir;
use xtask::gather::CHART;
use xtask::render::process::Finished;

/// `helm-lint --chart tiny` with the real helm.
fn lint(folder: &TempDir, more: &[&str]) -> Finished {
    let helm = real_helm();
    let arguments = [&["helm-lint", "--chart", "tiny", "--helm", &helm], more].concat();
    xtask(folder.path(), &[], &arguments)
}

/// A chart with a suite, and two things of different kinds wrong with them.
fn chart_with_two_errors() -> TempDir {
    let folder = tiny_chart(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: tiny\ndata:\n  a: x\n  a: y%\n",
    );
    let matrix = "chart: tiny\ncombinations:\n  - name: defaults\n    about: as it is\n\
                  refusals:\n  - name: nothing\n    about: nothing is wrong with these values\n    \
                  message: nothing\n";
    write(folder.path(), "tiny/guards/matrix.yaml", matrix);
    folder
}

#[test]
fn a_chart_without_a_suite_is_status_0() {
    let finished = lint(&tiny_chart(SOUND), &[]);
    assert_eq!(finished.status, 0, "{}{}", finished.stdout, finished.stderr);
    assert!(finished.stdout.contains("judged 1 combination, 1 object"), "{}", finished.stdout);
    assert!(finished.stdout.contains("this chart has no suite"), "{}", finished.stdout);
}

#[test]
fn a_syntax_error_is_status_1_with_file_and_line() {
    let finished = lint(&tiny_chart("kind: ConfigMap\nmetadata:\n  name: {{ .Values.x }\n"), &[]);
    assert_eq!(finished.status, 1, "{}", finished.stderr);
    assert!(finished.stdout.contains("tiny/templates/object.yaml:3"), "{}", finished.stdout);
}

#[test]
fn a_missing_chart_yaml_is_status_1() {
    let folder = tiny_chart(SOUND);
    std::fs::remove_file(folder.path().join("tiny/Chart.yaml")).expect("removed");
    let finished = lint(&folder, &[]);
    assert_eq!(finished.status, 1, "{}", finished.stderr);
    assert!(finished.stdout.contains("Chart.yaml"), "{}", finished.stdout);
}

#[test]
fn a_bad_command_line_is_status_2_and_says_what_to_do() {
    let folder = tiny_chart(SOUND);
    let helm = real_helm();
    for (arguments, says) in [
        (&["helm-lint", "--chart", "/nonexistent"] as &[&str], "there is no such folder"),
        (&["helm-lint", "--chart", "tiny", "--only", "defaults"], "has no suite"),
        (&["helm-lint", "--suite", "/nonexistent"], "there is no such folder"),
        (&["helm-lint", "--frmat", "json"], "--format"),
        (&["helm-lint", "--format", "jsn"], "json"),
        (&["helmlint"], "helm-lint"),
        (&["explain", "manifest/duplicate-kye"], "did you mean `manifest/duplicate-key`?"),
        (&["explain", "DEPL-H22"], "did you mean `DEPL-H2`?"),
        (&["findings", "DEPL-H22"], "did you mean `DEPL-H2`?"),
    ] {
        let environment = [("HELM", helm.as_str())];
        let finished = xtask(folder.path(), &environment, arguments);
        assert_eq!(finished.status, 2, "{arguments:?}: {}", finished.stdout);
        assert!(finished.stderr.contains(says), "{arguments:?}: {}", finished.stderr);
        assert_eq!(finished.stdout, "", "{arguments:?}");
    }
}

#[test]
fn help_is_status_0_and_tells_the_statuses() {
    let finished = xtask(support::root(), &[], &["--help"]);
    assert_eq!(finished.status, 0);
    assert!(finished.stdout.contains("Exit status: 0 nothing to report"), "{}", finished.stdout);
}

#[test]
fn every_format_reports_the_same_and_ends_alike() {
    let folder = chart_with_two_errors();
    let human = lint(&folder, &["--format", "human"]);
    let github = lint(&folder, &["--format", "github"]);
    let json = lint(&folder, &["--format", "json"]);
    for finished in [&human, &github, &json] {
        assert_eq!(finished.status, 1, "{}", finished.stderr);
    }
    let said: Value = serde_json::from_str(&json.stdout).expect("nothing but JSON on stdout");
    assert_eq!(said["version"], 1);
    let diagnostics = said["diagnostics"].as_array().expect("a list");
    let mut checks: Vec<&str> =
        diagnostics.iter().map(|one| one["check"].as_str().expect("a check")).collect();
    checks.sort_unstable();
    assert_eq!(checks, ["manifest/duplicate-key", "render/accepted-refusal"]);
    let count =
        |text: &str, start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!(count(&human.stdout, "error["), diagnostics.len(), "{}", human.stdout);
    assert_eq!(count(&github.stdout, "::error "), diagnostics.len(), "{}", github.stdout);
    for check in checks {
        assert!(human.stdout.contains(&format!("error[{check}]")), "{}", human.stdout);
        assert!(github.stdout.contains(&format!("title={check}")), "{}", github.stdout);
    }
}

#[test]
fn every_format_is_status_0_where_there_is_nothing_to_report() {
    let folder = tiny_chart(SOUND);
    for format in ["human", "github", "json"] {
        let finished = lint(&folder, &["--format", format]);
        assert_eq!(finished.status, 0, "{format}: {}", finished.stdout);
        assert_eq!(finished.stdout.matches("error[").count(), 0, "{format}");
        assert_eq!(finished.stdout.matches("::error").count(), 0, "{format}");
    }
}

#[test]
fn github_is_the_format_where_github_runs_it() {
    let folder = chart_with_two_errors();
    let summary = folder.path().join("summary.md");
    let summary_path = summary.to_string_lossy().into_owned();
    let helm = real_helm();
    let environment = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", summary_path.as_str())];
    let arguments = ["helm-lint", "--chart", "tiny", "--helm", &helm];
    let finished = xtask(folder.path(), &environment, &arguments);
    assert_eq!(finished.status, 1, "{}", finished.stderr);
    assert!(finished.stdout.contains("::error file="), "{}", finished.stdout);
    let summary = std::fs::read_to_string(&summary).expect("a step summary");
    assert!(summary.contains("defaults"), "{summary}");
}

#[test]
fn what_is_no_terminal_gets_no_colours() {
    let folder = chart_with_two_errors();
    let helm = real_helm();
    let arguments = ["helm-lint", "--chart", "tiny", "--helm", &helm];
    for environment in [&[] as &[(&str, &str)], &[("NO_COLOR", "1")], &[("TERM", "dumb")]] {
        let finished = xtask(folder.path(), environment, &arguments);
        assert_eq!(finished.status, 1);
        let said = finished.stdout + &finished.stderr;
        assert!(said.contains("error[") && !said.contains('\u{1b}'), "{environment:?}: {said}");
    }
    let forced = xtask(folder.path(), &[("CLICOLOR_FORCE", "1")], &arguments);
    assert!(forced.stdout.contains('\u{1b}'), "colours can be had, or this test sees nothing");
}

#[test]
fn what_a_reviewer_reviews_is_status_1_in_the_own_chart_too() {
    let copy = copy_of_the_repository();
    let helm = real_helm();
    let arguments = ["helm-lint", "--helm", &helm];
    let clean = xtask(copy.path(), &[], &arguments);
    assert_eq!(clean.status, 0, "{}{}", clean.stdout, clean.stderr);
    assert!(clean.stdout.contains("6/6 audit combinations pass"), "{}", clean.stdout);
    let template = format!("{CHART}/templates/postgres-statefulset.yaml");
    let text = std::fs::read_to_string(copy.path().join(&template)).expect("it can be read");
    write(copy.path(), &template, &text.replace("type: OnDelete", "type: RollingUpdate"));
    let broken = xtask(copy.path(), &[], &arguments);
    assert_eq!(broken.status, 1, "{}", broken.stderr);
    assert!(broken.stdout.contains("DEPL-M4"), "{}", broken.stdout);
    assert!(broken.stdout.contains(&template), "{}", broken.stdout);
}
