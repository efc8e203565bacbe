//! Faults that are planted on purpose, to see that a drill can fail.
//!
//! Each is a small edit of a copy of a file under review, or a name that a drill acts upon itself.
//! Nothing here touches the repository.

use anyhow::{Result, ensure};

/// A fault.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Its name on the command line.
    pub name: &'static str,
    /// What is wrong with it in place.
    pub about: &'static str,
    /// The part of the drill that must turn red.
    pub part: &'static str,
    /// What its failure must say.
    pub says: &'static str,
    /// How it is planted.
    pub edit: Edit,
}

/// How a fault is planted.
#[derive(Clone, Copy, Debug)]
pub enum Edit {
    /// In a file of the repository, the chart, a runbook or the server's source: a text, which must occur, is replaced
    /// wherever it occurs.
    File {
        /// The file, from the root of the repository.
        file: &'static str,
        /// What is replaced.
        from: &'static str,
        /// What it is replaced by.
        to: &'static str,
    },
    /// By the drill itself, which asks for the fault by its name.
    Named,
}

/// A fault in a file: its name and part, what is wrong with it in place, the file, what is replaced by what, and
/// what the failure must say.
pub const fn in_file(
    (name, part): (&'static str, &'static str),
    about: &'static str,
    file: &'static str,
    (from, to): (&'static str, &'static str),
    says: &'static str,
) -> Fault {
    Fault { name, about, part, says, edit: Edit::File { file, from, to } }
}

/// Whether a fault is in the server's source.
pub fn is_of_server(fault: &Fault) -> bool {
    matches!(fault.edit, Edit::File { file, .. } if file.starts_with("server/"))
}

/// The text of a file with a fault in it.
///
/// # Errors
/// When the fault's text does not occur in its file: the fault is out of date.
pub fn planted(fault: Option<&Fault>, file: &str, text: String) -> Result<String> {
    let Some(fault) = fault else { return Ok(text) };
    match fault.edit {
        Edit::File { file: of, from, to } if of == file => {
            ensure!(
                text.contains(from),
                "the fault {} is out of date: {file} has no {from:?}",
                fault.name
            );
            Ok(text.replace(from, to))
        }
        Edit::File { .. } | Edit::Named => Ok(text),
    }
}
