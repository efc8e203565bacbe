//! From symbolic places to files and lines: the one function that does so.

mod template_line;

use crate::diagnostic::Location;
use crate::evidence::Evidence;
use crate::manifest::Rendered;
use crate::suite::Anchor;
use crate::yaml::{self, Dialect, Node, Step, dotted};

/// Where something is, as a check knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A place in a file that a check read itself.
    At(Location),
    /// A place in a rendered object.
    Rendered {
        /// The template as Helm names it.
        template: String,
        /// The kind of the object, which tells documents of one template apart.
        kind: Option<String>,
        /// The path inside the object.
        path: Vec<Step>,
    },
    /// A place in a template that Helm named in an error, or that is known to have written a line.
    Template {
        /// The template as Helm names it.
        template: String,
        /// The line, where Helm gave it, and the column, where it gave that too.
        line: Option<(u32, Option<u32>)>,
        /// The calls that led there, each a template and its line, the outermost first.
        chain: Vec<(String, u32)>,
        /// The keys of the values that are named there, part by part, the nearest first.
        values: Vec<Vec<String>>,
    },
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Place::At(Location::file(file))
    }

    /// A line and column of a file, both from 1.
    pub fn at(file: impl Into<String>, line: u32, column: u32) -> Self {
        Place::At(Location::at(file, line, column))
    }

    /// A path in a rendered document.
    pub fn rendered(document: &Rendered, path: &[Step]) -> Self {
        if let Some(origin) = document.origin(path) {
            return Place::Template {
                template: origin.template,
                line: Some((origin.line, Some(origin.column))),
                chain: origin.chain,
                values: origin.values,
            };
        }
        Place::Rendered {
            template: document.template.clone(),
            kind: document.object().map(|object| object.kind.to_owned()),
            path: path.to_vec(),
        }
    }
}

impl From<&Anchor> for Place {
    fn from(anchor: &Anchor) -> Self {
        Place::at(&anchor.file, anchor.line, anchor.column)
    }
}

/// The file and, where it can be known, the line and column of a place.
pub fn locate(evidence: &Evidence, place: &Place) -> Location {
    match place {
        Place::At(location) => location.clone(),
        Place::Template { template, line, .. } => {
            let file = template_file(evidence, template);
            match line {
                Some((line, column)) => Location { file, line: Some(*line), column: *column },
                None => Location::file(file),
            }
        }
        Place::Rendered { template, kind, path } => {
            let file = template_file(evidence, template);
            let text = evidence.sources.text(&file).unwrap_or_default();
            match template_line::find(text, kind.as_deref(), path) {
                Some((line, column)) => Location::at(file, line, column),
                None => Location::file(file),
            }
        }
    }
}

/// The calls that led to a place, from the inside out.
pub fn callers(evidence: &Evidence, place: &Place) -> Vec<Location> {
    let Place::Template { chain, .. } = place else { return Vec::new() };
    let location = |(template, line): &(String, u32)| Location {
        file: template_file(evidence, template),
        line: Some(*line),
        column: None,
    };
    chain.iter().rev().map(location).collect()
}

/// How many values are shown beside a place: the nearest tell, the others distract.
const MOST_VALUES: usize = 3;

/// The values that drove what was written at a place, each with its key: where a combination sets
/// them, or else the chart's defaults.
pub fn values(
    evidence: &Evidence,
    place: &Place,
    combination: Option<&str>,
) -> Vec<(Location, String)> {
    let Place::Template { template, values, .. } = place else { return Vec::new() };
    // Those of a chart below stand in another file, and under another key.
    if values.is_empty() || !template.contains("/templates/") || template.contains("/charts/") {
        return Vec::new();
    }
    let read = |file: &str| {
        let document = yaml::parse_one(evidence.sources.text(file)?, Dialect::GoYaml).ok()?;
        Some((file.to_owned(), document.root))
    };
    let defaults = read(&format!("{}/values.yaml", evidence.chart));
    let matrix = evidence.suite.matrix_file().and_then(|file| read(&file));
    let combinations = &evidence.suite.combinations;
    let number = combinations.iter().position(|known| Some(known.name.as_str()) == combination);
    let set: Vec<Step> = match number {
        Some(number) => vec!["combinations".into(), number.into(), "values".into()],
        None => Vec::new(),
    };
    let at = |file: &Option<(String, Node)>, path: Vec<Step>| {
        let (file, root) = file.as_ref()?;
        root.at(&path)?;
        let span = root.locate(&path);
        Some(Location::at(file, span.line, span.column))
    };
    let place = |key: &Vec<String>| {
        let key: Vec<Step> = key.iter().map(|part| part.as_str().into()).collect();
        let found = number.and_then(|_| at(&matrix, [set.as_slice(), &key].concat()));
        let found = found.or_else(|| at(&defaults, key.clone()))?;
        Some((found, format!("the value `{}`", dotted(&key))))
    };
    values.iter().filter_map(place).take(MOST_VALUES).collect()
}

/// Helm names a template by the chart's name and then its path inside the chart.
fn template_file(evidence: &Evidence, template: &str) -> String {
    match template.split_once('/') {
        Some((_, inside)) => format!("{}/{inside}", evidence.chart),
        None => format!("{}/{template}", evidence.chart),
    }
}
