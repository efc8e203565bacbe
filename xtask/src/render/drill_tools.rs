//! What the drills run beside the chart: found on this machine, or unpacked into the project's own
//! cache. Nothing is installed into the system.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use super::debian::{self, works};
use super::python::{self, Environment};
use super::{cache, fetch, process, releases};

/// aws-cli, which uploads backups, and moto, which is the store that they are uploaded to.
const ENVIRONMENT: Environment = Environment {
    requirements: include_str!("../../../drills/requirements.txt"),
    about: "aws-cli and moto (about 300 MB)",
    proof: "import awscli.clidriver, moto.server",
    compiled: true,
};

/// What brings what is missing.
const COMMAND: &str = "cargo xtask setup --drills";

/// Where Debian's packages keep PostgreSQL's programs, by major version.
const POSTGRES_FOLDERS: &str = "usr/lib/postgresql";

/// The oldest major version of PostgreSQL that will do.
const OLDEST_POSTGRES: u32 = 14;

/// A program with the libraries that came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// The program, or the folder of programs.
    pub path: PathBuf,
    /// What was unpacked with it, and has to be seen where it is used; none for the system's own.
    pub unpacked: Option<PathBuf>,
}

/// Everything that the drills run.
#[derive(Clone, Debug)]
pub struct DrillTools {
    /// helm.
    pub helm: PathBuf,
    /// The folder with PostgreSQL's programs, server and client.
    pub postgres: Tool,
    /// bubblewrap.
    pub bubblewrap: Tool,
    /// busybox: the shell and tools of Alpine's images.
    pub busybox: PathBuf,
    /// A Python that can import `awscli` and `moto`.
    pub python: PathBuf,
    /// prometheus.
    pub prometheus: PathBuf,
    /// prometheus-alertmanager.
    pub alertmanager: PathBuf,
}

impl DrillTools {
    /// Each tool and where it is, for people.
    pub fn places(&self) -> [(&'static str, &Path); 7] {
        [
            ("helm", &self.helm),
            ("PostgreSQL", &self.postgres.path),
            ("bubblewrap", &self.bubblewrap.path),
            ("busybox", &self.busybox),
            ("python with aws-cli and moto", &self.python),
            ("prometheus", &self.prometheus),
            ("alertmanager", &self.alertmanager),
        ]
    }
}

impl Tool {
    /// The folders of libraries that came with it.
    pub fn libraries(&self) -> Vec<PathBuf> {
        let Some(unpacked) = &self.unpacked else { return Vec::new() };
        let triplet = format!("{}-linux-gnu", std::env::consts::ARCH);
        let folders = ["usr/lib", "lib"].map(|folder| unpacked.join(folder).join(&triplet));
        folders.into_iter().filter(|folder| folder.is_dir()).collect()
    }

    /// LD_LIBRARY_PATH for it, where it needs one.
    pub fn library_path(&self) -> Option<OsString> {
        let libraries = self.libraries();
        (!libraries.is_empty()).then(|| std::env::join_paths(libraries).unwrap_or_default())
    }
}

/// Finds everything that the drills run.
///
/// # Errors
/// What is missing, with the one command that brings it.
pub fn find(root: &Path) -> Result<DrillTools> {
    let mut missing = Vec::new();
    let mut note = |name: &'static str| missing.push(name);
    let helm = helm(root).or_else(|| {
        note("helm");
        None
    });
    let postgres = postgres(root).or_else(|| {
        note("PostgreSQL");
        None
    });
    let bubblewrap = bubblewrap(root).or_else(|| {
        note("bubblewrap");
        None
    });
    let busybox = busybox(root).or_else(|| {
        note("busybox");
        None
    });
    let python = python(root).or_else(|| {
        note("aws-cli and moto");
        None
    });
    let prometheus = server(root, "prometheus").or_else(|| {
        note("prometheus");
        None
    });
    let alertmanager = server(root, "prometheus-alertmanager").or_else(|| {
        note("prometheus-alertmanager");
        None
    });
    let all = (|| {
        Some(DrillTools {
            helm: helm?,
            postgres: postgres?,
            bubblewrap: bubblewrap?,
            busybox: busybox?,
            python: python?,
            prometheus: prometheus?,
            alertmanager: alertmanager?,
        })
    })();
    all.with_context(|| {
        format!("the drills need {}: run `{COMMAND}`, which installs nothing", missing.join(", "))
    })
}

/// Finds or fetches everything that the drills run. `tell` hears what takes time.
///
/// # Errors
/// Everything that could not be had: what was tried.
pub fn set_up(root: &Path, tell: &dyn Fn(&str)) -> Result<DrillTools> {
    let steps: [(&str, &dyn Fn() -> Result<()>); 7] = [
        ("helm", &|| set_up_helm(root, tell)),
        ("PostgreSQL", &|| set_up_postgres(root, tell)),
        ("bubblewrap", &|| set_up_bubblewrap(root, tell)),
        ("busybox", &|| set_up_busybox(root, tell)),
        ("aws-cli and moto", &|| set_up_python(root, tell)),
        ("prometheus", &|| set_up_server(root, "prometheus", tell)),
        ("prometheus-alertmanager", &|| set_up_server(root, "prometheus-alertmanager", tell)),
    ];
    let failures: Vec<String> = steps
        .iter()
        .filter_map(|(name, step)| {
            let error = step().err()?;
            Some(format!("{name} is missing\n  tried: PATH: not on it\n  tried: {error:#}"))
        })
        .collect();
    ensure!(
        failures.is_empty(),
        "the drills cannot be set up\n\n{}\n\nWhat is on PATH is taken from there.",
        failures.join("\n\n")
    );
    find(root)
}

/// The helm that the chart's audit names, where it is cached, else any that is here.
fn helm(root: &Path) -> Option<PathBuf> {
    let pinned = fetch::cached(root, releases::PINNED);
    if pinned.is_file() {
        return Some(pinned);
    }
    let variable = std::env::var_os("HELM").filter(|path| !path.is_empty()).map(PathBuf::from);
    variable.or_else(|| process::on_path("helm"))
}

fn set_up_helm(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    match helm(root) {
        Some(_) => Ok(()),
        None => fetch::pinned(root, tell).map(drop),
    }
}

fn cached(root: &Path, name: &str) -> PathBuf {
    cache::folder(root).join(format!("debian-{name}"))
}

/// The newest PostgreSQL: one whose server is on PATH, then Debian's own place for it, then ours.
fn postgres(root: &Path) -> Option<Tool> {
    // What is on PATH may be a link to one program out of a folder that has them all.
    let on_path = process::on_path("initdb").and_then(|initdb| fs::canonicalize(initdb).ok());
    if let Some(path) = on_path.as_deref().and_then(Path::parent).filter(|path| is_complete(path)) {
        return Some(Tool { path: path.to_owned(), unpacked: None });
    }
    if let Some(path) = newest_postgres(Path::new("/")) {
        return Some(Tool { path, unpacked: None });
    }
    let unpacked = cached(root, "postgresql");
    let path = newest_postgres(&unpacked)?;
    Some(Tool { path, unpacked: Some(unpacked) })
}

fn newest_postgres(root: &Path) -> Option<PathBuf> {
    let folders = fs::read_dir(root.join(POSTGRES_FOLDERS)).ok()?;
    let versions =
        folders.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let programs = |version: u32| root.join(POSTGRES_FOLDERS).join(version.to_string()).join("bin");
    let complete = |version: &u32| *version >= OLDEST_POSTGRES && is_complete(&programs(*version));
    versions.filter(complete).max().map(programs)
}

fn is_complete(programs: &Path) -> bool {
    let needed = ["postgres", "initdb", "psql", "pg_dump", "pg_restore", "pg_isready"];
    needed.iter().all(|program| programs.join(program).is_file())
}

fn set_up_postgres(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    if postgres(root).is_some() {
        return Ok(());
    }
    install(root, "postgresql", |staging| {
        // The package names the one of the release's own major version.
        let unpacked = debian::package_with_libraries("postgresql", staging, tell)?;
        let programs = newest_postgres(&unpacked)
            .with_context(|| format!("its PostgreSQL is no {OLDEST_POSTGRES} or newer"))?;
        runs(&programs.join("postgres"), &unpacked)?;
        runs(&programs.join("psql"), &unpacked)?;
        Ok(unpacked)
    })
}

fn bubblewrap(root: &Path) -> Option<Tool> {
    if let Some(path) = process::on_path("bwrap") {
        return Some(Tool { path, unpacked: None });
    }
    let unpacked = cached(root, "bubblewrap");
    let path = unpacked.join("usr/bin/bwrap");
    path.is_file().then_some(Tool { path, unpacked: Some(unpacked) })
}

fn set_up_bubblewrap(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    if bubblewrap(root).is_some() {
        return Ok(());
    }
    install(root, "bubblewrap", |staging| {
        let unpacked = debian::package_with_libraries("bubblewrap", staging, tell)?;
        runs(&unpacked.join("usr/bin/bwrap"), &unpacked)?;
        Ok(unpacked)
    })
}

fn busybox(root: &Path) -> Option<PathBuf> {
    let unpacked = cached(root, "busybox-static");
    // Before and after Debian merged /bin into /usr/bin.
    let inside = ["bin/busybox", "usr/bin/busybox"].map(|path| unpacked.join(path));
    process::on_path("busybox").or_else(|| inside.into_iter().find(|path| path.is_file()))
}

fn set_up_busybox(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    if busybox(root).is_some() {
        return Ok(());
    }
    install(root, "busybox-static", |staging| debian::package("busybox-static", staging, tell))
}

fn python(root: &Path) -> Option<PathBuf> {
    Some(ENVIRONMENT.interpreter(root)).filter(|path| path.is_file())
}

fn set_up_python(root: &Path, tell: &dyn Fn(&str)) -> Result<()> {
    if python(root).is_some() {
        return Ok(());
    }
    let target = ENVIRONMENT.folder(root);
    // What is there links to an interpreter that is gone.
    let _ = fs::remove_dir_all(&target);
    cache::install(root, &target, |staging| python::make(&ENVIRONMENT, staging, tell)).map(drop)
}

/// A server of the Prometheus project, under the name of its Debian package; its own archives call
/// Alertmanager `alertmanager`.
fn server(root: &Path, package: &str) -> Option<PathBuf> {
    let short = package.strip_prefix("prometheus-").unwrap_or(package);
    let on_path = process::on_path(package).or_else(|| process::on_path(short));
    let unpacked = cached(root, package).join("usr/bin").join(package);
    on_path.or_else(|| Some(unpacked).filter(|path| path.is_file()))
}

fn set_up_server(root: &Path, package: &str, tell: &dyn Fn(&str)) -> Result<()> {
    if server(root, package).is_some() {
        return Ok(());
    }
    install(root, package, |staging| {
        let unpacked = debian::package(package, staging, tell)?;
        works(&unpacked.join("usr/bin").join(package), &["--version"])?;
        Ok(unpacked)
    })
}

fn install(root: &Path, name: &str, make: impl FnOnce(&Path) -> Result<PathBuf>) -> Result<()> {
    let target = cached(root, name);
    // Something incomplete is there.
    let _ = fs::remove_dir_all(&target);
    cache::install(root, &target, make).map(drop)
}

/// Whether a program starts with the libraries that came with it.
fn runs(program: &Path, unpacked: &Path) -> Result<()> {
    let tool = Tool { path: program.to_owned(), unpacked: Some(unpacked.to_owned()) };
    let libraries = tool.library_path().unwrap_or_default();
    let libraries = libraries.to_str().context("a readable path")?;
    let finished = process::run(&process::Invocation {
        program,
        arguments: vec!["--version".into()],
        environment: &[("LD_LIBRARY_PATH", libraries)],
        input: "",
        limit: std::time::Duration::from_secs(20),
    })?;
    if !finished.success {
        bail!("{}: {}", program.display(), fetch::one_line(&finished.stderr));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_newest_complete_postgres() {
        let root = tempfile::tempdir().expect("a folder");
        for version in ["9.6", "15", "16", "17"] {
            let programs = root.path().join(POSTGRES_FOLDERS).join(version).join("bin");
            fs::create_dir_all(&programs).expect("made");
            for program in ["pg_dump", "pg_isready", "pg_restore", "psql", "initdb", "postgres"] {
                // A client alone is no server.
                if version != "17" || program.starts_with('p') && program != "postgres" {
                    fs::write(programs.join(program), "").expect("written");
                }
            }
        }
        let found = newest_postgres(root.path()).expect("one is complete");
        assert!(found.ends_with("postgresql/16/bin"), "{}", found.display());
    }
}
