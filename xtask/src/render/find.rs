//! Which helm is used: a given one, then PATH, then the project's own cache, then a fetched one.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::process::{self, Invocation};
use super::{fetch, releases};

/// Where a helm comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `--helm PATH`.
    Option,
    /// The variable HELM.
    Variable,
    /// PATH.
    Path,
    /// The project's own cache.
    Cache,
}

/// A helm whose version was asked and accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helm {
    /// The program.
    pub path: PathBuf,
    /// Its version as it says it, such as `v3.16.1`.
    pub version: String,
    /// How it was found.
    pub origin: Origin,
}

impl fmt::Display for Helm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = match self.origin {
            Origin::Option => "from --helm",
            Origin::Variable => "from $HELM",
            Origin::Path => "from PATH",
            Origin::Cache => "from this project's cache",
        };
        // A path below the current folder is shorter without it.
        let here = std::env::current_dir().unwrap_or_default();
        let path = self.path.strip_prefix(here).unwrap_or(&self.path);
        write!(formatter, "helm {} {origin}: {}", self.version, path.display())
    }
}

/// Finds a helm, fetching the pinned one when there is none. `tell` hears what takes time.
///
/// # Errors
/// When there is none to be had, or the one that is there is too old or is no helm.
pub fn find(root: &Path, given: Option<&Path>, tell: &dyn Fn(&str)) -> Result<Helm> {
    match find_present(root, given)? {
        Some(helm) => Ok(helm),
        None => fetched(root, tell),
    }
}

/// Fetches the pinned helm.
///
/// # Errors
/// When it is not to be had.
pub fn fetched(root: &Path, tell: &dyn Fn(&str)) -> Result<Helm> {
    accept(fetch::pinned(root, tell)?, Origin::Cache)
}

/// Finds a helm that is already on this machine.
///
/// # Errors
/// When the one that is there is too old or is no helm.
pub fn find_present(root: &Path, given: Option<&Path>) -> Result<Option<Helm>> {
    if let Some(path) = given {
        return accept(path.to_owned(), Origin::Option).map(Some);
    }
    if let Some(path) = std::env::var_os("HELM").filter(|path| !path.is_empty()) {
        return accept(PathBuf::from(path), Origin::Variable).map(Some);
    }
    if let Some(path) = process::on_path("helm") {
        return accept(path, Origin::Path).map(Some);
    }
    let cached = fetch::cached(root, releases::PINNED);
    if cached.is_file() {
        return accept(cached, Origin::Cache).map(Some);
    }
    Ok(None)
}

fn accept(path: PathBuf, origin: Origin) -> Result<Helm> {
    let version = ask_version(&path)?;
    let helm = Helm { path, version, origin };
    let Some(number) = parse_version(&helm.version) else {
        bail!(
            "{} says its version is {:?}, which is no version of helm",
            helm.path.display(),
            helm.version
        );
    };
    if number < releases::OLDEST {
        let (major, minor) = releases::OLDEST;
        bail!(
            "{helm} is too old: helm {major}.{minor} or newer is needed. Upgrade it, name another \
             with --helm PATH or HELM=PATH, or take it off PATH and the pinned {} is fetched",
            releases::PINNED
        );
    }
    Ok(helm)
}

fn ask_version(path: &Path) -> Result<String> {
    let finished = process::run(&Invocation {
        program: path,
        arguments: vec!["version".into(), "--template".into(), "{{.Version}}".into()],
        environment: &[("GOMAXPROCS", "1")],
        input: "",
        limit: Duration::from_secs(20),
    })
    .with_context(|| {
        format!("{} does not run; name a helm with --helm PATH or HELM=PATH", path.display())
    })?;
    let version = finished.stdout.trim().to_owned();
    if !finished.success {
        bail!("`{} version` failed: {}", path.display(), finished.stderr.trim());
    }
    Ok(version)
}

pub(super) fn parse_version(text: &str) -> Option<(u64, u64)> {
    let mut parts = text.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions_and_compares_them_as_numbers() {
        assert_eq!(parse_version("v3.9.4"), Some((3, 9)));
        assert_eq!(parse_version("v4.1.4+g05fa379"), Some((4, 1)));
        assert_eq!(parse_version("hello"), None);
        assert!(parse_version("v3.9.4") < Some(releases::OLDEST));
        assert!(parse_version("v3.13.0") >= Some(releases::OLDEST));
    }
}
