//! An operator's terminal: the command lines of a runbook, run as they are written.
//!
//! A real shell runs them. Only `kubectl` and `helm` are stood in for, by this program under another
//! name, which acts on the namespace of a drill; `psql`, `pg_restore`, `aws` and the like are real.

mod arguments;
mod forward;
pub mod helm;
mod jsonpath;
pub mod kubectl;
mod objects;
mod rollout;
pub mod runbook;
pub mod terminal;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::cluster::Cluster;
use crate::report;

/// Names the folder of the namespace that the stand-ins act on.
pub const CLUSTER: &str = "CERTCTL_DRILLS_CLUSTER";

/// What this program does under the name by which it was called, where that is one that it stands in
/// for.
pub fn called_as(name: &str, arguments: &[String]) -> Option<ExitCode> {
    let run: fn(&mut Cluster, &[String]) -> Result<u8> = match name {
        "kubectl" => kubectl::run,
        "helm" => helm::run,
        _ => return None,
    };
    Some(match open().and_then(|mut cluster| run(&mut cluster, arguments)) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            report::complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    })
}

fn open() -> Result<Cluster> {
    let folder = std::env::var_os(CLUSTER).context("no namespace of a drill is named")?;
    Cluster::open(Path::new(&folder))
}
