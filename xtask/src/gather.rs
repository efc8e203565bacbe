//! Reads the world for one run: files, suite, renders. Everything after it is a pure function.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;

use crate::cli;
use crate::evidence::{Attempt, Compared, Evidence, RefusalAttempt};
use crate::manifest::{Manifest, Reader};
use crate::render::{Answer, RenderFailure, RenderOptions, Renderer};
use crate::sources::{Sources, display_path};
use crate::suite::{self, Combination, Selection, Suite, did_you_mean};

/// The chart of this repository, from its root.
pub const CHART: &str = "deploy/helm/certctl";
/// Its suite.
pub const SUITE: &str = "deploy/helm/guards";

/// Which chart and suite a run is about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Paths are shown from here.
    pub root: PathBuf,
    /// The chart's folder.
    pub chart: PathBuf,
    /// The suite's folder, where there is one.
    pub suite: Option<PathBuf>,
    /// Whether this is the repository's own chart, so that its workflows and documents are read too.
    pub own: bool,
}

/// Finds the chart and its suite.
///
/// # Errors
/// When a folder that was asked for is not there.
pub fn subject(root: &Path, chart: Option<&Path>, suite: Option<&Path>) -> Result<Subject> {
    let own_chart = root.join(CHART);
    let chart = match chart {
        None => own_chart.clone(),
        Some(given) => given
            .canonicalize()
            .with_context(|| format!("--chart {}: there is no such folder", given.display()))?,
    };
    if !chart.is_dir() {
        bail!(
            "--chart {}: this is no folder; name the folder that holds Chart.yaml",
            chart.display()
        );
    }
    let own = own_chart.canonicalize().is_ok_and(|own| own == chart) || chart == own_chart;
    let suite = match suite {
        Some(given) => {
            let folder = given
                .canonicalize()
                .with_context(|| format!("--suite {}: there is no such folder", given.display()))?;
            Some(folder)
        }
        None if own => Some(root.join(SUITE)),
        None => neighbouring_suite(&chart),
    };
    let root = if own { root.to_owned() } else { repository_of(&chart) };
    Ok(Subject { root, chart, suite, own })
}

/// `guards` inside the chart, or beside it when its matrix names the chart's folder.
fn neighbouring_suite(chart: &Path) -> Option<PathBuf> {
    let inside = chart.join("guards");
    if inside.join("matrix.yaml").is_file() {
        return Some(inside);
    }
    let beside = chart.parent()?.join("guards");
    let matrix = std::fs::read_to_string(beside.join("matrix.yaml")).ok()?;
    let document = crate::yaml::parse_one(&matrix, crate::yaml::Dialect::GoYaml).ok()?;
    let named = document.root.get("chart")?.as_str()?.to_owned();
    (chart.file_name()?.to_str()? == named).then_some(beside)
}

/// The nearest folder above that is a repository, else the one that holds the chart.
fn repository_of(chart: &Path) -> PathBuf {
    chart
        .ancestors()
        .find(|folder| folder.join(".git").exists())
        .or_else(|| chart.parent())
        .unwrap_or(chart)
        .to_owned()
}

/// Reads the files and the suite of a subject, and renders nothing yet.
///
/// # Errors
/// When a file cannot be read.
pub fn read(subject: &Subject) -> Result<Evidence> {
    let Subject { root, chart, suite, own } = subject;
    let (sources, loaded) = rayon::join(
        || {
            let mut sources = Sources::default();
            sources.add(root, if *own { root } else { chart })?;
            if let Some(folder) = suite {
                sources.add(root, folder)?;
            }
            Ok::<_, anyhow::Error>(sources)
        },
        // The suite is read a second time so that it need not wait for everything else.
        || {
            let Some(folder) = suite else { return Ok(Suite::default()) };
            let mut sources = Sources::default();
            sources.add(root, folder)?;
            Ok::<_, anyhow::Error>(suite::load(&sources, &display_path(root, folder)))
        },
    );
    let (mut sources, loaded) = (sources?, loaded?);
    if suite.is_some() {
        for file in named_files(&loaded) {
            let path = root.join(&file);
            if sources.text(&file).is_none() && path.is_file() {
                sources.add(root, &path)?;
            }
        }
    }
    Ok(Evidence {
        sources,
        chart: display_path(root, chart),
        suite: loaded,
        commands: cli::commands(),
        today: today(),
        ..Evidence::default()
    })
}

/// The same, while a renderer reads ahead what it needs.
///
/// # Errors
/// When a file cannot be read.
pub fn read_while_preparing(subject: &Subject, renderer: &dyn Renderer) -> Result<Evidence> {
    rayon::join(|| read(subject), || renderer.prepare(&subject.chart)).0
}

/// Files outside the chart that expectations are about.
fn named_files(suite: &Suite) -> Vec<String> {
    let expectations = suite.findings.iter().flat_map(|finding| &finding.expectations);
    let named = expectations.flat_map(|expectation| {
        let file = match &expectation.selection {
            Selection::File { file, .. } => Some(file.clone()),
            Selection::Objects { .. } => None,
        };
        file.into_iter().chain([expectation.broken_by.file.clone()])
    });
    named.collect()
}

/// What to render beyond the suite.
#[derive(Clone, Debug, Default)]
pub struct Extra {
    /// Only these combinations.
    pub only: Vec<String>,
    /// Values files for a chart without a suite.
    pub values: Vec<PathBuf>,
    /// `--set` for a chart without a suite.
    pub set: Vec<String>,
}

/// Renders and lints every combination and tries every refusal, as many at once as there are cores.
/// `finished` hears of each combination as it is done.
///
/// # Errors
/// When what surrounds the chart fails: helm hangs, is killed, may not read.
pub fn render(
    evidence: &mut Evidence,
    subject: &Subject,
    extra: &Extra,
    renderer: &dyn Renderer,
    finished: &(dyn Fn(&Attempt) + Sync),
) -> Result<()> {
    let combinations = chosen(evidence, subject, extra)?;
    let chart = &subject.chart;
    let reader = Reader::default();
    let surroundings: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let note = |name: &str, failure: Option<&RenderFailure>| {
        if let Some(RenderFailure::Surroundings(text)) = failure
            && let Ok(mut known) = surroundings.lock()
        {
            known.push(format!("{name}: {text}"));
        }
    };
    let refusals = if extra.only.is_empty() { evidence.suite.refusals.clone() } else { Vec::new() };
    let (attempts, refused) = rayon::join(
        || {
            combinations
                .into_par_iter()
                .map(|combination| {
                    let attempt = attempt(renderer, chart, combination, &reader);
                    note(&attempt.combination.name, attempt.rendered.as_ref().err());
                    note(&attempt.combination.name, attempt.linted.as_ref().err());
                    finished(&attempt);
                    attempt
                })
                .collect::<Vec<Attempt>>()
        },
        || {
            refusals
                .into_par_iter()
                .map(|refusal| {
                    let answer = renderer.template(chart, &refusal.options);
                    let compared = compared(&answer);
                    let rendered = answer
                        .rendered
                        .map(|rendering| Manifest::parse(&rendering.output).objects().count());
                    note(&refusal.name, rendered.as_ref().err());
                    RefusalAttempt { refusal, rendered, compared, coverage: answer.coverage }
                })
                .collect::<Vec<RefusalAttempt>>()
        },
    );
    let surroundings = surroundings.into_inner().unwrap_or_default();
    if !surroundings.is_empty() {
        bail!(
            "{} could not do its work, which says nothing about the chart:\n  {}\ntry the same helm by \
             hand, or name another one with --helm PATH or HELM=PATH",
            renderer.describe(),
            surroundings.join("\n  ")
        );
    }
    evidence.attempts = attempts;
    evidence.refusals = refused;
    Ok(())
}

fn attempt(
    renderer: &dyn Renderer,
    chart: &Path,
    combination: Combination,
    reader: &Reader,
) -> Attempt {
    let started = Instant::now();
    let (answer, linted) = rayon::join(
        || renderer.template(chart, &combination.options),
        || renderer.lint(chart, &combination.options),
    );
    let compared = compared(&answer);
    let mut remarks = String::new();
    let rendered = answer.rendered.map(|rendering| {
        remarks = rendering.remarks;
        reader.manifest(&rendering.output, &rendering.origins)
    });
    let (coverage, took) = (answer.coverage, started.elapsed());
    Attempt { combination, rendered, remarks, compared, coverage, linted, took }
}

/// What both renderers said, where both were asked and nothing around helm failed.
fn compared(answer: &Answer) -> Option<Compared> {
    let embedded = answer.embedded.clone()?;
    let helm = match &answer.rendered {
        Ok(rendering) => Ok(rendering.output.clone()),
        Err(RenderFailure::Refused(error)) => Err(error.clone()),
        Err(RenderFailure::Surroundings(_)) => return None,
    };
    Some(Compared { helm, embedded, again: answer.again.clone() })
}

fn chosen(evidence: &Evidence, subject: &Subject, extra: &Extra) -> Result<Vec<Combination>> {
    let known = &evidence.suite.combinations;
    if subject.suite.is_none() {
        if let Some(name) = extra.only.first() {
            bail!(
                "--only {name}: this chart has no suite, so it has no combinations to choose from"
            );
        }
        return Ok(vec![default_combination(extra)]);
    }
    if !extra.set.is_empty() || !extra.values.is_empty() {
        bail!(
            "--set and --values are for a chart without a suite; this one's values are in its \
             matrix.yaml, where a combination can be added"
        );
    }
    let names = || known.iter().map(|combination| combination.name.as_str());
    for name in &extra.only {
        if !names().any(|known| known == name) {
            let help = did_you_mean(name, names().collect::<Vec<_>>())
                .unwrap_or_else(|| "the matrix has none that can be read".to_owned());
            bail!("--only {name}: there is no such combination; {help}");
        }
    }
    let wanted = |combination: &&Combination| {
        extra.only.is_empty() || extra.only.contains(&combination.name)
    };
    Ok(known.iter().filter(wanted).cloned().collect())
}

/// How a chart without a suite is rendered.
fn default_combination(extra: &Extra) -> Combination {
    Combination {
        name: "defaults".to_owned(),
        about: "the chart's own values and what the command line adds".to_owned(),
        options: RenderOptions {
            release: "release-name".to_owned(),
            namespace: "default".to_owned(),
            values_files: extra.values.clone(),
            set: extra.set.clone(),
            ..RenderOptions::default()
        },
        ..Combination::default()
    }
}

/// Today in UTC as `YYYY-MM-DD`, by the civil calendar arithmetic of days since 1970.
pub(crate) fn today() -> String {
    let seconds =
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    day(seconds / 86_400)
}

fn day(since_epoch: u64) -> String {
    // Years begin in March, so that the leap day is the last day of a year; eras are 400 years.
    let shifted = since_epoch + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_days() {
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(11_016), "2000-02-29");
        assert_eq!(day(20_453), "2025-12-31");
    }
}
