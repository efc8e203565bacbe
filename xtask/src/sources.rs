//! The text of the files under review, read once before any check runs.
//!
//! Checks and reports look files up here; they must not touch the disk themselves.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use walkdir::{DirEntry, WalkDir};

/// Folders that hold nothing a reviewer reviews.
const SKIPPED: [&str; 4] = [".git", "target", ".cache", "node_modules"];
/// The witnesses of the checks: wrong on purpose, so no part of what is reviewed from the root.
const WITNESSES: &str = "xtask/witness";
/// No text that a reviewer reads is larger, in bytes.
const LARGEST: u64 = 1 << 20;

/// Files by their display path: relative to the root with `/`, or absolute when outside it.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<String, String>,
    skipped: BTreeMap<String, &'static str>,
}

impl Sources {
    /// Reads every text file under `root`.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn read(root: &Path) -> Result<Self> {
        let mut sources = Sources::default();
        sources.add(root, root)?;
        Ok(sources)
    }

    /// Reads `path`, a file or a folder, under the names that it has seen from `root`.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn add(&mut self, root: &Path, path: &Path) -> Result<()> {
        if root.join(WITNESSES).is_dir() {
            self.skipped.insert(WITNESSES.to_owned(), "is wrong on purpose");
        }
        for entry in walk(root, path) {
            let entry = entry?;
            if entry.file_type().is_dir() {
                continue;
            }
            let shown = display_path(root, entry.path());
            if !entry.file_type().is_file() {
                self.skipped.insert(shown, "is no regular file");
                continue;
            }
            if entry.metadata()?.len() > LARGEST {
                self.skipped.insert(shown, "is larger than a mebibyte");
                continue;
            }
            let bytes = fs::read(entry.path())
                .with_context(|| format!("cannot read {}", entry.path().display()))?;
            match String::from_utf8(bytes) {
                Ok(text) => {
                    self.files.insert(shown, text);
                }
                Err(_) => {
                    self.skipped.insert(shown, "is no UTF-8 text");
                }
            }
        }
        Ok(())
    }

    /// Sources made of text, for tests of checks.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = texts.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
        Sources { files: files.collect(), skipped: BTreeMap::new() }
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Files whose path starts with `prefix`, in order of their path.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .range(prefix.to_owned()..)
            .take_while(move |(path, _)| path.starts_with(prefix))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Files that were seen and not read, each with the reason as the end of a sentence.
    pub fn skipped(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.skipped.iter().map(|(path, reason)| (path.as_str(), *reason))
    }

    /// Whether there is a file or folder of this name, read or not.
    pub fn has(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        self.files.contains_key(path)
            || self.skipped.contains_key(path)
            || self.under(&inside).next().is_some()
    }

    /// Puts a text in the place of what was read, for tests that break a file on purpose.
    pub fn replace(&mut self, path: &str, text: String) {
        self.files.insert(path.to_owned(), text);
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }
}

/// Everything under `path` that a reviewer reviews, seen from `root`.
pub fn walk<'a>(
    root: &'a Path,
    path: &Path,
) -> impl Iterator<Item = walkdir::Result<DirEntry>> + use<'a> {
    WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0
            || !entry.file_type().is_dir()
            || !(SKIPPED.contains(&name.as_ref()) || display_path(root, entry.path()) == WITNESSES)
    })
}

/// The name under which a file is shown: from the root where it lies inside, else whole.
pub fn display_path(root: &Path, path: &Path) -> String {
    let shown: PathBuf = path.strip_prefix(root).map_or_else(|_| path.to_owned(), Path::to_owned);
    shown.to_string_lossy().replace('\\', "/")
}
