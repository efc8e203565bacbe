//! A chart in a `.tgz`, unpacked in memory and within bounds.

use std::io::Read as _;

use flate2::read::GzDecoder;
use tar::{Archive, EntryType};

use super::error::ChartError;
use super::folder::file;
use super::load::{load_at, load_files};
use super::{Chart, File};
use crate::version::Version;

/// Bytes of all files of one archive together.
const MAX_TOTAL: u64 = 100 << 20;
/// Bytes of one file.
const MAX_FILE: u64 = 20 << 20;
/// Files of one archive.
const MAX_FILES: usize = 50_000;

/// Loads a chart from the bytes of an archive; warnings are Helm's.
///
/// # Errors
/// Where Helm refuses the archive, or it is beyond the bounds.
pub fn load_archive(
    bytes: &[u8],
    helm: Version,
    warnings: &mut Vec<String>,
) -> Result<Chart, ChartError> {
    load_files(unpack(bytes)?, helm, warnings)
}

pub(super) fn load_nested_archive(
    bytes: &[u8],
    helm: Version,
    warnings: &mut Vec<String>,
    depth: usize,
) -> Result<Chart, ChartError> {
    load_at(unpack(bytes)?, helm, warnings, depth)
}

fn unpack(bytes: &[u8]) -> Result<Vec<File>, ChartError> {
    let broken = |error: std::io::Error| {
        ChartError::Archive(match error.kind() {
            std::io::ErrorKind::UnexpectedEof => "unexpected EOF".to_owned(),
            _ => error.to_string(),
        })
    };
    // One byte more than allowed tells a full archive from one that is too large.
    let mut archive = Archive::new(GzDecoder::new(bytes).take(MAX_TOTAL + 1));
    let mut files = Vec::new();
    let mut total = 0;
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let kind = entry.header().entry_type();
        if matches!(kind, EntryType::Directory | EntryType::XGlobalHeader | EntryType::XHeader) {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = inner_name(&path).map_err(|text| ChartError::Archive(text.to_owned()))?;
        let size = entry.size();
        total += size;
        if size > MAX_FILE || total > MAX_TOTAL || files.len() >= MAX_FILES {
            return Err(ChartError::TooLarge(format!("{path} in an archive")));
        }
        let mut data = Vec::new();
        entry.read_to_end(&mut data).map_err(broken)?;
        files.push(file(&name, &data));
    }
    if files.is_empty() {
        return Err(ChartError::Archive("no files in chart archive".to_owned()));
    }
    Ok(files)
}

/// The path without the chart's own folder; nothing may lead out of it.
fn inner_name(path: &str) -> Result<String, &'static str> {
    let delimiter = if path.contains('\\') { '\\' } else { '/' };
    let mut parts = path.split(delimiter);
    let first = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let name = rest.join("/");
    if name.starts_with('/') {
        return Err("chart illegally contains absolute paths");
    }
    let mut clean: Vec<&str> = Vec::new();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." if clean.last().is_some_and(|last| *last != "..") => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    if first == "Chart.yaml" {
        return Err("chart yaml not in base directory");
    }
    match clean.first() {
        None => Err("chart illegally contains content outside the base directory"),
        Some(&"..") => Err("chart illegally references parent directory"),
        Some(part) if is_drive(part) => Err("chart contains illegally named files"),
        Some(_) => Ok(clean.join("/")),
    }
}

fn is_drive(part: &str) -> bool {
    let mut letters = part.chars();
    letters.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && letters.next() == Some(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_chart() {
        assert_eq!(inner_name("c/templates/a.yaml"), Ok("templates/a.yaml".to_owned()));
        assert_eq!(inner_name("c/a/../b"), Ok("b".to_owned()));
        for path in ["c/../../etc/passwd", "c//etc", "c", "Chart.yaml", "c/.", "c\\C:\\x"] {
            assert!(inner_name(path).is_err(), "{path}");
        }
    }

    #[test]
    fn garbage_is_an_error() {
        for bytes in [&b""[..], b"no gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\0"] {
            assert!(load_archive(bytes, Version::default(), &mut Vec::new()).is_err());
        }
    }
}
