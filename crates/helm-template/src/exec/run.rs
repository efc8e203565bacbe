//! One render of a whole set: what all templates of it share while they are executed.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use memchr::memmem;

use super::RenderOptions;
use super::known::Known;
use super::output::{Output, Remembered};
use super::report::{Failure, Report, shown};
use super::state::{At, Datum, State};
use crate::coverage::Coverage;
use crate::effects;
use crate::error::{Error, Limit};
use crate::go::{quote, stack};
use crate::hash::FastMap;
use crate::provenance::{Origin, Trace};
use crate::template::tree::{Tree, is_empty};
use crate::template::{Input, ROOT, TemplateSet, parse};
use crate::value::{Str, Value};

/// A call that passes more places is not kept.
pub(super) const MAX_PASSED: usize = 1 << 16;

/// The templates that `tpl` added, if it did; they are seen by what it executes.
pub(super) type Scope = Option<Rc<Overlay>>;

/// What one call of `tpl` added to the templates around it.
#[derive(Debug)]
pub(super) struct Overlay {
    outer: Scope,
    trees: Vec<Arc<Tree>>,
}

/// A render.
pub(super) struct Run<'s> {
    pub(super) set: &'s TemplateSet,
    pub(super) options: RenderOptions<'s>,
    pub(super) output: Output,
    pub(super) remembered: Remembered,
    pub(super) trace: Trace,
    pub(super) coverage: Coverage,
    /// Memory for arguments, used again and again.
    pub(super) spare_values: Vec<Vec<Value>>,
    spare: Vec<Output>,
    /// The strings of literals, by the place of their bytes in a tree.
    literals: FastMap<usize, Str>,
    pub(super) included: FastMap<Arc<str>, usize>,
    parsed: FastMap<Str, Vec<Arc<Tree>>>,
    pub(super) known: Known,
    /// The places that were passed since the outermost of the calls that may be kept began.
    pub(super) passed: Vec<u32>,
    /// How many such calls are being made.
    pub(super) keeping: usize,
    /// How many files were executed.
    pub(super) files: u32,
    pub(super) depth: usize,
    /// How deeply calls were nested at most, since somebody began to count.
    pub(super) deepest: usize,
    steps: u64,
    written: usize,
    started: Instant,
}

impl<'s> Run<'s> {
    pub(super) fn new(set: &'s TemplateSet, options: &RenderOptions<'s>) -> Self {
        effects::settle();
        Run {
            set,
            options: *options,
            output: Output::default(),
            remembered: Remembered::default(),
            trace: Trace {
                sources: set.sources().clone(),
                added: Vec::new(),
                frames: vec![Origin::default()],
            },
            coverage: Coverage::new(set.places().clone()),
            spare_values: Vec::new(),
            spare: Vec::new(),
            literals: FastMap::default(),
            included: FastMap::default(),
            parsed: FastMap::default(),
            known: Known::default(),
            passed: Vec::new(),
            keeping: 0,
            files: 0,
            depth: 0,
            deepest: 0,
            steps: 0,
            written: 0,
            started: Instant::now(),
        }
    }

    /// Executes a file of the chart: its bytes and the origins of its lines.
    pub(super) fn file(
        &mut self,
        name: &Arc<str>,
        dot: Value,
    ) -> Result<(Vec<u8>, Vec<Origin>), Failure> {
        let set = self.set;
        let Some(tree) = set.tree(name) else {
            return Ok((Vec::new(), Vec::new()));
        };
        self.files += 1;
        self.output.clear();
        self.remembered.clear();
        self.execute(tree, None, Datum::plain(dot), 0)?;
        let lines = self.output.lines();
        Ok((self.without_no_value(&self.output.bytes), lines))
    }

    /// Helm takes out what Go writes for a missing value.
    fn without_no_value(&self, bytes: &[u8]) -> Vec<u8> {
        const NO_VALUE: &[u8] = b"<no value>";
        if self.options.strict {
            return bytes.to_vec();
        }
        let mut out = Vec::with_capacity(bytes.len());
        let mut from = 0;
        for place in memmem::find_iter(bytes, NO_VALUE) {
            out.extend_from_slice(&bytes[from..place]);
            from = place + NO_VALUE.len();
        }
        out.extend_from_slice(&bytes[from..]);
        out
    }

    /// Turns what stopped a file into an error.
    pub(super) fn error(&self, name: &Arc<str>, failure: Failure) -> Error {
        match failure {
            Failure::Error(report) => shown(*report, &self.trace, self.set.version()),
            Failure::Limit(limit) => Error::Limit { limit, template: name.clone() },
        }
    }

    /// The string of a literal, made once.
    pub(super) fn text(&mut self, bytes: &[u8]) -> Value {
        let known = self.literals.entry(bytes.as_ptr() as usize);
        // The tree of a `tpl` may be gone, and another may stand in its place.
        let text = known.and_modify(|text| {
            if text.as_bytes() != bytes {
                *text = Str::from(bytes);
            }
        });
        Value::String(text.or_insert_with(|| Str::from(bytes)).clone())
    }

    /// Counts a turn of a loop or a call.
    #[inline]
    pub(super) fn step(&mut self) -> Result<(), Failure> {
        self.steps += 1;
        if self.steps > self.options.limits.iterations {
            return Err(Limit::Iterations.into());
        }
        if self.steps & 0xff == 0
            && let Some(time) = self.options.limits.time
            && self.started.elapsed() > time
        {
            return Err(Limit::Time.into());
        }
        Ok(())
    }

    /// Counts a place that was passed.
    #[inline]
    pub(super) fn pass(&mut self, place: u32) {
        self.coverage.pass(place);
        if self.keeping > 0 && self.passed.len() <= MAX_PASSED {
            self.passed.push(place);
        }
    }

    /// Counts bytes that were written.
    #[inline]
    pub(super) fn wrote(&mut self, bytes: usize) -> Result<(), Failure> {
        self.written = self.written.saturating_add(bytes);
        if self.written > self.options.limits.output {
            return Err(Limit::Output.into());
        }
        Ok(())
    }

    /// Notes a call, and gives its number.
    pub(super) fn call_from(&mut self, origin: Origin) -> u32 {
        self.trace.frames.push(origin);
        (self.trace.frames.len() - 1) as u32
    }

    /// The template of a name, as it is seen from here.
    pub(super) fn find(&self, name: &str, scope: &Scope) -> Option<Arc<Tree>> {
        let mut scope = scope.as_ref();
        while let Some(overlay) = scope {
            if let Some(tree) = overlay.trees.iter().find(|tree| *tree.name == *name) {
                return Some(tree.clone());
            }
            scope = overlay.outer.as_ref();
        }
        self.set.tree(name).cloned()
    }

    /// Whether calls are nested as deeply as they may.
    pub(super) fn is_deep(&self) -> bool {
        self.depth >= self.options.limits.depth
    }

    /// Executes a template into the current output.
    pub(super) fn execute(
        &mut self,
        tree: &Tree,
        scope: Scope,
        dot: Datum,
        frame: u32,
    ) -> Result<(), Failure> {
        if self.is_deep() {
            return Err(Limit::Depth.into());
        }
        self.step()?;
        self.pass(tree.coverage.0);
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        let result = stack::grown(|| {
            let mut state = State {
                run: self,
                tree,
                scope,
                source: tree.source.number,
                frame,
                variables: Vec::new(),
                root: dot.clone(),
                at: At::Nothing,
            };
            state.block(&tree.body, &dot)
        });
        self.depth -= 1;
        result.map(|_| ())
    }

    /// Executes a template into a string of its own.
    pub(super) fn captured(
        &mut self,
        tree: &Tree,
        scope: Scope,
        dot: Datum,
        frame: u32,
        clean: bool,
    ) -> Result<Value, Failure> {
        let mut inner = self.spare.pop().unwrap_or_default();
        inner.clear();
        let outer = std::mem::replace(&mut self.output, inner);
        let result = self.execute(tree, scope, dot, frame);
        let inner = std::mem::replace(&mut self.output, outer);
        result?;
        let text = if clean {
            Str::from(self.without_no_value(&inner.bytes))
        } else {
            Str::from(inner.bytes.as_slice())
        };
        self.remembered.remember(&text, inner.lines());
        self.spare.push(inner);
        Ok(Value::String(text))
    }

    /// Helm's `tpl`.
    pub(super) fn tpl(
        &mut self,
        text: &Str,
        dot: Value,
        scope: &Scope,
        frame: u32,
    ) -> Result<Value, Failure> {
        if !text.as_bytes().windows(2).any(|pair| pair == b"{{") {
            return Ok(match text.as_bytes().contains(&b'<') {
                true => Value::string(self.without_no_value(text.as_bytes())),
                false => Value::String(text.clone()),
            });
        }
        let trees = match self.parsed.get(text) {
            Some(trees) => trees.clone(),
            None => self.parse(text)?,
        };
        let added = trees
            .iter()
            .filter(|tree| !is_empty(&tree.body) || self.find(&tree.name, scope).is_none());
        let overlay = Overlay { outer: scope.clone(), trees: added.cloned().collect() };
        let Some(root) = trees.iter().find(|tree| *tree.name == *ROOT) else {
            return Ok(Value::string(""));
        };
        let scope = Some(Rc::new(overlay));
        self.captured(root, scope, Datum::plain(dot), frame, true).map_err(|failure| {
            let text = quote::quoted_bytes(text.as_bytes(), false);
            prefixed(failure, &format!("error during tpl function execution for {text}"))
        })
    }

    fn parse(&mut self, text: &Str) -> Result<Vec<Arc<Tree>>, Failure> {
        let input = Input {
            name: ROOT.into(),
            number: (self.trace.sources.len() + self.trace.added.len()) as u32,
            text: text.as_bytes(),
            functions: self.set.functions(),
            rules: self.set.version().rules(),
            places: None,
        };
        match parse(input) {
            Ok(parsed) => {
                self.trace.added.push(parsed.source);
                let trees: Vec<Arc<Tree>> = parsed.trees.into_iter().map(Arc::new).collect();
                self.parsed.insert(text.clone(), trees.clone());
                Ok(trees)
            }
            Err(message) => {
                let text = quote::quoted_bytes(text.as_bytes(), false);
                plain(format!("cannot parse template {text}: {message}"))
            }
        }
    }
}

/// An error that no node is known for yet.
pub(super) fn plain<T>(text: String) -> Result<T, Failure> {
    let readable = text.starts_with("template: no template ");
    Err(Failure::Error(Box::new(Report { text, places: Vec::new(), readable })))
}

fn prefixed(failure: Failure, prefix: &str) -> Failure {
    match failure {
        Failure::Error(mut report) => {
            report.text = format!("{prefix}: {}", report.text);
            report.readable = false;
            Failure::Error(report)
        }
        limit => limit,
    }
}
