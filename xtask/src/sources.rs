//! The text of the files under review, read once before any check runs.
//!
//! Checks and reports look files up here; they must not touch the disk themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

/// Folders that hold nothing a reviewer reviews.
const SKIPPED: [&str; 4] = [".git", "target", ".cache", "node_modules"];
/// Material of tests, seen from the root: wrong on purpose, or made to be odd, and no part of what is
/// reviewed.
const MATERIAL: [&str; 3] =
    ["xtask/witness", "crates/helm-template/tests", "crates/helm-template/fuzz"];
/// Endings of files that documents name and no check reads.
const ONLY_NAMED: [&str; 3] = ["rs", "sql", "lock"];
/// No text that a reviewer reads is larger, in bytes.
const LARGEST: u64 = 1 << 20;

/// Files by their display path: relative to the root with `/`, or absolute when outside it.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<String, String>,
    skipped: BTreeMap<String, &'static str>,
    only_named: BTreeSet<String>,
    /// Folders that were not looked into, where they lie.
    material: BTreeMap<String, PathBuf>,
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
        for folder in MATERIAL {
            let lies = root.join(folder);
            if lies.is_dir() {
                self.material.insert(folder.to_owned(), lies);
            }
        }
        let mut wanted = Vec::new();
        for entry in walk(root, path) {
            let entry = entry?;
            if entry.file_type().is_dir() {
                continue;
            }
            let shown = display_path(root, entry.path());
            if !entry.file_type().is_file() {
                self.skipped.insert(shown, "is no regular file");
            } else if entry.depth() > 0 && is_only_named(entry.path()) {
                self.only_named.insert(shown);
            } else {
                wanted.push((shown, entry.into_path()));
            }
        }
        let read = wanted.into_par_iter().map(|(shown, path)| {
            let text = text_of(&path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok((shown, text))
        });
        for (shown, text) in read.collect::<Result<Vec<_>>>()? {
            match text {
                Ok(text) => drop(self.files.insert(shown, text)),
                Err(reason) => drop(self.skipped.insert(shown, reason)),
            }
        }
        Ok(())
    }

    /// Sources made of text, for tests of checks.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = texts.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
        Sources { files: files.collect(), ..Sources::default() }
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

    /// Whether there is a file or folder of this name, read or not. What lies among the material of
    /// tests is not known by heart, and the disk is asked for it.
    pub fn has(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        let named = self.only_named.range(inside.clone()..).next();
        self.files.contains_key(path)
            || self.skipped.contains_key(path)
            || self.under(&inside).next().is_some()
            || self.only_named.contains(path)
            || named.is_some_and(|named| named.starts_with(&inside))
            || self.material.iter().any(|(folder, lies)| {
                Path::new(path).strip_prefix(folder).is_ok_and(|rest| lies.join(rest).exists())
            })
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

fn is_only_named(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ONLY_NAMED.contains(&ending))
}

/// The text of a file, or why it has none that a reviewer reads.
fn text_of(path: &Path) -> std::io::Result<Result<String, &'static str>> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > LARGEST {
        return Ok(Err("is larger than a mebibyte"));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8(bytes).map_err(|_| "is no UTF-8 text"))
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
            || !(SKIPPED.contains(&name.as_ref())
                || MATERIAL.contains(&display_path(root, entry.path()).as_str()))
    })
}

/// The name under which a file is shown: from the root where it lies inside, else whole.
pub fn display_path(root: &Path, path: &Path) -> String {
    let shown: PathBuf = path.strip_prefix(root).map_or_else(|_| path.to_owned(), Path::to_owned);
    shown.to_string_lossy().replace('\\', "/")
}
