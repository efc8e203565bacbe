//! The project's own cache: what is put into it is made in a staging folder and renamed when whole.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The project's own cache. Everything in it can be fetched again.
pub(super) fn folder(root: &Path) -> PathBuf {
    root.join(".cache").join("tools")
}

/// Makes `target`, a file or a folder, with what `make` puts into an empty staging folder. One run
/// at a time does so; whoever waited finds the work done. A failure leaves nothing behind.
pub(super) fn install(
    root: &Path,
    target: &Path,
    make: impl FnOnce(&Path) -> Result<PathBuf>,
) -> Result<PathBuf> {
    let cache = folder(root);
    let denied = || format!("cannot write to the cache {}", cache.display());
    // The folder above is locked, and not a file made for it, so that a failure leaves none behind.
    let lock = File::open(root).with_context(denied)?;
    lock.lock().with_context(denied)?;
    if target.exists() {
        return Ok(target.to_owned());
    }
    fs::create_dir_all(&cache).with_context(denied)?;
    let staging = cache.join(".staging");
    let _ = fs::remove_dir_all(&staging);
    fs::create_dir_all(&staging).with_context(denied)?;
    let on_interrupt = staging.clone();
    // A second handler in one process is refused, and the first one does the same work.
    let _ = ctrlc::set_handler(move || {
        let _ = fs::remove_dir_all(&on_interrupt);
        std::process::exit(130);
    });
    let outcome = make(&staging).and_then(|made| {
        let folder = target.parent().context("a target in a folder")?;
        fs::create_dir_all(folder)?;
        fs::rename(&made, target)
            .with_context(|| format!("cannot rename to {}", target.display()))?;
        Ok(target.to_owned())
    });
    let _ = fs::remove_dir_all(&staging);
    if outcome.is_err() {
        // Only empty folders can be removed this way: what others made stays.
        for folder in [target.parent(), Some(&*cache), cache.parent()].into_iter().flatten() {
            let _ = fs::remove_dir(folder);
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_runs_at_once_one_makes_it_and_both_find_it() {
        let root = tempfile::tempdir().expect("a folder");
        let target = folder(root.path()).join("tool-1").join("tool");
        let made = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let outcome = install(root.path(), &target, |staging| {
                        made.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(50));
                        let file = staging.join("tool");
                        fs::write(&file, "tool")?;
                        Ok(file)
                    });
                    assert_eq!(outcome.expect("installed"), target);
                });
            }
        });
        assert_eq!(made.into_inner(), 1);
        assert_eq!(fs::read_to_string(&target).expect("there"), "tool");
    }
}
