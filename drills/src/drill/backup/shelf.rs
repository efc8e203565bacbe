//! The folder on which dumps lie, seen before and after a run.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use regex::Regex;

use super::CLAIM;
use crate::cluster::Cluster;
use crate::process::{self, CommandLine};
use crate::stage::Stage;

/// A folder of dumps.
pub(super) struct Shelf {
    folder: PathBuf,
    pg_restore: CommandLine,
    dump: Regex,
}

/// What lies on it: names, and a sum of each content.
pub(super) type Content = BTreeMap<String, u64>;

impl Shelf {
    /// The folder of the CronJob's claim.
    pub(super) fn of(stage: &Stage<'_>, cluster: &Cluster) -> Result<Self> {
        Shelf::at(stage, cluster.claim(CLAIM))
    }

    /// Another folder.
    pub(super) fn at(stage: &Stage<'_>, folder: PathBuf) -> Result<Self> {
        let tool = &stage.tools.postgres;
        let mut pg_restore = CommandLine::new(tool.path.join("pg_restore"));
        let libraries = tool.library_path();
        pg_restore.environment =
            libraries.map(|path| ("LD_LIBRARY_PATH".into(), path)).into_iter().collect();
        fs::create_dir_all(&folder)?;
        let dump = Regex::new("^certctl-[0-9]{8}T[0-9]{6}Z\\.dump$")?;
        Ok(Shelf { folder, pg_restore, dump })
    }

    /// Everything that lies on it.
    pub(super) fn content(&self) -> Result<Content> {
        let mut content = Content::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let mut hasher = DefaultHasher::new();
            fs::read(entry.path())?.hash(&mut hasher);
            content.insert(entry.file_name().to_string_lossy().into_owned(), hasher.finish());
        }
        Ok(content)
    }

    /// The names under which dumps are kept, the oldest first.
    pub(super) fn dumps(&self) -> Result<Vec<String>> {
        Ok(self.content()?.into_keys().filter(|name| self.dump.is_match(name)).collect())
    }

    /// Everything else.
    pub(super) fn others(&self) -> Result<Vec<String>> {
        Ok(self.content()?.into_keys().filter(|name| !self.dump.is_match(name)).collect())
    }

    /// Demands that a dump can be read to its end.
    pub(super) fn whole(&self, name: &str) -> Result<()> {
        let line = self
            .pg_restore
            .clone()
            .with(["--file=/dev/null".as_ref(), self.path(name).as_os_str()]);
        process::output(&line, b"", Duration::from_secs(180))?.success("pg_restore").with_context(
            || format!("{name} has the name of a dump and cannot be read to its end"),
        )?;
        Ok(())
    }

    /// What `pg_restore` lists of a dump.
    pub(super) fn list(&self, name: &str) -> Result<String> {
        let line = self.pg_restore.clone().with(["--list".as_ref(), self.path(name).as_os_str()]);
        process::output(&line, b"", Duration::from_secs(180))?.success("pg_restore --list")
    }

    /// Demands that a dump belongs to a user and that nobody else can read it.
    pub(super) fn private(&self, name: &str, user: u32) -> Result<()> {
        let metadata = fs::metadata(self.path(name))?;
        let (owner, mode) = (metadata.uid(), metadata.mode() & 0o777);
        ensure!(owner == user && mode == 0o600, "{name} is user {owner}'s with mode {mode:o}");
        Ok(())
    }

    /// Puts a copy of a dump on it under another name, whose owner stays.
    pub(super) fn copy(&self, from: &str, to: &str) -> Result<()> {
        fs::copy(self.path(from), self.path(to))?;
        let metadata = fs::metadata(self.path(from))?;
        Ok(std::os::unix::fs::chown(self.path(to), Some(metadata.uid()), Some(metadata.gid()))?)
    }

    /// Puts a file on it.
    pub(super) fn put(&self, name: &str, content: &[u8]) -> Result<()> {
        Ok(fs::write(self.path(name), content)?)
    }

    /// Takes a file from it.
    pub(super) fn remove(&self, name: &str) -> Result<()> {
        Ok(fs::remove_file(self.path(name))?)
    }

    /// Makes a file as old as if it had been left so long ago.
    pub(super) fn age(&self, name: &str, by: Duration) -> Result<()> {
        let file = File::options().write(true).open(self.path(name))?;
        Ok(file.set_modified(SystemTime::now() - by)?)
    }

    /// The sizes of files that are being written.
    pub(super) fn partial(&self) -> u64 {
        let Ok(entries) = fs::read_dir(&self.folder) else { return 0 };
        let sizes = entries
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|of| of == "tmp"));
        sizes.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum()
    }

    /// Its path.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}
