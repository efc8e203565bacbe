//! What Helm checks before it renders a chart.

use super::Chart;
use super::capabilities::Capabilities;
use super::error::ChartError;
use crate::semver;
use crate::value::Native as _;
use crate::version::Version;

impl Chart {
    /// Refuses what Helm does not install: libraries, and charts whose dependencies are not all there.
    ///
    /// # Errors
    /// In Helm's words.
    pub fn check_installable(&self, helm: Version) -> Result<(), ChartError> {
        let refuse = |message: String| Err(ChartError::NotInstallable(message));
        if self.is_library() {
            return refuse("library charts are not installable".to_owned());
        }
        let missing: Vec<&str> = self
            .metadata
            .dependencies
            .iter()
            .map(|dependency| dependency.name.as_str())
            .filter(|name| !self.dependencies.iter().any(|chart| chart.name() == *name))
            .collect();
        let words = helm.words().dependencies;
        if !missing.is_empty() {
            return refuse(format!(
                "{words} occurred while checking for chart dependencies. You may need to run \
                 `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but \
                 missing in charts/ directory: {}",
                missing.join(", ")
            ));
        }
        if helm.reading().kinds_of_charts && self.metadata.api_version == "v3" {
            return refuse("invalid chart apiVersion".to_owned());
        }
        Ok(())
    }

    /// Refuses a chart for another Kubernetes, which Helm does only after it has looked at the values.
    ///
    /// # Errors
    /// In Helm's words.
    pub fn check_kube_version(&self, capabilities: &Capabilities) -> Result<(), ChartError> {
        let wanted = &self.metadata.kube_version;
        let version = &capabilities.kube_version;
        if !wanted.is_empty() && !semver::is_in_range(wanted, &version.print(), capabilities.helm) {
            let (wanted, version) = (wanted.clone(), version.version.clone());
            return Err(ChartError::Incompatible { wanted, version });
        }
        Ok(())
    }
}
