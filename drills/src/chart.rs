//! The chart, rendered by the real helm, with a planted fault where one is asked for.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use walkdir::WalkDir;
use xtask::render::find;
use xtask::render::{RealHelm, RenderFailure, RenderOptions, Renderer as _};

use crate::cluster::objects::Objects;
use crate::fault::{self, Fault};
use crate::surroundings::{Surroundings, blame};

/// The chart, from the root of the repository.
pub const CHART: &str = "deploy/helm/certctl";

/// What is rendered, and how.
#[derive(Clone, Debug, Default)]
pub struct Release {
    /// `--set` arguments.
    pub set: Vec<String>,
    /// Whether it is an upgrade.
    pub is_upgrade: bool,
}

/// Release and namespace of the runbooks' commands.
pub const NAME: &str = "certctl";

/// A copy of the chart below `folder`, with the fault in it.
///
/// # Errors
/// When it cannot be read or written, or the fault is out of date.
pub fn copy(root: &Path, folder: &Path, fault: Option<&Fault>) -> Result<PathBuf> {
    let target = folder.join("chart");
    let source = root.join(CHART);
    for entry in WalkDir::new(&source) {
        let entry = entry?;
        let inside = entry.path().strip_prefix(&source)?;
        let place = target.join(inside);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&place)?;
            continue;
        }
        let text = fs::read_to_string(entry.path())
            .with_context(|| format!("cannot read {}", entry.path().display()))?;
        let name = format!("{CHART}/{}", inside.display());
        fs::write(place, fault::planted(fault, &name, text)?)?;
    }
    Ok(target)
}

/// Renders a chart.
///
/// # Errors
/// When helm refuses it, with what it says; when helm itself fails, as one of the surroundings.
pub fn render(helm: &Path, root: &Path, chart: &Path, release: &Release) -> Result<Objects> {
    let helm = find::find_present(root, Some(helm)).map_err(blame)?.context("helm is gone")?;
    let helm = RealHelm { helm, limit: Duration::from_secs(180) };
    let options = RenderOptions {
        release: NAME.to_owned(),
        namespace: NAME.to_owned(),
        set: release.set.clone(),
        is_upgrade: release.is_upgrade,
        api_versions: ["monitoring.coreos.com/v1"].map(str::to_owned).into(),
        ..RenderOptions::default()
    };
    match helm.template(chart, &options).rendered {
        Ok(rendering) => Objects::parse(&rendering.output),
        Err(RenderFailure::Refused(said)) => Err(anyhow!("helm refuses the chart: {said}")),
        Err(RenderFailure::Surroundings(said)) => Err(Surroundings(said).into()),
    }
}
