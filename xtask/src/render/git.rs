//! Questions to git. It must not change a repository.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// What git prints for `arguments` in `folder`, without the line end.
///
/// # Errors
/// When there is no git, or when it fails; then with what it says.
pub fn ask(folder: &Path, arguments: &[&str]) -> Result<String> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks git")]
    let mut command = Command::new("git");
    let output =
        command.arg("-C").arg(folder).args(arguments).output().context("cannot start git")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("git {} failed in {}: {}", arguments.join(" "), folder.display(), said.trim());
    }
    let text = String::from_utf8(output.stdout).context("git printed no UTF-8")?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}
