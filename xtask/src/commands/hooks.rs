//! `cargo xtask hooks`: sets up the pre-push hook, and never touches a hook of somebody else.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::cli::{self, HooksAction};
use crate::render::git;
use crate::report;

/// The script that git runs in the end; it stays under review with everything else.
const SCRIPT: &str = "scripts/git-hooks/pre-push";
/// The line that makes a hook ours.
const MARKER: &str = "# Installed by: cargo xtask hooks install";

/// Installs or removes the hook and says what came of it.
pub(super) fn run(root: &Path, arguments: &cli::Hooks) -> Result<super::Outcome> {
    let outcome = match arguments.action {
        HooksAction::Install => install(root)?,
        HooksAction::Uninstall => uninstall(root)?,
    };
    if matches!((arguments.action, &outcome), (HooksAction::Install, Outcome::Foreign(_))) {
        bail!("nothing was installed: {}", outcome.message());
    }
    report::say(&outcome.message())?;
    Ok(super::Outcome::Clean)
}

/// What an installation or a removal came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The hook was written.
    Installed(PathBuf),
    /// It was there.
    AlreadyInstalled(PathBuf),
    /// It was taken away.
    Removed(PathBuf),
    /// There is no hook.
    NothingToRemove(PathBuf),
    /// There is a hook of somebody else, and it was left alone.
    Foreign(PathBuf),
}

impl Outcome {
    /// What to tell the user.
    pub fn message(&self) -> String {
        match self {
            Outcome::Installed(path) => format!("installed {}", path.display()),
            Outcome::AlreadyInstalled(path) => format!("{} is installed", path.display()),
            Outcome::Removed(path) => format!("removed {}", path.display()),
            Outcome::NothingToRemove(path) => format!("there is no hook at {}", path.display()),
            Outcome::Foreign(path) => format!(
                "{} is a hook of your own and was left alone; to chain the guards, let it end \
                 with: exec {SCRIPT} \"$@\" (a hook that reads its standard input must pass it on)",
                path.display()
            ),
        }
    }
}

/// Writes the pre-push hook into the folder in which git looks for hooks.
///
/// # Errors
/// When `root` is no repository, or the folder cannot be written.
pub fn install(root: &Path) -> Result<Outcome> {
    let path = hook(root)?;
    let ours = text();
    match state(root, &path)? {
        State::Script => return Ok(Outcome::AlreadyInstalled(path)),
        State::Foreign => return Ok(Outcome::Foreign(path)),
        State::Ours(found) if found == ours => return Ok(Outcome::AlreadyInstalled(path)),
        State::Ours(_) => fs::remove_file(&path)?,
        State::Nothing => {}
    }
    write_new(&path, &ours).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Outcome::Installed(path))
}

/// Takes the pre-push hook away, where it is ours.
///
/// # Errors
/// When `root` is no repository, or the hook cannot be removed.
pub fn uninstall(root: &Path) -> Result<Outcome> {
    let path = hook(root)?;
    match state(root, &path)? {
        State::Script | State::Foreign => return Ok(Outcome::Foreign(path)),
        State::Nothing => return Ok(Outcome::NothingToRemove(path)),
        State::Ours(_) => {}
    }
    fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    Ok(Outcome::Removed(path))
}

/// What stands at the place of the hook.
enum State {
    Nothing,
    Ours(String),
    Foreign,
    /// `core.hooksPath` leads to the script itself.
    Script,
}

fn state(root: &Path, path: &Path) -> Result<State> {
    // A link that leads nowhere is somebody's as well.
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(State::Nothing) };
    let same = fs::canonicalize(path).ok().zip(fs::canonicalize(root.join(SCRIPT)).ok());
    if same.is_some_and(|(hook, script)| hook == script) {
        return Ok(State::Script);
    }
    if !metadata.is_file() {
        return Ok(State::Foreign);
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let ours = text.lines().any(|line| line == MARKER);
    Ok(if ours { State::Ours(text.into_owned()) } else { State::Foreign })
}

/// Where git looks for the hook: `core.hooksPath` and worktrees are git's own business.
fn hook(root: &Path) -> Result<PathBuf> {
    let folder = git::ask(root, &["rev-parse", "--git-path", "hooks"])?;
    Ok(root.join(folder).join("pre-push"))
}

/// A branch without the script is pushed as if there were no hook, and so is another repository
/// that shares the folder through `core.hooksPath`.
fn text() -> String {
    format!(
        "#!/usr/bin/env bash\n{MARKER}\nif [ -x {SCRIPT} ] && \
         grep -q 'cargo xtask gate' {SCRIPT}; then\n  exec {SCRIPT} \"$@\"\nfi\n"
    )
}

fn write_new(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
    options.open(path)?.write_all(text.as_bytes())?;
    Ok(())
}
