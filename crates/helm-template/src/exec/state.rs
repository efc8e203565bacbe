//! One template while it is executed: its variables, and the node that errors speak of.

use std::fmt::Display;
use std::sync::Arc;

use super::report::{Failure, Report};
use super::run::{Run, Scope};
use crate::go::{quote, type_name};
use crate::provenance::Origin;
use crate::template::tree::{Command, Expression, Node, Pipe, Tree};
use crate::value::Value;

/// A value, and whether Go holds it in an `interface {}`: error texts and nil depend on it. A nil that is
/// not boxed is no value at all.
#[derive(Clone, Debug)]
pub(super) struct Datum {
    pub(super) value: Value,
    pub(super) boxed: bool,
}

impl Datum {
    pub(super) fn plain(value: Value) -> Self {
        Datum { value, boxed: false }
    }

    /// No value at all.
    pub(super) fn none() -> Self {
        Datum::plain(Value::Nil)
    }

    pub(super) fn is_none(&self) -> bool {
        !self.boxed && matches!(self.value, Value::Nil)
    }

    pub(super) fn is_boxed_nil(&self) -> bool {
        self.boxed && matches!(self.value, Value::Nil)
    }

    /// Its type as Go declares it.
    pub(super) fn type_name(&self) -> &'static str {
        if self.boxed { "interface {}" } else { type_name(&self.value) }
    }
}

/// The node that an error would speak of.
#[derive(Clone, Copy)]
pub(super) enum At<'t> {
    Nothing,
    Node(&'t Node),
    Pipe(&'t Pipe),
    Command(&'t Command),
    Expression(&'t Expression),
}

impl At<'_> {
    pub(super) fn offset(self) -> u32 {
        match self {
            At::Nothing => 0,
            At::Node(node) => node.offset(),
            At::Pipe(pipe) => pipe.offset,
            At::Command(command) => command.offset,
            At::Expression(expression) => expression.offset(),
        }
    }

    fn shown(self) -> String {
        match self {
            At::Nothing => String::new(),
            At::Node(node) => node.to_string(),
            At::Pipe(pipe) => pipe.to_string(),
            At::Command(command) => command.to_string(),
            At::Expression(expression) => expression.to_string(),
        }
    }
}

/// A template that is being executed.
pub(super) struct State<'r, 's, 't> {
    pub(super) run: &'r mut Run<'s>,
    pub(super) tree: &'t Tree,
    pub(super) scope: Scope,
    /// The number of its text.
    pub(super) source: u32,
    /// The call that led here.
    pub(super) frame: u32,
    pub(super) variables: Vec<(&'t Arc<str>, Datum)>,
    pub(super) root: Datum,
    pub(super) at: At<'t>,
}

impl<'t> State<'_, '_, 't> {
    /// An error at the current node, in Go's words.
    pub(super) fn fail<T>(&self, message: impl Display) -> Result<T, Failure> {
        self.fail_with(message, Vec::new(), true)
    }

    /// The same, for an error of a function, which may have passed places already.
    pub(super) fn fail_with<T>(
        &self,
        message: impl Display,
        mut places: Vec<Origin>,
        readable: bool,
    ) -> Result<T, Failure> {
        let origin = self.origin(self.at.offset());
        places.push(origin);
        let source = &self.tree.source;
        let text = format!(
            "template: {}:{}:{}: executing {} at <{}>: {message}",
            source.name,
            source.line(origin.offset),
            source.column(origin.offset),
            quote::quoted(&self.tree.name),
            self.at.shown(),
        );
        Err(Failure::Error(Box::new(Report { text, places, readable })))
    }

    pub(super) fn origin(&self, offset: u32) -> Origin {
        Origin { source: self.source, offset, frame: self.frame }
    }

    pub(super) fn variable(&self, name: &str) -> Result<Datum, Failure> {
        let found = self.variables.iter().rev().find(|(known, _)| ***known == *name);
        match found {
            Some((_, datum)) => Ok(datum.clone()),
            None if name == "$" => Ok(self.root.clone()),
            None => self.fail(format!("undefined variable: {name}")),
        }
    }

    pub(super) fn assign(&mut self, name: &str, datum: Datum) -> Result<(), Failure> {
        let found = self.variables.iter_mut().rev().find(|(known, _)| ***known == *name);
        match found {
            Some((_, held)) => {
                *held = datum;
                Ok(())
            }
            None if name == "$" => {
                self.root = datum;
                Ok(())
            }
            None => self.fail(format!("undefined variable: {name}")),
        }
    }

    /// Sets the variable that was declared last, or the one before it.
    pub(super) fn set_top(&mut self, from_top: usize, datum: Datum) {
        let place = self.variables.len().checked_sub(from_top);
        if let Some((_, held)) = place.and_then(|place| self.variables.get_mut(place)) {
            *held = datum;
        }
    }
}

impl Node {
    /// Where Go says that it is.
    pub(crate) fn offset(&self) -> u32 {
        match self {
            Node::Text(offset, _)
            | Node::Action(offset, _)
            | Node::Break(offset)
            | Node::Continue(offset) => *offset,
            Node::If(branch) | Node::With(branch) | Node::Range(branch) => branch.offset,
            Node::Template(call) => call.offset,
        }
    }
}
