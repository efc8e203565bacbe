//! Questions to git. It must not change a repository.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

use super::process::{self, Invocation};

/// What git prints for `arguments` in `folder`, without the line end.
///
/// # Errors
/// When there is no git, or when it fails; then with what it says.
pub fn ask(folder: &Path, arguments: &[&str]) -> Result<String> {
    let inside = ["-C".into(), folder.into()];
    let finished = process::run(&Invocation {
        program: Path::new("git"),
        arguments: inside.into_iter().chain(arguments.iter().map(Into::into)).collect(),
        environment: &[],
        input: "",
        limit: Duration::from_secs(20),
    })?;
    if !finished.success {
        let said = finished.stderr.trim();
        bail!("git {} failed in {}: {said}", arguments.join(" "), folder.display());
    }
    Ok(finished.stdout.trim_end_matches(['\n', '\r']).to_owned())
}
