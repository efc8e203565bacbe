//! The pre-push hook and its installation, with real git in repositories made for the purpose.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests are about what git and bash do")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use xtask::commands::hooks::{self, Outcome};
use xtask::render::process::{self, Invocation};

const SCRIPT: &str = include_str!("../../scripts/git-hooks/pre-push");

/// A repository with the hook installed, its remote, and a `cargo` that only writes down its call.
struct Scene {
    folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        let scene = Scene { folder: TempDir::new().expect("a folder") };
        fs::create_dir(scene.path("bin")).expect("a folder");
        scene.executable(
            "bin/cargo",
            "#!/bin/sh\n[ -z \"${GIT_DIR:-}\" ] || exit 9\necho \"$*\" >>\"$CALLS\"\nexit \"${GATE:-0}\"\n",
        );
        scene.git(".", &["init", "--quiet", "--bare", "remote.git"]);
        scene.git(".", &["init", "--quiet", "--initial-branch=main", "own"]);
        let own_hooks = scene.path("own/.git/hooks");
        // A folder for hooks in the settings of whoever runs the tests is not to be written to.
        if Command::new("git").args(["config", "core.hooksPath"]).status().expect("git").success() {
            let hooks = own_hooks.to_string_lossy().into_owned();
            scene.git("own", &["config", "core.hooksPath", &hooks]);
        }
        scene.git("own", &["remote", "add", "origin", "../remote.git"]);
        scene.executable("own/scripts/git-hooks/pre-push", SCRIPT);
        scene.commit("README", "first");
        scene
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn own(&self) -> PathBuf {
        self.path("own")
    }

    fn executable(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("permissions");
    }

    fn try_git(&self, folder: &str, arguments: &[&str], gate: &str) -> (bool, String) {
        let path = std::env::var("PATH").expect("a PATH");
        let path = format!("{}:{path}", self.path("bin").display());
        let calls = self.path("calls");
        let identity = ["user.name=a", "user.email=a@example.org", "commit.gpgsign=false"];
        let settings = identity.iter().flat_map(|setting| ["-c", setting]);
        let invocation = Invocation {
            program: Path::new("git"),
            arguments: settings.chain(arguments.iter().copied()).map(Into::into).collect(),
            environment: &[
                ("PATH", &path),
                ("CALLS", &calls.to_string_lossy()),
                ("GATE", gate),
                // What tidies up behind a push goes on after it, and holds its output open.
                ("GIT_CONFIG_COUNT", "3"),
                ("GIT_CONFIG_KEY_0", "gc.auto"),
                ("GIT_CONFIG_VALUE_0", "0"),
                ("GIT_CONFIG_KEY_1", "maintenance.auto"),
                ("GIT_CONFIG_VALUE_1", "false"),
                ("GIT_CONFIG_KEY_2", "receive.autogc"),
                ("GIT_CONFIG_VALUE_2", "false"),
            ],
            input: "",
            limit: Duration::from_secs(60),
        };
        let finished = process::run_in(&self.path(folder), &invocation).expect("git");
        (finished.success, finished.stderr)
    }

    fn git(&self, folder: &str, arguments: &[&str]) {
        let (success, said) = self.try_git(folder, arguments, "0");
        assert!(success, "git {arguments:?}: {said}");
    }

    fn commit(&self, path: &str, text: &str) {
        let file = self.own().join(path);
        fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
        fs::write(file, text).expect("a file");
        self.git("own", &["add", "--all"]);
        self.git("own", &["commit", "--quiet", "--no-verify", "--message", text]);
    }

    /// Pushes, and says how often the gate ran for it.
    fn push(&self, arguments: &[&str]) -> usize {
        let before = self.calls();
        self.git("own", &[&["push", "--quiet", "origin"], arguments].concat());
        self.calls() - before
    }

    fn calls(&self) -> usize {
        let calls = fs::read_to_string(self.path("calls")).unwrap_or_default();
        assert!(calls.lines().all(|call| call == "xtask gate"), "{calls}");
        calls.lines().count()
    }
}

#[test]
fn the_gate_runs_only_for_what_it_guards() {
    let scene = Scene::new();
    assert!(matches!(hooks::install(&scene.own()).expect("installs"), Outcome::Installed(_)));
    assert_eq!(scene.push(&["main"]), 1, "the first push holds the scripts");
    scene.commit("docs/other.md", "another document");
    assert_eq!(scene.push(&["main"]), 0);
    scene.commit("docs/operator/runbook.md", "a runbook");
    assert_eq!(scene.push(&["main"]), 1);
    scene.commit("crates/a/Cargo.toml", "a manifest");
    scene.commit("notes", "not guarded, but pushed with what is");
    assert_eq!(scene.push(&["main"]), 1);
    assert_eq!(scene.push(&["main"]), 0, "nothing is pushed");
}

#[test]
fn new_branches_count_by_what_the_remote_lacks() {
    let scene = Scene::new();
    scene.git("own", &["push", "--quiet", "origin", "main"]);
    hooks::install(&scene.own()).expect("installs");
    assert_eq!(scene.push(&["main:same"]), 0);
    scene.commit("notes", "no guarded file");
    assert_eq!(scene.push(&["main:notes"]), 0);
    scene.commit("deploy/values.yaml", "a guarded file");
    scene.commit("notes", "and another commit on top");
    assert_eq!(scene.push(&["main:guarded"]), 1);
    assert_eq!(scene.push(&["--delete", "guarded"]), 0);
}

#[test]
fn tags_lead_to_their_commit() {
    let scene = Scene::new();
    scene.git("own", &["push", "--quiet", "origin", "main"]);
    hooks::install(&scene.own()).expect("installs");
    scene.git("own", &["tag", "--annotate", "--message", "t", "old"]);
    assert_eq!(scene.push(&["old"]), 0);
    scene.commit("xtask/a.rs", "a guarded file");
    scene.git("own", &["tag", "--annotate", "--message", "t", "new"]);
    assert_eq!(scene.push(&["new"]), 1);
    scene.git("own", &["tag", "blob", "HEAD:xtask/a.rs"]);
    assert_eq!(scene.push(&["blob"]), 0);
}

#[test]
fn a_remote_object_that_is_not_here_is_no_obstacle() {
    let scene = Scene::new();
    scene.git("own", &["push", "--quiet", "origin", "main"]);
    scene.git(".", &["clone", "--quiet", "--branch=main", "remote.git", "other"]);
    fs::write(scene.path("other/elsewhere"), "x").expect("a file");
    scene.git("other", &["add", "--all"]);
    scene.git("other", &["commit", "--quiet", "--message", "elsewhere"]);
    scene.git("other", &["push", "--quiet", "origin", "main"]);
    hooks::install(&scene.own()).expect("installs");
    scene.commit("notes", "no guarded file");
    assert_eq!(scene.push(&["--force", "main"]), 0);
}

#[test]
fn a_failing_gate_stops_the_push() {
    let scene = Scene::new();
    hooks::install(&scene.own()).expect("installs");
    let (pushed, said) = scene.try_git("own", &["push", "origin", "main"], "1");
    assert!(!pushed);
    assert!(said.contains("the gate failed"), "{said}");
    let (pushed, _) = scene.try_git("own", &["push", "--no-verify", "origin", "main"], "1");
    assert!(pushed);
}

#[test]
fn says_when_the_files_here_are_not_those_being_pushed() {
    let scene = Scene::new();
    hooks::install(&scene.own()).expect("installs");
    fs::write(scene.own().join("scripts/new.sh"), "x").expect("a file");
    let (pushed, said) = scene.try_git("own", &["push", "origin", "main"], "0");
    assert!(pushed && said.contains("as they lie here"), "{said}");
}

#[test]
fn installs_and_removes_only_its_own() {
    let scene = Scene::new();
    let hook = scene.own().join(".git/hooks/pre-push");
    let install = || hooks::install(&scene.own()).expect("an outcome");
    let uninstall = || hooks::uninstall(&scene.own()).expect("an outcome");
    assert!(matches!(uninstall(), Outcome::NothingToRemove(_)));
    assert!(matches!(install(), Outcome::Installed(_)));
    assert!(matches!(install(), Outcome::AlreadyInstalled(_)));
    let stale = fs::read_to_string(&hook).expect("a hook") + "# an older text\n";
    fs::write(&hook, stale).expect("a hook");
    assert!(matches!(install(), Outcome::Installed(_)), "an older one of ours is renewed");
    assert!(matches!(uninstall(), Outcome::Removed(_)));
    assert!(!hook.exists());

    fs::write(&hook, "#!/bin/sh\necho mine\n").expect("a hook");
    let Outcome::Foreign(_) = install() else { panic!("a foreign hook is left alone") };
    assert!(install().message().contains("exec scripts/git-hooks/pre-push"));
    assert!(matches!(uninstall(), Outcome::Foreign(_)));
    assert_eq!(fs::read_to_string(&hook).expect("a hook"), "#!/bin/sh\necho mine\n");

    fs::remove_file(&hook).expect("removable");
    symlink("/nowhere/at/all", &hook).expect("a link");
    assert!(matches!(install(), Outcome::Foreign(_)));
    assert!(matches!(uninstall(), Outcome::Foreign(_)));
}

#[test]
fn finds_the_folder_as_git_does() {
    let scene = Scene::new();
    scene.git("own", &["worktree", "add", "--quiet", "../tree", "-b", "tree"]);
    hooks::install(&scene.path("tree")).expect("installs");
    assert!(scene.own().join(".git/hooks/pre-push").exists(), "worktrees share their hooks");
    fs::write(scene.path("tree/scripts/x.sh"), "x").expect("a file");
    scene.git("tree", &["add", "--all"]);
    scene.git("tree", &["commit", "--quiet", "--message", "x"]);
    scene.git("tree", &["push", "--quiet", "origin", "tree"]);
    assert_eq!(scene.calls(), 1, "and the hook works in a worktree");

    scene.git("own", &["config", "core.hooksPath", "shared-hooks"]);
    hooks::install(&scene.own()).expect("installs");
    assert!(scene.own().join("shared-hooks/pre-push").exists());
    scene.git("own", &["config", "core.hooksPath", "scripts/git-hooks"]);
    let outcome = hooks::install(&scene.own()).expect("an outcome");
    assert!(matches!(outcome, Outcome::AlreadyInstalled(_)), "the script itself is the hook");
    assert!(matches!(hooks::uninstall(&scene.own()).expect("an outcome"), Outcome::Foreign(_)));
    assert!(scene.own().join("scripts/git-hooks/pre-push").exists());
}

#[test]
fn a_branch_without_the_script_is_pushed_as_before() {
    let scene = Scene::new();
    hooks::install(&scene.own()).expect("installs");
    fs::remove_dir_all(scene.own().join("scripts")).expect("removable");
    scene.commit("deploy/x", "no scripts here");
    assert_eq!(scene.push(&["main"]), 0);
}

#[test]
fn outside_of_a_repository_it_says_so() {
    let folder = TempDir::new().expect("a folder");
    let error = hooks::install(Path::new(folder.path())).expect_err("no repository");
    assert!(error.to_string().contains("git rev-parse"), "{error}");
}
