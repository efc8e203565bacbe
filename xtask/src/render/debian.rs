//! Debian packages, downloaded with private lists and unpacked: neither root nor `apt-get update` is
//! needed, nothing is installed, and apt itself verifies what it downloads.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::fetch;
use super::process::{self, Finished, Invocation};

/// Long enough for 40 MB on a slow line.
const LIMIT: Duration = Duration::from_secs(300);

/// A package alone, unpacked below `staging`.
///
/// # Errors
/// When it cannot be had: what was tried.
pub(super) fn package(name: &str, staging: &Path, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    unpack(name, &["download", name], staging, tell)
}

/// A package with everything that it needs and this machine lacks, unpacked below `staging` into
/// one folder.
///
/// # Errors
/// When it cannot be had: what was tried.
pub(super) fn package_with_libraries(
    name: &str,
    staging: &Path,
    tell: &dyn Fn(&str),
) -> Result<PathBuf> {
    let install = ["--yes", "--no-install-recommends", "--download-only", "install", name];
    unpack(name, &install, staging, tell)
}

fn unpack(name: &str, arguments: &[&str], staging: &Path, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    let what = || format!("Debian package {name}");
    let find = |program: &str| {
        process::on_path(program)
            .with_context(|| format!("{}: there is no {program} on PATH", what()))
    };
    let (apt, dpkg) = (find("apt-get")?, find("dpkg-deb")?);
    tell(&format!("fetching the Debian package {name}"));
    let state = staging.join(format!("apt-{name}"));
    for folder in ["state/lists/partial", "cache/archives/partial"] {
        fs::create_dir_all(state.join(folder))?;
    }
    let configuration = state.join("apt.conf");
    let known = works(&find("apt-config")?, &["dump"])?.stdout;
    fs::write(&configuration, apt_configuration(&known, text(&state)?))?;
    let apt_get = |arguments: &[&str]| {
        let arguments: Vec<&str> =
            ["--quiet", "--quiet"].iter().chain(arguments).copied().collect();
        run(
            &apt,
            &arguments,
            &[("APT_CONFIG", text(&configuration)?), ("LC_ALL", "C")],
            Some(&state),
        )
    };
    let updated = apt_get(&["update"])?;
    let downloaded = apt_get(arguments)?;
    if !downloaded.success {
        let said = [&updated.stderr, &downloaded.stderr].map(|said| fetch::one_line(said));
        bail!("{}: {}", what(), said.join("; "));
    }
    // `download` writes into the current folder, `install` into its archives.
    let unpacked = state.join("unpacked");
    let mut found = false;
    for folder in [state.clone(), state.join("cache/archives")] {
        for entry in fs::read_dir(folder)? {
            let archive = entry?.path();
            if archive.extension().is_some_and(|extension| extension == "deb") {
                works(&dpkg, &["--extract", text(&archive)?, text(&unpacked)?])?;
                found = true;
            }
        }
    }
    if !found {
        bail!("{}: apt-get said it succeeded and left no archive", what());
    }
    Ok(unpacked)
}

/// The system's own configuration (its proxies and keys), without the commands that it hooks into
/// an update, without indexes of anything but packages, and with private folders.
fn apt_configuration(known: &str, folder: &str) -> String {
    let wanted = |line: &&str| {
        let other_index = line.starts_with("Acquire::IndexTargets::deb::")
            && !line.starts_with("Acquire::IndexTargets::deb::Packages");
        !line.contains("-Invoke") && !other_index
    };
    let mut lines: Vec<String> = known.lines().filter(wanted).map(str::to_owned).collect();
    for (key, value) in [
        ("Dir::Etc::Parts", "/dev/null"),
        ("Dir::Etc::Main", "/dev/null"),
        ("Dir::State", &format!("{folder}/state")),
        ("Dir::Cache", &format!("{folder}/cache")),
        ("Acquire::Languages", "none"),
        ("Acquire::Retries", "1"),
        ("Acquire::http::Timeout", "20"),
        ("Acquire::https::Timeout", "20"),
    ] {
        lines.push(format!("{key} \"{value}\";"));
    }
    lines.join("\n") + "\n"
}

/// A path as an argument.
pub(super) fn text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is no readable path", path.display()))
}

/// Runs a program that must succeed.
///
/// # Errors
/// When it does not: what it said last.
pub(super) fn works(program: &Path, arguments: &[&str]) -> Result<Finished> {
    let finished = run(program, arguments, &[], None)?;
    if finished.success {
        return Ok(finished);
    }
    // Python's last line says what its first ones lead up to.
    let last = finished.stderr.lines().rev().find(|line| !line.trim().is_empty());
    let said = last.unwrap_or_else(|| fetch::one_line(&finished.stdout));
    let arguments: Vec<_> = arguments.iter().take(3).map(Into::into).collect();
    bail!("`{} …`: {said}", process::command_line(program, &arguments))
}

fn run(
    program: &Path,
    arguments: &[&str],
    environment: &[(&str, &str)],
    folder: Option<&Path>,
) -> Result<Finished> {
    let arguments = arguments.iter().map(Into::into).collect();
    let invocation = Invocation { program, arguments, environment, input: "", limit: LIMIT };
    let finished = match folder {
        Some(folder) => process::run_in(folder, &invocation),
        None => process::run(&invocation),
    };
    Ok(finished?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_proxy_and_drops_what_an_update_would_run() {
        let known = "Acquire::http::Proxy \"http://proxy:3128\";\nAPT::Update::Post-Invoke:: \"rm -f x\";\n\
                     Acquire::IndexTargets::deb::Packages::MetaKey \"p\";\n\
                     Acquire::IndexTargets::deb::Contents::MetaKey \"c\";\n";
        let made = apt_configuration(known, "/private");
        assert!(made.contains("Acquire::http::Proxy \"http://proxy:3128\";"), "{made}");
        assert!(made.contains("deb::Packages") && !made.contains("deb::Contents"), "{made}");
        assert!(!made.contains("Invoke"), "{made}");
        assert!(made.contains("Dir::State \"/private/state\";"), "{made}");
    }
}
