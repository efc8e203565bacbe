//! What stands in for the images that the chart names: this machine's own programs, by the roles
//! that the images have.
//!
//! An image's own facts stand here and nowhere else: its entrypoint, its user, its variables, and
//! which programs it has. Alpine's images have busybox, so that a script of the chart that needs more
//! than busybox fails in a drill as it would on a cluster.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use xtask::render::drill_tools::DrillTools;

use crate::process::{self, CommandLine};

/// Where a sandbox finds the programs of its image.
const PROGRAMS: &str = "/image/bin";
/// Where it finds busybox, to which those programs link.
const BUSYBOX: &str = "/image/busybox";

/// What an image is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// The product's server.
    Server,
    /// An older release of it, whose newest migration has this number: what the tag `0.16.0` stands
    /// for is a server without the migrations above 000016.
    OlderServer(u32),
    /// PostgreSQL, server and client, on Alpine.
    Postgres,
    /// aws-cli on Amazon Linux.
    Aws,
}

/// An image as a sandbox needs it.
#[derive(Clone, Debug)]
pub struct Image {
    /// What is run where the container names no command.
    pub entrypoint: Vec<String>,
    /// User and group where the container names none.
    pub user: (u32, u32),
    /// The folder in which it starts.
    pub folder: String,
    /// Variables that the image sets.
    pub environment: Vec<(String, String)>,
    /// Files and folders of this machine, each with the place where the sandbox sees it.
    pub files: Vec<(PathBuf, String)>,
}

/// Where on this machine the programs of the images are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Images {
    folder: PathBuf,
    busybox: PathBuf,
    server: PathBuf,
    older_server: PathBuf,
    migrations: PathBuf,
    /// What is run in the server's place, with a folder for it and the place where it sees that.
    stand_in: Option<(PathBuf, PathBuf, String)>,
    /// What PostgreSQL and its libraries were unpacked to, where they are not the system's.
    unpacked: Option<PathBuf>,
    library_path: Option<OsString>,
    /// The Python environment and the installation that it builds upon.
    python: [PathBuf; 2],
}

impl Role {
    /// The role of an image by the last part of its repository.
    ///
    /// # Errors
    /// When it has none.
    pub fn of(image: &str) -> Result<Self> {
        let name = image.rsplit('/').next().unwrap_or(image);
        let tag = name.split(['@']).next().and_then(|name| name.split_once(':'));
        let head = tag.and_then(|(_, tag)| tag.strip_prefix("0.")?.strip_suffix(".0"));
        match name.split([':', '@']).next().unwrap_or(name) {
            "certctl" => {
                Ok(head.and_then(|head| head.parse().ok()).map_or(Role::Server, Role::OlderServer))
            }
            "postgres" => Ok(Role::Postgres),
            "aws-cli" => Ok(Role::Aws),
            _ => bail!("nothing stands in for the image {image}: see drills/src/cluster/image.rs"),
        }
    }
}

impl Images {
    /// Puts links to the programs of each image into a folder.
    ///
    /// # Errors
    /// When a program is not where it should be.
    pub fn make(folder: &Path, (root, tools): (&Path, &DrillTools), server: &Path) -> Result<Self> {
        let listed = run(CommandLine::new(&tools.busybox).with(["--list"]))?;
        let alpine = folder.join("alpine");
        let postgres = folder.join("postgres");
        for programs in [&alpine, &postgres] {
            fs::create_dir_all(programs)?;
            for program in listed.lines() {
                symlink(BUSYBOX, programs.join(program))?;
            }
        }
        for entry in fs::read_dir(&tools.postgres.path)? {
            let program = entry?.path();
            let name = program.file_name().context("a program has a name")?;
            symlink(&program, postgres.join(name))?;
        }
        let aws = folder.join("aws");
        fs::create_dir_all(&aws)?;
        let script = format!("#!/bin/sh\nexec {} -m awscli \"$@\"\n", tools.python.display());
        fs::write(aws.join("aws"), script)?;
        fs::set_permissions(aws.join("aws"), fs::Permissions::from_mode(0o755))?;
        let base =
            CommandLine::new(&tools.python).with(["-c", "import sys; print(sys.base_prefix)"]);
        let environment = tools.python.ancestors().nth(2).context("an environment has a folder")?;
        Ok(Images {
            folder: folder.to_owned(),
            busybox: tools.busybox.clone(),
            server: server.to_owned(),
            older_server: server.with_file_name("examples").join("older_release"),
            migrations: root.join("server/migrations"),
            stand_in: None,
            unpacked: tools.postgres.unpacked.clone(),
            library_path: tools.postgres.library_path(),
            python: [environment.to_owned(), PathBuf::from(run(base)?.trim())],
        })
    }

    /// The folder that holds `aws`, for an operator's terminal.
    pub fn aws(&self) -> PathBuf {
        self.folder.join("aws")
    }

    /// Has another program run in the server's place; it sees a folder at a place of its own. Unlike
    /// the server, it listens at its pod's address only.
    pub fn stand_in_for_server(&mut self, program: PathBuf, folder: PathBuf, place: &str) {
        self.stand_in = Some((program, folder, place.to_owned()));
    }

    /// Whether several pods of the server can run at once, though all pods share one network.
    pub fn servers_can_share(&self) -> bool {
        self.stand_in.is_some()
    }

    /// The image of a role.
    ///
    /// # Errors
    /// When its program is not built.
    pub fn image(&self, role: Role) -> Result<Image> {
        match role {
            Role::Server => self.of_server(None),
            Role::OlderServer(head) => self.of_server(Some(head)),
            Role::Postgres => Ok(self.of_postgres()),
            Role::Aws => Ok(self.of_aws()),
        }
    }

    fn of_server(&self, head: Option<u32>) -> Result<Image> {
        let own = if head.is_some() { &self.older_server } else { &self.server };
        let program = self.stand_in.as_ref().map_or(own, |(program, ..)| program);
        ensure!(
            program.is_file(),
            "{} is not there: run `cargo build --package certctl-server --bins --examples`",
            program.display()
        );
        let mut image = self.alpine("alpine", "/home/certctl");
        image.entrypoint = vec!["/app/server".to_owned()];
        image.user = (1000, 1000);
        image.folder = "/app".to_owned();
        image.files.push((program.clone(), "/app/server".to_owned()));
        image.files.push((self.migrations.clone(), "/app/migrations".to_owned()));
        let head = head.map(|head| ("OLDER_RELEASE_HEAD".to_owned(), head.to_string()));
        image.environment.extend(head);
        if let Some((_, folder, place)) = &self.stand_in {
            image.files.push((folder.clone(), place.clone()));
        }
        Ok(image)
    }

    fn of_postgres(&self) -> Image {
        let mut image = self.alpine("postgres", "/var/lib/postgresql");
        image.entrypoint = vec!["docker-entrypoint.sh".to_owned()];
        let own = [("LANG", "C.UTF-8"), ("PGDATA", "/var/lib/postgresql/data")];
        image.environment.extend(own.map(|(name, value)| (name.to_owned(), value.to_owned())));
        if let (Some(unpacked), Some(libraries)) = (&self.unpacked, &self.library_path) {
            image.files.push((unpacked.clone(), unpacked.to_string_lossy().into_owned()));
            let libraries = libraries.to_string_lossy().into_owned();
            image.environment.push(("LD_LIBRARY_PATH".to_owned(), libraries));
        }
        image
    }

    fn of_aws(&self) -> Image {
        let path = format!("{PROGRAMS}:/usr/bin:/bin");
        let mut files = vec![(self.folder.join("aws"), PROGRAMS.to_owned())];
        let python = self.python.iter().filter(|folder| !folder.starts_with("/usr"));
        files.extend(python.map(|folder| (folder.clone(), folder.to_string_lossy().into_owned())));
        Image {
            entrypoint: vec!["aws".to_owned()],
            user: (0, 0),
            folder: "/aws".to_owned(),
            environment: vec![("PATH".to_owned(), path), ("HOME".to_owned(), "/root".to_owned())],
            files,
        }
    }

    fn alpine(&self, programs: &str, home: &str) -> Image {
        Image {
            entrypoint: vec!["sh".to_owned()],
            user: (0, 0),
            folder: "/".to_owned(),
            environment: vec![
                ("PATH".to_owned(), PROGRAMS.to_owned()),
                ("HOME".to_owned(), home.to_owned()),
            ],
            files: vec![
                (self.folder.join(programs), PROGRAMS.to_owned()),
                (self.busybox.clone(), BUSYBOX.to_owned()),
            ],
        }
    }
}

#[cfg(test)]
impl Images {
    /// Images of which nothing is there but a file in the place of the server.
    pub(super) fn of_nothing(folder: &Path) -> Self {
        let server = folder.join("certctl-server");
        fs::write(&server, "").expect("written");
        Images {
            folder: folder.to_owned(),
            busybox: folder.join("busybox"),
            older_server: server.clone(),
            migrations: folder.join("migrations"),
            server,
            stand_in: None,
            unpacked: None,
            library_path: None,
            python: [folder.join("python"), PathBuf::from("/usr")],
        }
    }
}

/// What was built beside this program; tests of this package run one folder deeper.
///
/// # Errors
/// When this program lies nowhere.
pub fn beside(program_name: &str) -> Result<PathBuf> {
    let program = std::env::current_exe().context("this program has no path")?;
    let folder = program.parent().context("a program lies in a folder")?;
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    Ok(folder.join(program_name))
}

fn run(line: CommandLine) -> Result<String> {
    let shown = line.shown();
    process::output(&line, b"", std::time::Duration::from_secs(60))?.success(&shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_images_that_the_chart_names() {
        let role = |image: &str| Role::of(image).expect("known");
        assert_eq!(role("ghcr.io/certctl-io/certctl:2.1.0"), Role::Server);
        assert_eq!(role("ghcr.io/certctl-io/certctl:0.16.0"), Role::OlderServer(16));
        assert_eq!(role("docker.io/library/postgres:16-alpine@sha256:00"), Role::Postgres);
        assert_eq!(role("public.ecr.aws/aws-cli/aws-cli:2.27.49"), Role::Aws);
        let error = Role::of("docker.io/library/redis:7").expect_err("no part of the chart");
        assert!(error.to_string().contains("redis:7"), "{error}");
    }
}
