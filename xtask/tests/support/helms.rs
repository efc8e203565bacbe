//! The helms that `cargo xtask test` set up.

use std::time::Duration;

use xtask::render::find::{Helm, Origin};
use xtask::render::{RealHelm, tools};

use super::support::root;

pub(crate) fn helm(version: &str) -> RealHelm {
    let path = tools::helm(root(), version).unwrap_or_else(|missing| panic!("{missing}"));
    let helm = Helm { path, version: version.to_owned(), origin: Origin::Cache };
    RealHelm { helm, limit: Duration::from_secs(60) }
}
