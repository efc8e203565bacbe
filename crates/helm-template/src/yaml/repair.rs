//! Texts that libyaml reads and a parser of YAML 1.2 does not: flow collections and quoted texts whose
//! lines stand too far to the left, tabs behind a colon. They are made acceptable line by line.

use std::collections::BTreeSet;

use saphyr_parser::ScanError;

/// How often a text is repaired before its error is believed.
const MAX_REPAIRS: usize = 200;
/// Deeper than any block around it; blanks at the start of such a line mean nothing.
const INDENT: usize = 256;

/// A text and what was repaired in it.
pub(super) struct Repairs {
    lines: Vec<String>,
    done: BTreeSet<usize>,
    joined: String,
}

impl Repairs {
    pub(super) fn new(text: &str) -> Self {
        let lines = text.split('\n').map(str::to_owned).collect();
        Repairs { lines, done: BTreeSet::new(), joined: String::new() }
    }

    pub(super) fn text(&self) -> &str {
        &self.joined
    }

    /// Repairs what an error is about; whether there was something to repair.
    pub(super) fn apply(&mut self, error: &ScanError) -> bool {
        let said = error.info();
        let line = error.marker().line();
        let repaired = if self.done.len() >= MAX_REPAIRS {
            false
        } else if said.contains("invalid indentation in quoted scalar") {
            // The place is where the text begins.
            let next = (line..self.lines.len()).find(|line| !self.done.contains(line));
            next.is_some_and(|line| self.indent(line))
        } else if said.contains("invalid indentation") {
            self.indent(line.saturating_sub(1))
        } else if said.contains("must be followed by a valid YAML whitespace") {
            self.untab(line.saturating_sub(1))
        } else {
            false
        };
        if repaired {
            self.joined = self.lines.join("\n");
        }
        repaired
    }

    fn indent(&mut self, line: usize) -> bool {
        let Some(text) = self.lines.get_mut(line) else { return false };
        text.insert_str(0, &" ".repeat(INDENT));
        self.done.insert(line)
    }

    fn untab(&mut self, line: usize) -> bool {
        let Some(text) = self.lines.get_mut(line) else { return false };
        let repaired = text.replacen(":\t", ": ", 1);
        let changed = *text != repaired;
        *text = repaired;
        self.done.insert(line);
        changed
    }
}
