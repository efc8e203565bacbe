//! The whole way in one call: a loaded chart and a request in, what `helm template` prints out.
//!
//! What can be shared between renders of one chart, its files and its parsed templates, is kept; no
//! result is.

use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use crate::chart::{
    Capabilities, Chart, ChartError, File, LoadOptions, Release, Template, coalesce_values,
    kube_version, load_archive, load_files, load_folder, process_dependencies, scopes, templates,
};
use crate::coverage::Coverage;
use crate::data::{Data, json_table_of};
use crate::encoding;
use crate::error::Error;
use crate::exec::{Limits, Lookup, RenderOptions, Rendered};
use crate::function::FunctionTable;
use crate::functions;
use crate::hash::FastMap;
use crate::output::{self, LineSource, OutputError, OutputOptions, RenderedFile};
use crate::provenance::LineOrigin;
use crate::reads::{Key, values_read};
use crate::schema;
use crate::template::TemplateSet;
use crate::values::{self, ReadFile, ValueOptions, ValuesError};
use crate::version::Version;

static FUNCTIONS: LazyLock<[FunctionTable; 4]> = LazyLock::new(|| {
    let mut lists = functions::lists();
    lists.push(encoding::FUNCTIONS);
    let first = FunctionTable::new(&lists);
    lists.push(encoding::SINCE_3_17);
    let second = FunctionTable::new(&lists);
    lists.push(encoding::SINCE_3_18);
    let third = FunctionTable::new(&lists);
    lists.push(encoding::SINCE_4_1);
    lists.push(functions::since_4_1());
    [first, second, third, FunctionTable::new(&lists)]
});

/// The functions that a version of Helm has.
fn table(helm: Version) -> &'static FunctionTable {
    let [first, second, third, fourth] = &*FUNCTIONS;
    match helm {
        Version::V3_16 => first,
        Version::V3_17 => second,
        Version::V3_18 => third,
        Version::V4_1 => fourth,
    }
}

/// Why there is no render. What it prints is what Helm prints after `Error: `.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The chart is refused, or the values for it.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// The values cannot be read.
    #[error(transparent)]
    Values(#[from] ValuesError),
    /// A template cannot be parsed or executed.
    #[error("{0}\n\nUse --debug flag to render out invalid YAML")]
    Template(Error),
    /// What the templates wrote is no manifest.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// What a release may not be called.
    #[error("{}release name {name:?}: {reason}", .helm.words().release_name)]
    ReleaseName {
        /// The version of Helm whose words are used.
        helm: Version,
        /// The name.
        name: String,
        /// Why not.
        reason: &'static str,
    },
    /// `--kube-version` is no version.
    #[error("{0}")]
    KubeVersion(String),
}

/// As many letters as the name of a release may have.
const LONGEST_NAME: usize = 53;

fn check_release_name(name: &str, helm: Version) -> Result<(), RenderError> {
    let refuse = |reason| Err(RenderError::ReleaseName { helm, name: name.to_owned(), reason });
    if name.is_empty() {
        return refuse("no name provided");
    }
    let is_label = |part: &str| {
        let inner = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        part.starts_with(inner)
            && part.ends_with(inner)
            && part.chars().all(|letter| inner(letter) || letter == '-')
    };
    if name.len() > LONGEST_NAME || !name.split('.').all(is_label) {
        return refuse(
            "invalid release name, must match regex \
             ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length \
             must not be longer than 53",
        );
    }
    Ok(())
}

/// How a chart is rendered once.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Values files and `--set` in all its forms.
    pub values: ValueOptions,
    /// What is printed, and the version of Helm to imitate.
    pub output: OutputOptions,
    /// The release.
    pub release: Release,
    /// `--kube-version`
    pub kube_version: Option<String>,
    /// `--api-versions`
    pub api_versions: Vec<String>,
    /// `--skip-schema-validation`
    pub skip_schema: bool,
    /// How far a render may go.
    pub limits: Limits,
}

/// What a render printed.
#[derive(Debug)]
pub struct Render {
    /// The text, as `helm template` prints it.
    pub text: String,
    /// What Helm logs on the side.
    pub warnings: Vec<String>,
    lines: Vec<LineSource>,
    rendered: Vec<Rendered>,
    set: Arc<TemplateSet>,
}

impl Render {
    /// What wrote a line of the text, from 1; nothing for a line of Helm's own, such as a divider.
    pub fn origin(&self, line: usize) -> Option<LineOrigin> {
        match self.lines.get(line.checked_sub(1)?)? {
            LineSource::Rendered { file, line } => self.rendered.get(*file)?.lines.line(*line),
            LineSource::Helm | LineSource::CustomResource { .. } => None,
        }
    }

    /// The values that the templates name where a line of the text, from 1, was written: those of the
    /// place itself, then those of the calls that led there, the innermost first.
    pub fn values_read(&self, line: usize) -> Vec<Key> {
        let Some(origin) = self.origin(line) else { return Vec::new() };
        let mut keys: Vec<Key> = Vec::new();
        for site in std::iter::once(&origin.site).chain(origin.chain.iter().rev()) {
            for key in values_read(&self.set, site) {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
    }
}

/// A chart in memory, ready to be rendered many times and from several threads.
#[derive(Debug)]
pub struct LoadedChart {
    chart: Chart,
    warnings: Vec<String>,
    /// Parsed templates by their names: which ones there are depends on the conditions of
    /// dependencies, and so on the values.
    parsed: Mutex<Vec<Parsed>>,
}

#[derive(Debug)]
struct Parsed {
    names: Vec<String>,
    helm: Version,
    set: Arc<TemplateSet>,
}

impl LoadedChart {
    /// Loads a chart from a folder, or from a file that is an archive.
    ///
    /// # Errors
    /// Where Helm refuses the chart, or it is beyond the bounds.
    pub fn load(folder: &Path, options: &LoadOptions) -> Result<Self, RenderError> {
        let mut warnings = Vec::new();
        let chart = if folder.is_file() {
            let bytes = std::fs::read(folder).map_err(|error| ChartError::Read {
                path: folder.to_owned(),
                reason: error.to_string(),
            })?;
            load_archive(&bytes, options.helm, &mut warnings)?
        } else {
            load_folder(folder, options, &mut warnings)?
        };
        Ok(LoadedChart { chart, warnings, parsed: Mutex::default() })
    }

    /// A chart from its files, as they would lie in its folder, for a version of Helm.
    ///
    /// # Errors
    /// Where Helm refuses the chart.
    pub fn from_files(files: Vec<File>, helm: Version) -> Result<Self, RenderError> {
        let mut warnings = Vec::new();
        let chart = load_files(files, helm, &mut warnings)?;
        Ok(LoadedChart { chart, warnings, parsed: Mutex::default() })
    }

    /// The chart.
    pub fn chart(&self) -> &Chart {
        &self.chart
    }

    /// Reads ahead what renders for a version of Helm share: the templates of the whole chart and its
    /// schema. What is wrong with them shows when it is rendered.
    pub fn prepare(&self, helm: Version) {
        if let Some(schema) = &self.chart.schema {
            schema.prepare(helm);
        }
        drop(self.parse(&templates(&self.chart), helm));
    }

    /// Renders the chart. `read` answers `--set-file`; `lookup` has the live objects, if any.
    ///
    /// # Errors
    /// Where Helm ends with an error.
    pub fn render(
        &self,
        request: &Request,
        read: ReadFile<'_>,
        lookup: Option<Lookup<'_>>,
    ) -> Result<Render, RenderError> {
        self.render_covered(request, read, lookup, &mut Coverage::default())
    }

    /// The same, and adds to `coverage` which ways the templates took, until where they failed if they
    /// did.
    ///
    /// # Errors
    /// Where Helm ends with an error.
    pub fn render_covered(
        &self,
        request: &Request,
        read: ReadFile<'_>,
        lookup: Option<Lookup<'_>>,
        coverage: &mut Coverage,
    ) -> Result<Render, RenderError> {
        let helm = request.output.helm;
        let mut warnings = self.warnings.clone();
        let mut capabilities = Capabilities::new(helm);
        if let Some(version) = &request.kube_version {
            capabilities.kube_version =
                kube_version(version, helm).map_err(RenderError::KubeVersion)?;
        }
        capabilities.apis.extend(request.api_versions.iter().cloned());
        let given = values::merge(&request.values, read, helm)?;
        let mut chart = self.chart.clone();
        chart.check_installable(helm)?;
        check_release_name(&request.release.name, helm)?;
        process_dependencies(&mut chart, &given, helm, &mut warnings)
            .map_err(|error| error.in_dependencies(helm))?;
        let values = coalesce_values(&chart, &given, helm, &mut warnings)?;
        if !request.skip_schema && schema::is_needed(&chart) {
            schema::validate(&chart, &Data::Table(json_table_of(&values)), helm)?;
        }
        chart.check_kube_version(&capabilities)?;
        let files = templates(&chart);
        let set = self.parse(&files, helm)?;
        let scopes = scopes(&chart, &values, &request.release, &capabilities);
        // Of two files with one name the later one counts.
        let by_name: FastMap<&str, &Template> =
            files.iter().map(|file| (file.name.as_str(), file)).collect();
        let dot = |name: &str| {
            let file = by_name.get(name)?;
            scopes.get(&*file.chart).map(|scope| scope.dot(name))
        };
        let options = RenderOptions { lookup, limits: request.limits, ..RenderOptions::default() };
        let mut taken = set.coverage();
        let rendered = set.render(dot, &options, &mut taken);
        coverage.merge(&taken);
        let rendered = rendered.map_err(RenderError::Template)?;
        let texts: Vec<RenderedFile<'_>> = rendered
            .iter()
            .map(|file| RenderedFile { name: &file.name, text: &file.text })
            .collect();
        let printed =
            output::print(&texts, &chart.custom_resources(), &request.output, &mut warnings)?;
        Ok(Render { text: printed.text, warnings, lines: printed.lines, rendered, set })
    }

    fn parse(&self, files: &[Template], helm: Version) -> Result<Arc<TemplateSet>, RenderError> {
        let names = || files.iter().map(|file| file.name.as_str());
        // A thread that panicked while it held the lock has left a list that is still whole.
        let mut parsed = self.parsed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = parsed
            .iter()
            .find(|known| known.helm == helm && known.names.iter().map(String::as_str).eq(names()));
        if let Some(known) = known {
            return Ok(known.set.clone());
        }
        let sources = files.iter().map(|file| (file.name.as_str(), &*file.data));
        let set = TemplateSet::parse(sources, table(helm), helm).map_err(RenderError::Template)?;
        let set = Arc::new(set);
        let names = names().map(str::to_owned).collect();
        parsed.push(Parsed { names, helm, set: set.clone() });
        Ok(set)
    }
}
