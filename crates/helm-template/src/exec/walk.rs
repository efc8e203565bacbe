//! Executes statements.

use super::report::Failure;
use super::state::{At, Datum, State};
use crate::go::{print_bytes, print_value, stack};
use crate::template::tree::{Block, Branch, Call, Node};
use crate::value::{Element, IntKind, Value};

/// What a statement does to the loop around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

/// What Go writes where there is no value.
const NO_VALUE: &[u8] = b"<no value>";

/// Whether a value counts as true.
pub(super) fn truth(value: &Value) -> bool {
    match value {
        Value::Nil => false,
        Value::Bool(truth) => *truth,
        Value::Int(number, _) => *number != 0,
        Value::Float(number) => *number != 0.0,
        Value::String(text) | Value::Number(text) => !text.as_bytes().is_empty(),
        Value::List(list) => !list.items.is_empty(),
        Value::Map(map) => !map.is_empty(),
        Value::Native(native) => native.entries().is_none_or(|entries| !entries.is_empty()),
    }
}

impl<'t> State<'_, '_, 't> {
    pub(super) fn block(&mut self, block: &'t Block, dot: &Datum) -> Result<Flow, Failure> {
        for node in block {
            match self.node(node, dot)? {
                Flow::Next => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, node: &'t Node, dot: &Datum) -> Result<Flow, Failure> {
        self.at = At::Node(node);
        match node {
            Node::Text(offset, text) => {
                let origin = self.origin(*offset);
                self.run.output.mark(origin, true);
                self.run.output.bytes.extend_from_slice(text);
                self.run.wrote(text.len())?;
            }
            Node::Action(offset, pipe) => {
                let datum = self.pipe(pipe, dot)?;
                if pipe.variables.is_empty() {
                    self.at = At::Node(node);
                    self.print(&datum, *offset)?;
                }
            }
            Node::If(branch) => return self.choose(branch, dot, false),
            Node::With(branch) => return self.choose(branch, dot, true),
            Node::Range(branch) => return self.range(branch, dot),
            Node::Template(call) => self.call_template(call, dot)?,
            Node::Break(_) => return Ok(Flow::Break),
            Node::Continue(_) => return Ok(Flow::Continue),
        }
        Ok(Flow::Next)
    }

    fn print(&mut self, datum: &Datum, offset: u32) -> Result<(), Failure> {
        let origin = self.origin(offset);
        let output = &mut self.run.output;
        let before = output.bytes.len();
        match &datum.value {
            Value::Nil if !datum.boxed => {
                output.mark(origin, false);
                output.bytes.extend_from_slice(NO_VALUE);
            }
            Value::String(text) => match self.run.remembered.origins(text) {
                Some(origins) => output.write_lines(text.as_bytes(), &origins),
                None => {
                    output.mark(origin, false);
                    output.bytes.extend_from_slice(text.as_bytes());
                }
            },
            // What has a method `String` through its address shows it here, and nowhere else.
            Value::Native(native) if !native.print().is_empty() => {
                output.mark(origin, false);
                output.bytes.extend_from_slice(native.print().as_bytes());
            }
            value => {
                output.mark(origin, false);
                print_value(&mut output.bytes, value);
            }
        }
        let written = self.run.output.bytes.len() - before;
        self.run.wrote(written)
    }

    fn choose(&mut self, branch: &'t Branch, dot: &Datum, with: bool) -> Result<Flow, Failure> {
        let variables = self.variables.len();
        let datum = self.pipe(&branch.pipe, dot)?;
        let chosen = truth(&datum.value);
        let first = branch.coverage.0;
        self.run.pass(if chosen { first } else { first.saturating_add(1) });
        let flow = if chosen {
            let dot = if with { &datum } else { dot };
            stack::grown(|| self.block(&branch.body, dot))
        } else {
            self.otherwise(branch, dot)
        };
        self.variables.truncate(variables);
        flow
    }

    fn otherwise(&mut self, branch: &'t Branch, dot: &Datum) -> Result<Flow, Failure> {
        match &branch.otherwise {
            Some(block) => stack::grown(|| self.block(block, dot)),
            None => Ok(Flow::Next),
        }
    }

    fn range(&mut self, branch: &'t Branch, dot: &Datum) -> Result<Flow, Failure> {
        let variables = self.variables.len();
        let flow = self.range_inside(branch, dot);
        self.variables.truncate(variables);
        flow
    }

    fn range_inside(&mut self, branch: &'t Branch, dot: &Datum) -> Result<Flow, Failure> {
        let datum = self.pipe(&branch.pipe, dot)?;
        let mut turns = Turns { branch, variables: self.variables.len(), any: false };
        match &datum.value {
            Value::Nil => {}
            Value::List(list) => {
                let boxed = list.element == Element::Any;
                for (index, item) in list.items.iter().enumerate() {
                    let index = Datum::plain(Value::int(index as i64));
                    let item = Datum { value: item.clone(), boxed };
                    if !self.turn(&mut turns, index, item)? {
                        break;
                    }
                }
            }
            Value::Map(map) => {
                let boxed = map.holds_anything();
                self.range_entries(&mut turns, map.entries(), boxed)?;
            }
            Value::Native(native) => match native.entries() {
                Some(entries) => self.range_entries(&mut turns, entries, false)?,
                None => return self.cannot_range(&datum),
            },
            Value::Int(count, kind) if self.run.set.version().rules().range_over_integer => {
                if branch.pipe.variables.len() > 1 {
                    let shown = String::from_utf8_lossy(&print_bytes(&datum.value)).into_owned();
                    return self
                        .fail(format!("can't use {shown} to iterate over more than one variable"));
                }
                self.range_integer(&mut turns, *count, *kind)?;
            }
            _ => return self.cannot_range(&datum),
        }
        if turns.any {
            return Ok(Flow::Next);
        }
        self.run.pass(branch.coverage.0.saturating_add(1));
        self.otherwise(branch, dot)
    }

    fn cannot_range(&self, datum: &Datum) -> Result<Flow, Failure> {
        let shown = String::from_utf8_lossy(&print_bytes(&datum.value)).into_owned();
        self.fail(format!("range can't iterate over {shown}"))
    }

    fn range_entries(
        &mut self,
        turns: &mut Turns<'t>,
        entries: Vec<(crate::value::Str, Value)>,
        boxed: bool,
    ) -> Result<(), Failure> {
        for (key, value) in entries {
            let key = Datum::plain(Value::String(key));
            if !self.turn(turns, key, Datum { value, boxed })? {
                break;
            }
        }
        Ok(())
    }

    fn range_integer(
        &mut self,
        turns: &mut Turns<'t>,
        count: i64,
        kind: IntKind,
    ) -> Result<(), Failure> {
        for number in 0..count {
            let item = Datum::plain(Value::Int(number, kind));
            if !self.turn(turns, Datum::none(), item)? {
                break;
            }
        }
        Ok(())
    }

    /// One turn of a loop; false if it was left.
    fn turn(&mut self, turns: &mut Turns<'t>, index: Datum, item: Datum) -> Result<bool, Failure> {
        self.run.step()?;
        let pipe = &turns.branch.pipe;
        if !turns.any {
            turns.any = true;
            self.run.pass(turns.branch.coverage.0);
        }
        match (pipe.variables.as_slice(), pipe.assigns) {
            ([], _) => {}
            ([one], true) => self.assign(one, item.clone())?,
            ([one, two, ..], true) => {
                self.assign(one, index)?;
                self.assign(two, item.clone())?;
            }
            ([_], false) => self.set_top(1, item.clone()),
            ([_, _, ..], false) => {
                self.set_top(1, item.clone());
                self.set_top(2, index);
            }
        }
        let flow = stack::grown(|| self.block(&turns.branch.body, &item))?;
        self.variables.truncate(turns.variables);
        Ok(flow != Flow::Break)
    }

    fn call_template(&mut self, call: &'t Call, dot: &Datum) -> Result<(), Failure> {
        let Some(tree) = self.run.find(&call.name, &self.scope) else {
            let name = crate::go::quote::quoted(&call.name);
            return self.fail(format!("template {name} not defined"));
        };
        if self.run.is_deep() {
            return self.fail("exceeded maximum template depth (100000)");
        }
        let dot = match &call.pipe {
            Some(pipe) => self.pipe(pipe, dot)?,
            None => Datum::none(),
        };
        let origin = self.origin(call.offset);
        let frame = self.run.call_from(origin);
        match self.run.execute(&tree, self.scope.clone(), dot, frame) {
            // What is written inside passes the call on its way out.
            Err(Failure::Error(mut report)) => {
                report.places.push(origin);
                Err(Failure::Error(report))
            }
            other => other,
        }
    }
}

/// A loop that is being executed.
struct Turns<'t> {
    branch: &'t Branch,
    variables: usize,
    any: bool,
}
