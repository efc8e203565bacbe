//! Helm's `include`: executed, or said again where its outcome is known.

use super::known::{self, Call, Key};
use super::report::Failure;
use super::run::{MAX_PASSED, Run, Scope, plain};
use super::state::Datum;
use crate::effects::{self, Watch};
use crate::go::quote;
use crate::provenance::Origin;
use crate::template::ROOT;
use crate::template::tree::Tree;
use crate::value::{Str, Value};

/// How often Helm lets a template include itself.
const MAX_INCLUDES: usize = 1_000;

/// Calls that are nested more deeply are always made, so that they end where Helm's do.
const MAX_KNOWN_DEPTH: usize = 900;

impl Run<'_> {
    /// Helm's `include`.
    pub(super) fn include(
        &mut self,
        name: &str,
        dot: Value,
        scope: &Scope,
        frame: u32,
    ) -> Result<Value, Failure> {
        let count = self.included.get(name).copied().unwrap_or(0);
        if count > MAX_INCLUDES {
            return plain(format!(
                "rendering template has a nested reference name: {name}: unable to execute template"
            ));
        }
        let Some(tree) = self.find(name, scope) else {
            let name = quote::quoted(name);
            return plain(format!(
                "template: no template {name} associated with template \"{ROOT}\""
            ));
        };
        // What `tpl` added may give names another meaning.
        let key = if scope.is_none() { known::key(&tree, &dot) } else { None };
        if let Some(key) = &key
            && let Some(call) = self.known.find(key, self.files)
            && self.depth + call.depth <= MAX_KNOWN_DEPTH
        {
            return Ok(self.again(&call, frame));
        }
        match self.included.get_mut(name) {
            Some(count) => *count += 1,
            None => {
                self.included.insert(name.into(), 1);
            }
        }
        let result = match key {
            Some(key) => self.kept(&tree, key, dot, frame),
            None => self.captured(&tree, scope.clone(), Datum::plain(dot), frame, false),
        };
        if let Some(count) = self.included.get_mut(name) {
            *count -= 1;
        }
        result
    }

    /// Makes a call, and keeps what comes out if it would come out again.
    fn kept(
        &mut self,
        tree: &Tree,
        key: Key,
        argument: Value,
        frame: u32,
    ) -> Result<Value, Failure> {
        let deepest = std::mem::replace(&mut self.deepest, self.depth);
        let from = self.passed.len();
        self.keeping += 1;
        let watch = Watch::begin();
        let result = self.captured(tree, None, Datum::plain(argument.clone()), frame, false);
        let seen = watch.end();
        self.keeping -= 1;
        if let Ok(Value::String(text)) = &result
            && seen.repeatable
            && self.passed.len() <= MAX_PASSED
        {
            let lines = self.remembered.origins(text).unwrap_or_default();
            // A line that came in with the argument would seem to come from the call before.
            if lines.iter().all(|line| line.frame >= frame) {
                let call = Call {
                    text: text.clone(),
                    lines,
                    frame,
                    passed: self.passed[from..].into(),
                    depth: self.deepest - self.depth,
                    file: seen.template.then_some(self.files),
                    argument,
                };
                self.known.keep(key, call);
            }
        }
        if self.keeping == 0 {
            self.passed.clear();
        }
        self.deepest = self.deepest.max(deepest);
        result
    }

    /// What a call that is known writes, with this call for the one that it was.
    fn again(&mut self, call: &Call, frame: u32) -> Value {
        if self.deepest < self.depth + call.depth {
            self.deepest = self.depth + call.depth;
        }
        if call.file.is_some() {
            effects::template_read();
        }
        call.passed.iter().for_each(|place| self.pass(*place));
        // A string of its own, since its lines have origins of their own.
        let text = Str::from(call.text.as_bytes());
        let mut renamed = vec![(call.frame, frame)];
        let lines: Vec<Origin> = call
            .lines
            .iter()
            .map(|line| Origin { frame: self.renamed(line.frame, &mut renamed), ..*line })
            .collect();
        self.remembered.remember(&text, lines);
        Value::String(text)
    }

    /// The number of a call inside of one that is made again, which has got a number of its own.
    fn renamed(&mut self, frame: u32, renamed: &mut Vec<(u32, u32)>) -> u32 {
        if let Some((_, number)) = renamed.iter().find(|(known, _)| *known == frame) {
            return *number;
        }
        let Some(origin) = self.trace.frames.get(frame as usize).copied() else { return 0 };
        let outer = if origin.frame < frame { self.renamed(origin.frame, renamed) } else { 0 };
        let number = self.call_from(Origin { frame: outer, ..origin });
        renamed.push((frame, number));
        number
    }
}
