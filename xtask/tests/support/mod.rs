//! What several test files share: the repository's root and the helms that `cargo xtask test` set up.

use std::path::Path;
use std::time::Duration;

use xtask::render::find::{Helm, Origin};
use xtask::render::{RealHelm, tools};

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace")
}

pub(crate) fn helm(version: &str) -> RealHelm {
    let path = tools::helm(root(), version).unwrap_or_else(|missing| panic!("{missing}"));
    let helm = Helm { path, version: version.to_owned(), origin: Origin::Cache };
    RealHelm { helm, limit: Duration::from_secs(60) }
}
