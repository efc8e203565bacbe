//! The templates of a chart: parsed once, rendered often, shared between threads.
//!
//! It knows Helm's order and which template wins a name; what a template does is the executor's
//! concern.

mod lexer;
mod number;
mod parser;
mod print;
pub(crate) mod tree;

use std::cmp::Ordering;
use std::sync::Arc;

use crate::coverage::Place;
use crate::error::Error;
pub(crate) use crate::function::FunctionTable;
use crate::hash::FastMap;
pub(crate) use crate::version::Rules;
use crate::version::Version;
pub(crate) use parser::{Input, parse};
use tree::{Source, Tree, is_empty};

/// The name of the template that all others of a chart belong to, and of what `tpl` executes.
pub(crate) const ROOT: &str = "gotpl";

/// All templates of a chart and of the charts that it depends on.
#[derive(Debug)]
pub struct TemplateSet {
    trees: FastMap<Arc<str>, Arc<Tree>>,
    files: Vec<Arc<str>>,
    sources: Arc<[Arc<Source>]>,
    places: Arc<[Place]>,
    functions: Functions,
    version: Version,
}

/// The table, which is too long to be shown.
#[derive(Clone, Copy)]
struct Functions(&'static FunctionTable);

impl std::fmt::Debug for Functions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FunctionTable")
    }
}

impl TemplateSet {
    /// Parses the templates of a chart: names such as `chart/templates/a.yaml`, and texts.
    pub fn parse<Name, Text>(
        files: impl IntoIterator<Item = (Name, Text)>,
        functions: &'static FunctionTable,
        version: Version,
    ) -> Result<TemplateSet, Error>
    where
        Name: AsRef<str>,
        Text: AsRef<[u8]>,
    {
        let mut files: Vec<(Arc<str>, Text)> =
            files.into_iter().map(|(name, text)| (Arc::from(name.as_ref()), text)).collect();
        files.sort_by(|(one, _), (other, _)| order(one, other));
        let mut trees = FastMap::default();
        let mut places = Vec::new();
        let mut sources = Vec::with_capacity(files.len());
        for (name, text) in &files {
            let input = Input {
                name: name.clone(),
                number: sources.len() as u32,
                text: text.as_ref(),
                functions,
                rules: version.rules(),
                places: Some(&mut places),
            };
            let parsed = parse(input).map_err(|message| parse_error(name, &message))?;
            sources.push(parsed.source);
            associate(&mut trees, parsed.trees);
        }
        Ok(TemplateSet {
            trees,
            files: files.into_iter().map(|(name, _)| name).collect(),
            sources: sources.into(),
            places: places.into(),
            functions: Functions(functions),
            version,
        })
    }

    /// The files in the order in which Helm parses and executes them, partials included.
    pub fn files(&self) -> &[Arc<str>] {
        &self.files
    }

    /// Every place that coverage counts.
    pub fn places(&self) -> &Arc<[Place]> {
        &self.places
    }

    /// The version that it imitates.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The templates that won their names.
    pub(crate) fn trees(&self) -> impl Iterator<Item = &Arc<Tree>> {
        self.trees.values()
    }

    pub(crate) fn tree(&self, name: &str) -> Option<&Arc<Tree>> {
        self.trees.get(name)
    }

    pub(crate) fn sources(&self) -> &Arc<[Arc<Source>]> {
        &self.sources
    }

    pub(crate) fn functions(&self) -> &'static FunctionTable {
        self.functions.0
    }
}

/// Whether a file is only there for others to include.
pub fn is_partial(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|base| base.starts_with('_'))
}

/// Puts the trees of a file among the others: the later one wins a name, unless it says nothing.
pub(crate) fn associate(trees: &mut FastMap<Arc<str>, Arc<Tree>>, parsed: Vec<Tree>) {
    for tree in parsed {
        if is_empty(&tree.body) && trees.contains_key(&tree.name) {
            continue;
        }
        trees.insert(tree.name.clone(), Arc::new(tree));
    }
}

/// Helm's order: the deepest paths first, and backwards by name.
fn order(one: &str, other: &str) -> Ordering {
    let depth = |name: &str| name.bytes().filter(|byte| *byte == b'/').count();
    depth(other).cmp(&depth(one)).then_with(|| other.cmp(one))
}

/// Helm shows where a template is wrong and the last part of what Go says.
fn parse_error(name: &Arc<str>, message: &str) -> Error {
    let parts: Vec<&str> = message.split(": ").collect();
    let (place, reason) = match parts.as_slice() {
        [_, place, .., reason] => (*place, *reason),
        [_, reason] => (*reason, *reason),
        _ => ("", message),
    };
    let line = place.rsplit(':').next().and_then(|line| line.parse().ok()).unwrap_or(1);
    let message = format!("parse error at ({place}): {reason}");
    Error::Parse { message, template: name.clone(), line }
}
