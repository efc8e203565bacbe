//! The real helm behind the seam.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use super::find::Helm;
use super::process::{self, Invocation};
use super::{Answer, RenderFailure, RenderOptions, Renderer, Rendering};

/// One process per render; several at once get along better with one Go thread and a lazy garbage
/// collector each. HELM_DEBUG would change what is printed.
const ENVIRONMENT: &[(&str, &str)] =
    &[("GOMAXPROCS", "1"), ("GOGC", "400"), ("HELM_DEBUG", "false"), ("HELM_KUBECONTEXT", "")];

/// A helm that was found and whose version is known.
#[derive(Clone, Debug)]
pub struct RealHelm {
    /// Which one.
    pub helm: Helm,
    /// How long one call may take.
    pub limit: Duration,
}

impl RealHelm {
    fn call(
        &self,
        arguments: Vec<OsString>,
        options: &RenderOptions,
    ) -> Result<process::Finished, RenderFailure> {
        process::run(&Invocation {
            program: &self.helm.path,
            arguments,
            environment: ENVIRONMENT,
            input: &options.values,
            limit: self.limit,
        })
        .map_err(|error| RenderFailure::Surroundings(error.to_string()))
    }
}

impl Renderer for RealHelm {
    fn describe(&self) -> String {
        self.helm.to_string()
    }

    fn template(&self, chart: &Path, options: &RenderOptions) -> Answer {
        self.documents(chart, options).into()
    }

    fn lint(&self, chart: &Path, options: &RenderOptions) -> Result<(), RenderFailure> {
        let mut arguments: Vec<OsString> = vec!["lint".into(), chart.into()];
        common_arguments(&mut arguments, options);
        let finished = self.call(arguments, options)?;
        if finished.success {
            return Ok(());
        }
        let errors: Vec<&str> =
            finished.stdout.lines().filter(|line| line.starts_with("[ERROR]")).collect();
        let said = if errors.is_empty() { finished.stderr } else { errors.join("\n") };
        Err(refused(&said))
    }
}

impl RealHelm {
    fn documents(&self, chart: &Path, options: &RenderOptions) -> Result<Rendering, RenderFailure> {
        let mut arguments: Vec<OsString> =
            vec!["template".into(), (&options.release).into(), chart.into()];
        common_arguments(&mut arguments, options);
        if options.is_upgrade {
            arguments.push("--is-upgrade".into());
        }
        for version in &options.api_versions {
            arguments.extend(["--api-versions".into(), version.into()]);
        }
        let finished = self.call(arguments, options)?;
        if !finished.success {
            return Err(refused(&finished.stderr));
        }
        Ok(Rendering { output: finished.stdout, remarks: finished.stderr, ..Rendering::default() })
    }
}

fn common_arguments(arguments: &mut Vec<OsString>, options: &RenderOptions) {
    arguments.extend(["--namespace".into(), (&options.namespace).into()]);
    for file in &options.values_files {
        arguments.extend(["--values".into(), file.into()]);
    }
    if !options.values.is_empty() {
        arguments.extend(["--values".into(), "-".into()]);
    }
    for value in &options.set {
        arguments.extend(["--set".into(), value.into()]);
    }
    if let Some(version) = &options.kube_version {
        arguments.extend(["--kube-version".into(), version.into()]);
    }
}

fn refused(said: &str) -> RenderFailure {
    let said = said.trim().to_owned();
    if said.contains("permission denied") {
        return RenderFailure::Surroundings(said);
    }
    RenderFailure::Refused(said)
}
