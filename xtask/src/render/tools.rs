//! What the tests need beyond cargo: helms of several versions, promtool, and a Python with
//! kubernetes-validate. Nothing is installed into the system.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail, ensure};

use super::process::{self, Finished, Invocation};
use super::{cache, fetch, releases};

/// The packages of the Python environment, with the digests of their files.
const REQUIREMENTS: &str = include_str!("../../tests/requirements.txt");
/// The oldest Python that they run on.
const OLDEST_PYTHON: &str = "3.10";
/// Long enough for 40 MB on a slow line.
const LIMIT: Duration = Duration::from_secs(300);

/// Finds or makes everything that the tests need. `tell` hears what takes time.
///
/// # Errors
/// Everything that could not be had: what was tried and what to install.
pub fn set_up(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    let helms = releases::PACKAGES.iter().map(|package| set_up_helm(root, package.version, tell));
    let others = [set_up_promtool(root, tell), set_up_python(root, tell)];
    let failures: Vec<String> = helms
        .chain(others)
        .filter_map(|outcome| outcome.err().map(|error| format!("{error:#}")))
        .collect();
    ensure!(failures.is_empty(), "the tests cannot be set up\n\n{}", failures.join("\n\n"));
    Ok(())
}

/// A helm of exactly this version.
///
/// # Errors
/// When it is not set up.
pub fn helm(root: &Path, version: &str) -> Result<PathBuf> {
    present(fetch::cached(root, version), &format!("helm {version}"))
}

/// promtool: from PATH, or from the project's own cache.
///
/// # Errors
/// When it is not set up.
pub fn promtool(root: &Path) -> Result<PathBuf> {
    process::on_path("promtool").map_or_else(|| present(cached_promtool(root), "promtool"), Ok)
}

/// A Python that can import `kubernetes_validate`.
///
/// # Errors
/// When it is not set up.
pub fn python(root: &Path) -> Result<PathBuf> {
    present(interpreter(&environment(root)), "kubernetes-validate")
}

fn present(path: PathBuf, what: &str) -> Result<PathBuf> {
    ensure!(path.is_file(), "{what} is not set up: run `cargo xtask test`");
    Ok(path)
}

fn set_up_helm(root: &Path, version: &str, tell: &dyn Fn(&str)) -> Result<()> {
    let cached = fetch::cached(root, version);
    if cached.is_file() {
        return Ok(());
    }
    fetch::for_tests(root, version, tell).map(drop).map_err(|error| {
        anyhow!(
            "helm {version} is missing\n  tried: {}: not there\n  tried: {error:#}\n  install npm, or \
             put a helm of this version there",
            cached.display()
        )
    })
}

fn cached_promtool(root: &Path) -> PathBuf {
    cache::folder(root).join("promtool").join("promtool")
}

fn set_up_promtool(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    if promtool(root).is_ok() {
        return Ok(());
    }
    let target = cached_promtool(root);
    let made = cache::install(root, &target, |staging| {
        let unpacked = debian_package("prometheus", staging, tell)?;
        let program = unpacked.join("usr/bin/promtool");
        ensure!(program.is_file(), "Debian package prometheus: it holds no promtool");
        works(&program, &["--version"])?;
        Ok(program)
    });
    made.map(drop).map_err(|error| {
        anyhow!(
            "promtool is missing\n  tried: PATH: no promtool on it\n  tried: {}: not there\n  tried: \
             {error:#}\n  install promtool, which is part of Prometheus, so that it is on PATH",
            target.display()
        )
    })
}

/// The Python environment, named after its requirements so that other ones make another.
fn environment(root: &Path) -> PathBuf {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(REQUIREMENTS);
    let short: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    cache::folder(root).join(format!("python-{short}"))
}

fn interpreter(environment: &Path) -> PathBuf {
    environment.join("bin").join("python")
}

fn set_up_python(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    if python(root).is_ok() {
        return Ok(());
    }
    let target = environment(root);
    // What is there links to an interpreter that is gone.
    let _ = fs::remove_dir_all(&target);
    let made = cache::install(root, &target, |staging| python_environment(staging, tell));
    made.map(drop).map_err(|error| {
        anyhow!(
            "kubernetes-validate is missing\n  tried: {}: not there\n  tried: {error:#}\n  install \
             Python {OLDEST_PYTHON} or newer with venv and pip (on Debian python3-venv)",
            target.display()
        )
    })
}

fn python_environment(staging: &Path, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    let python = process::on_path("python3").context("there is no python3 on PATH")?;
    let oldest = OLDEST_PYTHON.replace('.', ", ");
    let check = format!("import sys; sys.exit(sys.version_info < ({oldest}))");
    works(&python, &["-c", &check])
        .with_context(|| format!("{} is older than {OLDEST_PYTHON}", python.display()))?;
    tell("making a Python environment with kubernetes-validate (11 MB)");
    let environment = staging.join("python");
    works(&python, &["-m", "venv", "--without-pip", text(&environment)?])?;
    let inside = interpreter(&environment);
    let pip = match works(&inside, &["-m", "ensurepip", "--default-pip"]) {
        Ok(_) => vec!["-m".to_owned(), "pip".to_owned()],
        // Debian keeps pip out of its Python, in a package of its own.
        Err(bundled) => match pip_wheel(staging, tell) {
            Ok(wheel) => vec![format!("{}/pip", text(&wheel)?)],
            Err(packaged) => bail!("{bundled:#}\n  tried: {packaged:#}"),
        },
    };
    let requirements = staging.join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS)?;
    let mut arguments: Vec<&str> = pip.iter().map(String::as_str).collect();
    arguments.extend(["install", "--quiet", "--no-input", "--disable-pip-version-check"]);
    arguments.extend(["--no-compile", "--require-hashes", "--only-binary", ":all:"]);
    arguments.extend(["--requirement", text(&requirements)?]);
    works(&inside, &arguments)?;
    works(&inside, &["-c", "import kubernetes_validate"])?;
    Ok(environment)
}

fn pip_wheel(staging: &Path, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    let unpacked = debian_package("python3-pip-whl", staging, tell)?;
    let wheels = fs::read_dir(unpacked.join("usr/share/python-wheels"))?;
    wheels
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("pip-"))
        })
        .context("Debian package python3-pip-whl: it holds no pip")
}

/// Downloads a Debian package with private lists, so that neither root nor `apt-get update` is
/// needed, and unpacks it. apt itself verifies what it downloads.
fn debian_package(name: &str, staging: &Path, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    let what = || format!("Debian package {name}");
    let find = |program: &str| {
        process::on_path(program)
            .with_context(|| format!("Debian package {name}: there is no {program} on PATH"))
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
        run(
            &apt,
            arguments,
            &[("APT_CONFIG", text(&configuration)?), ("LC_ALL", "C")],
            Some(&state),
        )
    };
    let updated = apt_get(&["--quiet", "--quiet", "update"])?;
    let downloaded = apt_get(&["--quiet", "--quiet", "download", name])?;
    if !downloaded.success {
        let said = [&updated.stderr, &downloaded.stderr].map(|said| fetch::one_line(said));
        bail!("{}: {}", what(), said.join("; "));
    }
    let archive = fs::read_dir(&state)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .with_context(|| format!("{}: apt-get said it succeeded and left no archive", what()))?;
    let unpacked = state.join("unpacked");
    works(&dpkg, &["--extract", text(&archive)?, text(&unpacked)?])?;
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

fn text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is no readable path", path.display()))
}

/// Runs a program that must succeed.
fn works(program: &Path, arguments: &[&str]) -> Result<Finished> {
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

    #[test]
    fn what_is_missing_is_named_with_the_command_that_brings_it() {
        let root = tempfile::tempdir().expect("a folder");
        for error in [helm(root.path(), "v3.13.2"), python(root.path())] {
            let error = error.expect_err("the cache is empty").to_string();
            assert!(error.ends_with("is not set up: run `cargo xtask test`"), "{error}");
        }
    }
}
