//! The server with a fault in its source, built from a copy.
//!
//! The copy lies in the build's own folder and is a workspace of one package, so that only the
//! server is built anew. Nothing here touches the repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use walkdir::WalkDir;

use crate::cluster::image;
use crate::fault::{self, Fault};
use crate::process::{self, CommandLine};
use crate::surroundings::blame;

/// How long the first build may take, which builds what the server depends on.
const LIMIT: Duration = Duration::from_secs(600);

/// Builds the server as it is, and with it all that it depends on.
pub(crate) fn prepare(root: &Path) -> Result<()> {
    let _lock = make(root, None)?;
    Ok(())
}

/// Builds it and puts it, and the older release beside it, into a folder; where the program is.
pub(crate) fn build(root: &Path, fault: &Fault, place: &Path) -> Result<PathBuf> {
    let _lock = make(root, Some(fault))?;
    let built = folder()?.join("target/debug");
    fs::create_dir_all(place.join("examples"))?;
    for program in ["certctl-server", "examples/older_release"] {
        fs::copy(built.join(program), place.join(program))?;
    }
    Ok(place.join("certctl-server"))
}

/// Builds it; nobody builds another before what is returned is dropped.
fn make(root: &Path, fault: Option<&Fault>) -> Result<fs::File> {
    let folder = folder()?;
    fs::create_dir_all(&folder)?;
    // Several faults may be planted at once, and there is one copy.
    let lock = fs::File::create(folder.join("lock"))?;
    lock.lock()?;
    let source = folder.join("source");
    copy(root, &source, fault)?;
    let mut line = CommandLine::new(cargo()).with(["build", "--quiet", "--offline"]);
    line.arguments.extend(["--bins", "--examples", "--manifest-path"].map(Into::into));
    line.arguments.push(source.join("Cargo.toml").into());
    line.environment.push(("CARGO_TARGET_DIR".into(), folder.join("target").into()));
    process::output(&line, b"", LIMIT)?.success("building the faulty server").map_err(blame)?;
    Ok(lock)
}

fn folder() -> Result<PathBuf> {
    Ok(image::beside("certctl-server")?.with_file_name("faulty-server"))
}

fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}

fn copy(root: &Path, target: &Path, fault: Option<&Fault>) -> Result<()> {
    for entry in WalkDir::new(root.join("server")) {
        let entry = entry?;
        let inside = entry.path().strip_prefix(root)?;
        let place = target.join(inside);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&place)?;
            continue;
        }
        let text = fs::read_to_string(entry.path())
            .with_context(|| format!("cannot read {}", inside.display()))?;
        write(&place, &fault::planted(fault, &inside.display().to_string(), text)?)?;
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let members = manifest.lines().find(|line| line.starts_with("members = "));
    let members = members.context("the workspace has members")?;
    ensure!(members.contains("\"server\""), "the server is no member of the workspace");
    let alone = manifest.replace(members, "members = [\"server\"]");
    write(&target.join("Cargo.toml"), &alone)?;
    let lock = fs::read_to_string(root.join("Cargo.lock"))?;
    let (known, origin) = (target.join("Cargo.lock"), target.join("Cargo.lock.origin"));
    // Cargo strikes out what one package does not need; that stays until the workspace's own changes.
    if known.exists() && fs::read_to_string(&origin).is_ok_and(|origin| origin == lock) {
        return Ok(());
    }
    write(&origin, &lock)?;
    write(&known, &lock)
}

/// Leaves a file alone that is as it should be, so that cargo builds only what differs.
fn write(place: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(place).is_ok_and(|known| known == text) {
        return Ok(());
    }
    Ok(fs::write(place, text)?)
}
