//! Executes the templates of a set as Helm's engine does.
//!
//! It knows no charts and no YAML: a dot for each template comes in, bytes and their origins go out.

mod builtin;
mod call;
mod compare;
mod engine;
mod escape;
mod evaluate;
mod include;
mod json_number;
mod known;
mod methods;
mod output;
mod report;
mod report_lines;
mod run;
mod state;
mod walk;

use std::sync::Arc;
use std::time::Duration;

use crate::coverage::Coverage;
use crate::error::Error;
use crate::provenance::Lines;
use crate::template::{TemplateSet, is_partial};
use crate::value::Value;
use run::Run;

/// Answers `lookup`: API version, kind, namespace, name; the error is the text of Go's.
/// A render takes it to give the same answer each time, and may ask once where Helm asks again.
pub type Lookup<'a> = &'a dyn Fn(&str, &str, &str, &str) -> Result<Value, String>;

/// How far a render may go. Beyond is an error, so that no chart can hang or exhaust a program.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Calls of templates inside of each other.
    pub depth: usize,
    /// Bytes of output, in all templates and all that they include.
    pub output: usize,
    /// Turns of loops, and calls of functions and templates.
    pub iterations: u64,
    /// Time for the whole render.
    pub time: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 10_000, output: 1 << 30, iterations: 1_000_000_000, time: None }
    }
}

/// What a render depends on besides values.
#[derive(Clone, Copy, Default)]
pub struct RenderOptions<'a> {
    /// The live objects; without them `lookup` finds nothing.
    pub lookup: Option<Lookup<'a>>,
    /// How far it may go.
    pub limits: Limits,
    /// Whether a missing key is an error, as in `helm lint --strict`.
    pub strict: bool,
    /// Whether `required` and `fail` let everything pass, as in `helm lint`.
    pub lint: bool,
}

/// What one template wrote.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The file.
    pub name: Arc<str>,
    /// The bytes, with nothing where Go writes `<no value>`.
    pub text: Vec<u8>,
    /// What wrote each line.
    pub lines: Lines,
}

impl TemplateSet {
    /// A coverage of this set in which nothing was passed yet.
    pub fn coverage(&self) -> Coverage {
        Coverage::new(self.places().clone())
    }

    /// Executes every template that is no partial, in Helm's order, with the dot that is given for its
    /// name; none leaves a template out. What was passed is added to the coverage, of failed renders too.
    pub fn render(
        &self,
        mut dot: impl FnMut(&str) -> Option<Value>,
        options: &RenderOptions<'_>,
        coverage: &mut Coverage,
    ) -> Result<Vec<Rendered>, Error> {
        let mut run = Run::new(self, options);
        let mut written = Vec::new();
        let mut failure = None;
        for name in self.files().iter().filter(|name| !is_partial(name)) {
            let Some(value) = dot(name) else {
                continue;
            };
            match run.file(name, value) {
                Ok((text, origins)) => written.push((name.clone(), text, origins)),
                Err(error) => {
                    failure = Some(run.error(name, error));
                    break;
                }
            }
        }
        coverage.merge(&run.coverage);
        if let Some(error) = failure {
            return Err(error);
        }
        let trace = Arc::new(run.trace);
        let rendered = written.into_iter().map(|(name, text, origins)| Rendered {
            name,
            text,
            lines: Lines { origins, trace: trace.clone() },
        });
        Ok(rendered.collect())
    }
}
