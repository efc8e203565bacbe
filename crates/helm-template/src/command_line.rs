//! The command line of `helm template`, as far as it says what is rendered.
//!
//! It reads the files that options name and nothing else; it must not print.

use std::path::{Path, PathBuf};

use crate::chart::{ChartError, Links, LoadOptions};
use crate::render::{LoadedChart, Render, RenderError, Request};
use crate::values::{self, ReadFile, ValuesError};

/// What a command line asks for.
#[derive(Clone, Debug)]
pub struct CommandLine {
    /// The folder of the chart.
    pub chart: PathBuf,
    /// How it is rendered. Values files are only named in it.
    pub request: Request,
}

/// A command line that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// Reads `[NAME] CHART` and options, in any order, as Helm does.
///
/// # Errors
/// Where an option is not one of those that say what is rendered, lacks its value, or the chart is
/// not named.
pub fn parse<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Result<CommandLine, UsageError> {
    let mut request = Request::default();
    let mut named = Vec::new();
    let mut arguments = arguments.into_iter();
    let mut only_names = false;
    while let Some(argument) = arguments.next() {
        if only_names || !argument.starts_with('-') || argument == "-" {
            named.push(argument);
            continue;
        }
        if argument == "--" {
            only_names = true;
            continue;
        }
        let (name, value) = split(argument);
        if let Some(switch) = switch(&mut request, name) {
            *switch = match value {
                None | Some("true" | "1" | "t" | "T" | "TRUE" | "True") => true,
                Some("false" | "0" | "f" | "F" | "FALSE" | "False") => false,
                Some(other) => return Err(UsageError(format!("{name} is not {other:?}"))),
            };
            continue;
        }
        let mut value = || {
            let value = value.or_else(|| arguments.next());
            value
                .map(str::to_owned)
                .ok_or_else(|| UsageError(format!("flag needs an argument: {name}")))
        };
        let values = &mut request.values;
        match name {
            "-f" | "--values" => {
                let names = value()?;
                values.files.extend(listed(&names).map(|name| (name, Vec::new())));
            }
            "--set" => values.set.push(value()?),
            "--set-string" => values.set_string.push(value()?),
            "--set-json" => values.set_json.push(value()?),
            "--set-file" => values.set_file.push(value()?),
            "--set-literal" => values.set_literal.push(value()?),
            "-n" | "--namespace" => request.release.namespace = value()?,
            "--name-template" => request.release.name = value()?,
            "--kube-version" => request.kube_version = Some(value()?).filter(|it| !it.is_empty()),
            "-a" | "--api-versions" => request.api_versions.extend(listed(&value()?)),
            "-s" | "--show-only" => request.output.show_only.push(value()?),
            _ => return Err(UsageError(format!("unknown flag: {name}"))),
        }
    }
    match named[..] {
        [chart] => Ok(CommandLine { chart: chart.into(), request }),
        [name, chart] => {
            request.release.name = name.to_owned();
            Ok(CommandLine { chart: chart.into(), request })
        }
        _ => Err(UsageError("a chart, or the name of a release and a chart, is needed".to_owned())),
    }
}

/// `--name=value`, `-nvalue` or the name alone.
fn split(argument: &str) -> (&str, Option<&str>) {
    if argument.starts_with("--") {
        return match argument.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (argument, None),
        };
    }
    let end = argument.char_indices().nth(2).map_or(argument.len(), |(index, _)| index);
    let (name, value) = argument.split_at(end);
    let value = value.strip_prefix('=').unwrap_or(value);
    (name, (!value.is_empty()).then_some(value))
}

fn switch<'a>(request: &'a mut Request, name: &str) -> Option<&'a mut bool> {
    Some(match name {
        "--include-crds" => &mut request.output.include_crds,
        "--no-hooks" => &mut request.output.no_hooks,
        "--skip-tests" => &mut request.output.skip_tests,
        "--is-upgrade" => &mut request.release.is_upgrade,
        "--skip-schema-validation" => &mut request.skip_schema,
        _ => return None,
    })
}

/// The items of an option that takes several, between commas.
fn listed(text: &str) -> impl Iterator<Item = String> {
    text.split(',').map(str::to_owned).collect::<Vec<_>>().into_iter()
}

impl CommandLine {
    /// Renders, relative paths being in a folder.
    ///
    /// # Errors
    /// Where Helm ends with an error.
    pub fn run(&self, folder: &Path) -> Result<Render, RenderError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|error| format!("open {name}: {}", reason(&error)))
        };
        let mut request = self.request.clone();
        for (name, text) in &mut request.values.files {
            *text = read(name).map_err(ValuesError)?;
        }
        // Helm reads the values before it looks for the chart.
        values::merge(&request.values, &read, request.output.helm)?;
        self.load(folder)?.render(&request, &read as ReadFile<'_>, None)
    }

    fn load(&self, folder: &Path) -> Result<LoadedChart, RenderError> {
        let path = folder.join(&self.chart);
        if !path.exists() {
            return Err(ChartError::NotFound(self.chart.display().to_string()).into());
        }
        let helm = self.request.output.helm;
        let options = LoadOptions { links: Links::Follow, helm, ..LoadOptions::default() };
        LoadedChart::load(&path, &options)
    }
}

/// What Go calls an error of the system.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
