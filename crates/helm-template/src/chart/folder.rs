//! A chart in a folder: which files are read, in which order, and what bounds hold.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::ChartError;
use super::ignore::Rules;
use super::load::load_files;
use super::{Chart, File};
use crate::version::Version;

/// What happens to symbolic links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// Those that stay in the chart are followed, others are an error.
    #[default]
    WithinChart,
    /// All are followed, as Helm does.
    Follow,
}

/// How much is read, and from where.
#[derive(Clone, Copy, Debug)]
pub struct LoadOptions {
    /// What happens to symbolic links.
    pub links: Links,
    /// Bytes of all files together.
    pub total: u64,
    /// How many files.
    pub files: usize,
    /// Folders inside of folders.
    pub depth: usize,
    /// The version of Helm to imitate, the same as for the renders: what it makes of files, and its words
    /// for what it refuses.
    pub helm: Version,
}

impl Default for LoadOptions {
    fn default() -> Self {
        LoadOptions {
            links: Links::default(),
            total: 100 << 20,
            files: 50_000,
            depth: 64,
            helm: Version::default(),
        }
    }
}

/// Loads a chart from a folder; warnings are Helm's.
///
/// # Errors
/// Where Helm refuses the chart, or it is beyond the bounds.
pub fn load_folder(
    folder: &Path,
    options: &LoadOptions,
    warnings: &mut Vec<String>,
) -> Result<Chart, ChartError> {
    let ignore = folder.join(".helmignore");
    let mut rules = match fs::read(&ignore) {
        Ok(bytes) => Rules::parse(&String::from_utf8_lossy(&bytes)).map_err(ChartError::Ignore)?,
        Err(_) => Rules::default(),
    };
    rules.add_defaults();
    let root = fs::canonicalize(folder).map_err(|error| unreadable(folder, &error))?;
    let mut walk = Walk { rules, options, root, files: Vec::new(), total: 0 };
    walk.folder(folder, "", 0)?;
    if options.helm.reading().kinds_of_charts && !folder.join("Chart.yaml").exists() {
        return Err(ChartError::NotDetected(
            std::path::absolute(folder).unwrap_or(folder.to_owned()),
        ));
    }
    load_files(walk.files, options.helm, warnings)
}

fn unreadable(path: &Path, error: &std::io::Error) -> ChartError {
    ChartError::Read { path: path.to_owned(), reason: error.to_string() }
}

struct Walk<'a> {
    rules: Rules,
    options: &'a LoadOptions,
    root: PathBuf,
    files: Vec<File>,
    total: u64,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, name: &str, depth: usize) -> Result<(), ChartError> {
        if depth > self.options.depth {
            return Err(ChartError::TooLarge(format!("folders more than {depth} deep")));
        }
        let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(folder, &error))?;
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            names.push((entry.file_name().to_string_lossy().into_owned(), is_link));
        }
        names.sort_unstable();
        for (entry, is_link) in names {
            let path = folder.join(&entry);
            let name = if name.is_empty() { entry } else { format!("{name}/{entry}") };
            if is_link && self.options.links == Links::WithinChart {
                let target = fs::canonicalize(&path).map_err(|error| unreadable(&path, &error))?;
                if !target.starts_with(&self.root) {
                    return Err(ChartError::OutOfChart { path });
                }
            }
            let facts = fs::metadata(&path).map_err(|error| unreadable(&path, &error))?;
            if self.rules.ignores(&name, facts.is_dir()) {
                continue;
            }
            if facts.is_dir() {
                self.folder(&path, &name, depth + 1)?;
            } else {
                self.file(&path, name, &facts)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: String, facts: &fs::Metadata) -> Result<(), ChartError> {
        if !facts.is_file() {
            let reason = "cannot load irregular file as it has file mode type bits set".to_owned();
            return Err(ChartError::Read { path: path.to_owned(), reason });
        }
        self.total += facts.len();
        if self.total > self.options.total {
            return Err(ChartError::TooLarge(format!("{} bytes", self.total)));
        }
        if self.files.len() >= self.options.files {
            return Err(ChartError::TooLarge(format!("{} files", self.files.len() + 1)));
        }
        let data = fs::read(path).map_err(|error| unreadable(path, &error))?;
        self.files.push(File { name: name.into(), data: without_mark(&data).into() });
        Ok(())
    }
}

/// The bytes without a byte order mark.
pub(super) fn without_mark(data: &[u8]) -> &[u8] {
    data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data)
}

/// Bytes as a file of a chart holds them.
pub(super) fn file(name: &str, data: &[u8]) -> File {
    File { name: name.into(), data: Arc::from(without_mark(data)) }
}
