//! Python environments of packages whose files are pinned by digest.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::debian::{self, text, works};
use super::{cache, process};

/// The oldest Python that the packages run on.
pub(super) const OLDEST_PYTHON: &str = "3.10";

/// A Python environment.
pub(super) struct Environment {
    /// The packages, with the digests of their files.
    pub(super) requirements: &'static str,
    /// What it holds, for people, with its size.
    pub(super) about: &'static str,
    /// A program that ends well where the packages are there.
    pub(super) proof: &'static str,
    /// Whether the packages are compiled at once, for programs that start often.
    pub(super) compiled: bool,
}

impl Environment {
    /// Its folder, named after its requirements so that other ones make another.
    pub(super) fn folder(&self, root: &Path) -> PathBuf {
        use sha2::Digest as _;
        let digest = sha2::Sha256::digest(self.requirements);
        let short: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        cache::folder(root).join(format!("python-{short}"))
    }

    /// Its interpreter, whether or not it is there.
    pub(super) fn interpreter(&self, root: &Path) -> PathBuf {
        interpreter(&self.folder(root))
    }
}

fn interpreter(environment: &Path) -> PathBuf {
    environment.join("bin").join("python")
}

/// Makes the environment below `staging`.
///
/// # Errors
/// When there is no Python of the right age, or a package cannot be had.
pub(super) fn make(wanted: &Environment, staging: &Path, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    let python = process::on_path("python3").context("there is no python3 on PATH")?;
    let oldest = OLDEST_PYTHON.replace('.', ", ");
    let check = format!("import sys; sys.exit(sys.version_info < ({oldest}))");
    works(&python, &["-c", &check])
        .with_context(|| format!("{} is older than {OLDEST_PYTHON}", python.display()))?;
    tell(&format!("making a Python environment with {}", wanted.about));
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
    fs::write(&requirements, wanted.requirements)?;
    let mut arguments: Vec<&str> = pip.iter().map(String::as_str).collect();
    arguments.extend(["install", "--quiet", "--no-input", "--disable-pip-version-check"]);
    arguments.extend(["--require-hashes", "--only-binary", ":all:"]);
    arguments.extend(["--requirement", text(&requirements)?]);
    arguments.extend((!wanted.compiled).then_some("--no-compile"));
    works(&inside, &arguments)?;
    works(&inside, &["-c", wanted.proof])?;
    Ok(environment)
}

fn pip_wheel(staging: &Path, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    let unpacked = debian::package("python3-pip-whl", staging, tell)?;
    let wheels = fs::read_dir(unpacked.join("usr/share/python-wheels"))?;
    wheels
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("pip-"))
        })
        .context("Debian package python3-pip-whl: it holds no pip")
}
