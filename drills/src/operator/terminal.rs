//! The shell in which the command lines of a runbook are run.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use regex::Regex;

use super::CLUSTER;
use super::runbook::Block;
use crate::cluster::Cluster;
use crate::process::{self, Background, CommandLine, tail};
use crate::stage::Stage;

/// How long the blocks of one call may take.
const LIMIT: Duration = Duration::from_secs(900);

/// A terminal, in a folder of its own.
#[derive(Debug)]
pub struct Terminal {
    /// The folder in which it is, as the operator's own machine.
    pub folder: PathBuf,
    environment: Vec<(OsString, OsString)>,
    replacements: Vec<(Regex, String)>,
    calls: std::cell::Cell<usize>,
    /// Variables that blocks have set, which later ones see.
    variables: RefCell<BTreeSet<String>>,
}

impl Terminal {
    /// Opens a terminal on a namespace.
    ///
    /// # Errors
    /// When its folder cannot be made.
    pub fn open(stage: &Stage<'_>, cluster: &Cluster) -> Result<Self> {
        cluster.save()?;
        let folder = stage.folder.join("operator");
        let programs = stage.folder.join("operator-programs");
        fs::create_dir_all(&folder)?;
        fs::create_dir_all(&programs)?;
        let this = std::env::current_exe()?;
        for name in ["kubectl", "helm"] {
            let _ = fs::remove_file(programs.join(name));
            symlink(&this, programs.join(name))?;
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let own = [programs, stage.tools.postgres.path.clone(), cluster.images.aws()];
        let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&path)))?;
        let mut environment: Vec<(OsString, OsString)> = vec![
            ("PATH".into(), path),
            (CLUSTER.into(), cluster.folder.clone().into()),
            ("LC_ALL".into(), "C".into()),
            ("HOME".into(), folder.clone().into()),
        ];
        if let Some(libraries) = stage.tools.postgres.library_path() {
            environment.push(("LD_LIBRARY_PATH".into(), libraries));
        }
        let calls = std::cell::Cell::new(0);
        let variables = RefCell::default();
        Ok(Terminal { folder, environment, replacements: Vec::new(), calls, variables })
    }

    /// Sets a variable of it.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.into(), value.into()));
    }

    /// What a runbook shows as an example (a pattern), and what it is here.
    ///
    /// # Errors
    /// When it is no pattern.
    pub fn replace(&mut self, example: &str, actual: &str) -> Result<()> {
        self.replacements.retain(|(known, _)| known.as_str() != example);
        self.replacements.push((Regex::new(example)?, actual.to_owned()));
        Ok(())
    }

    /// Runs blocks one after the other in one shell, and demands of each that every command line in
    /// it succeeds and that it prints what the runbook expects. Returns what each has printed.
    ///
    /// # Errors
    /// When one does not: the block, by its line in the runbook, and the end of what it has printed.
    pub fn run(&self, blocks: &[&Block]) -> Result<Vec<String>> {
        let call = self.calls.get();
        self.calls.set(call + 1);
        let place =
            |kind: &str, number: usize| self.folder.join(format!(".{kind}-{call}-{number}"));
        // A shell that stops at the first line that fails, as an operator would.
        let mut script = format!("set -e\ncd {}\n", self.folder.display());
        for name in self.variables.borrow().iter() {
            // A block that failed has left none.
            script.push_str(&format!(
                "[ ! -f .variable-{name} ] || {name}=$(cat .variable-{name})\n"
            ));
        }
        for (number, block) in blocks.iter().enumerate() {
            let text = self.text(block);
            self.variables.borrow_mut().extend(assigned(&text));
            fs::write(place("block", number), text)?;
            let [block, out, done] =
                ["block", "out", "done"].map(|kind| place(kind, number).display().to_string());
            script.push_str(&format!("exec > {out} 2>&1\n. {block}\n: > {done}\n"));
        }
        for name in self.variables.borrow().iter() {
            script.push_str(&format!("printf %s \"${{{name}-}}\" > .variable-{name}\n"));
        }
        process::output(&self.shell(&script), b"", LIMIT).context("the runbook's command lines")?;
        let mut printed = Vec::new();
        for (number, block) in blocks.iter().enumerate() {
            let said = fs::read(place("out", number)).unwrap_or_default();
            let said = String::from_utf8_lossy(&said).into_owned();
            let at = format!("the runbook's block at line {}", block.line);
            if !place("done", number).exists() {
                bail!("{at} fails:\n{}\n{}", block.text.trim_end(), tail(&said, 12));
            }
            for expected in &block.expected {
                ensure!(
                    Regex::new(expected)?.is_match(&said),
                    "{at} should print {expected:?}, and prints:\n{}",
                    tail(&said, 12)
                );
            }
            printed.push(said);
        }
        Ok(printed)
    }

    /// Starts a block in a second terminal, as one that does not end by itself.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self, block: &Block) -> Result<Background> {
        let line = self.shell(&format!("cd {}\n{}", self.folder.display(), self.text(block)));
        Ok(Background(process::spawn(&line, &self.folder.join(".second"))?))
    }

    fn shell(&self, script: &str) -> CommandLine {
        let mut line = CommandLine::new("/bin/sh").with(["-c", script]);
        line.environment.clone_from(&self.environment);
        line
    }

    fn text(&self, block: &Block) -> String {
        self.replacements.iter().fold(block.text.clone(), |text, (known, actual)| {
            known.replace_all(&text, regex::NoExpand(actual)).into_owned()
        })
    }
}

/// The variables that a script sets at the beginning of a line.
fn assigned(script: &str) -> Vec<String> {
    static ASSIGNMENT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("(?m)^([A-Za-z_][A-Za-z0-9_]*)=").expect("a valid pattern"));
    ASSIGNMENT.captures_iter(script).map(|found| found[1].to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_which_variables_a_script_sets() {
        let script = "A=$(b c=1)\nkubectl create x --from-literal=k=\"$A\"\nB=2\n";
        assert_eq!(assigned(script), ["A", "B"]);
    }
}
