//! `--watch`: judges again whenever a file changes, and shows what is new.
//!
//! A change outside the chart and its matrix is judged on the renders that are there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use anyhow::Result;

use super::{Outcome, Prepared, prepare};
use crate::checks::Scope;
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::evidence::Evidence;
use crate::gather::{self, Extra, Subject};
use crate::judge;
use crate::report;
use crate::sources::{self, display_path};

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_millis(150);

/// What a file looked like: when it was written, and how long it was.
type Stamps = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// Judges, waits for a change, and judges again, until it is ended from outside. Unless another engine
/// is asked for the embedded one renders: it has answered before a file is saved again.
///
/// # Errors
/// What surrounds the first run failed; later failures are shown, and the next change is awaited.
pub(super) fn watch(
    root: &Path,
    asked: &cli::Subject,
    extra: &Extra,
    scopes: fn(&Subject) -> &'static [Scope],
) -> Result<Outcome> {
    let asked =
        cli::Subject { engine: asked.engine.or(Some(cli::Engine::Embedded)), ..asked.clone() };
    let mut watched = Watched { asked, extra, scopes, evidence: None, shown: Vec::new() };
    let subject =
        gather::subject(root, watched.asked.chart.as_deref(), watched.asked.suite.as_deref())?;
    let mut known = stamps(&subject);
    watched.judge(root, None)?;
    loop {
        while stamps(&subject) == known {
            thread::sleep(INTERVAL);
        }
        let now = settled(&subject);
        if let Err(error) = watched.judge(root, Some(&changes(&known, &now))) {
            report::failure(&error);
        }
        known = now;
    }
}

/// What is carried from one run to the next.
struct Watched<'a> {
    asked: cli::Subject,
    extra: &'a Extra,
    scopes: fn(&Subject) -> &'static [Scope],
    evidence: Option<Evidence>,
    shown: Vec<Diagnostic>,
}

impl Watched<'_> {
    fn judge(&mut self, root: &Path, changed: Option<&[PathBuf]>) -> Result<()> {
        let Prepared { subject, renderer, left_out } = prepare(root, &self.asked)?;
        let mut evidence = gather::read(&subject)?;
        let renders =
            changed.is_none_or(|changed| changed.iter().any(|path| is_rendered(&subject, path)));
        match self.evidence.take() {
            Some(old) if !renders => {
                evidence.attempts = old.attempts;
                evidence.refusals = old.refusals;
            }
            _ => gather::render(&mut evidence, &subject, self.extra, renderer.as_ref(), &|_| {})?,
        }
        let mut run = judge::judge(&mut evidence, (self.scopes)(&subject));
        run.engine = Some(renderer.describe());
        run.left_out.extend(left_out);
        let shown = |path: &PathBuf| display_path(&subject.root, path);
        let changed: Vec<String> = changed.unwrap_or_default().iter().map(shown).collect();
        report::watched(&changed, &self.shown, &run, &evidence.sources)?;
        self.shown = run.diagnostics;
        self.evidence = Some(evidence);
        Ok(())
    }
}

/// The files once nothing changes any more: editors write a file in several steps.
fn settled(subject: &Subject) -> Stamps {
    let mut before = stamps(subject);
    loop {
        thread::sleep(INTERVAL / 3);
        let now = stamps(subject);
        if now == before {
            return now;
        }
        before = now;
    }
}

/// Whether a render depends on a file.
fn is_rendered(subject: &Subject, path: &Path) -> bool {
    let is_matrix = |suite: &PathBuf| path == suite.join("matrix.yaml");
    path.starts_with(&subject.chart) || subject.suite.as_ref().is_some_and(is_matrix)
}

fn stamps(subject: &Subject) -> Stamps {
    let mut folders = vec![subject.chart.as_path()];
    folders.extend(subject.suite.as_deref());
    if subject.own {
        folders = vec![&subject.root];
    }
    let mut stamps = Stamps::new();
    for folder in folders {
        for entry in sources::walk(&subject.root, folder) {
            // A file that vanishes while it is looked at is a change like any other.
            let Ok(entry) = entry else { continue };
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_file() {
                let stamp = (metadata.modified().ok(), metadata.len());
                stamps.insert(entry.into_path(), stamp);
            }
        }
    }
    stamps
}

/// Files that are new, gone or different.
fn changes(before: &Stamps, now: &Stamps) -> Vec<PathBuf> {
    let different = now.iter().filter(|(path, stamp)| before.get(*path) != Some(*stamp));
    let gone = before.keys().filter(|path| !now.contains_key(*path));
    different.map(|(path, _)| path).chain(gone).cloned().collect()
}
