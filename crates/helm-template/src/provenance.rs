//! Which place of which template wrote a line of output.
//!
//! It knows places and lines, not how templates are executed.

use std::sync::Arc;

use crate::template::tree::Source;

/// A place in a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Site {
    /// The file; `gotpl` for text that `tpl` executed.
    pub template: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in bytes.
    pub column: u32,
}

/// What wrote a line: its first character that is no blank counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineOrigin {
    /// The place of the text or action.
    pub site: Site,
    /// The calls (`include`, `tpl`, `template`) that led there, the outermost first.
    pub chain: Vec<Site>,
}

/// A place as the executor notes it: numbers only, looked up when somebody asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The number of the source.
    pub(crate) source: u32,
    /// The offset in it.
    pub(crate) offset: u32,
    /// The number of the call that led there; 0 for none.
    pub(crate) frame: u32,
}

/// What the numbers of origins mean.
#[derive(Debug)]
pub(crate) struct Trace {
    /// The texts of the set.
    pub(crate) sources: Arc<[Arc<Source>]>,
    /// The texts that `tpl` executed; their numbers go on from those.
    pub(crate) added: Vec<Arc<Source>>,
    /// The calls; the first stands for none.
    pub(crate) frames: Vec<Origin>,
}

impl Trace {
    /// A place by name, line and column.
    pub(crate) fn site(&self, origin: Origin) -> Site {
        let number = origin.source as usize;
        let added = number.checked_sub(self.sources.len());
        let source =
            self.sources.get(number).or_else(|| added.and_then(|number| self.added.get(number)));
        match source {
            Some(source) => Site {
                template: source.name.clone(),
                line: source.line(origin.offset),
                column: source.column(origin.offset) + 1,
            },
            None => Site { template: "".into(), line: 0, column: 0 },
        }
    }

    fn line_origin(&self, origin: Origin) -> LineOrigin {
        let mut chain = Vec::new();
        let mut frame = origin.frame;
        while frame != 0 {
            let Some(call) = self.frames.get(frame as usize) else {
                break;
            };
            chain.push(self.site(*call));
            frame = call.frame;
        }
        chain.reverse();
        LineOrigin { site: self.site(origin), chain }
    }
}

/// What wrote each line of an output.
#[derive(Clone, Debug)]
pub struct Lines {
    pub(crate) origins: Vec<Origin>,
    pub(crate) trace: Arc<Trace>,
}

impl Lines {
    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.origins.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.origins.is_empty()
    }

    /// What wrote a line, counted from 1.
    pub fn line(&self, number: usize) -> Option<LineOrigin> {
        let origin = self.origins.get(number.checked_sub(1)?)?;
        Some(self.trace.line_origin(*origin))
    }

    /// What wrote each line, in order.
    pub fn iter(&self) -> impl Iterator<Item = LineOrigin> + '_ {
        self.origins.iter().map(|origin| self.trace.line_origin(*origin))
    }
}
