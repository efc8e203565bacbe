//! Evaluates pipelines, commands and operands.

use super::json_number::JsonNumber;
use super::methods::{Values, VersionSet};
use super::report::Failure;
use super::state::{At, Datum, State};
use super::walk::truth;
use crate::go::{quote, stack};
use crate::template::tree::{Choice, Command, Constant, Expression, Pipe};
use crate::value::{Element, Native, Value};

impl<'t> State<'_, '_, 't> {
    /// The value of a pipeline, which its variables get.
    pub(super) fn pipe(&mut self, pipe: &'t Pipe, dot: &Datum) -> Result<Datum, Failure> {
        self.at = At::Pipe(pipe);
        let mut last = None;
        for command in &pipe.commands {
            let mut datum = self.command(command, dot, last)?;
            // Go takes the value out of its interface between two stages.
            datum.boxed = false;
            last = Some(datum);
        }
        let datum = last.unwrap_or_else(Datum::none);
        for name in &pipe.variables {
            if pipe.assigns {
                self.assign(name, datum.clone())?;
            } else {
                self.variables.push((name, datum.clone()));
            }
        }
        Ok(datum)
    }

    fn command(
        &mut self,
        command: &'t Command,
        dot: &Datum,
        last: Option<Datum>,
    ) -> Result<Datum, Failure> {
        let arguments = &command.arguments;
        let first = &arguments[0];
        match first {
            Expression::Field(_, names) => {
                self.at = At::Expression(first);
                self.fields(dot, dot.clone(), first, names, arguments, last)
            }
            Expression::Chain(..) => self.chain(dot, first, arguments, last),
            Expression::Function(_, callee, name) => {
                let chosen = command.chooses.map(|(choice, number)| (choice, number.0));
                self.at = At::Expression(first);
                self.function(dot, *callee, name, At::Command(command), arguments, last, chosen)
            }
            Expression::Pipe(_, pipe) => {
                self.no_arguments(arguments, &last)?;
                stack::grown(|| self.pipe(pipe, dot))
            }
            Expression::Variable(..) => self.variable_value(dot, first, arguments, last),
            _ => {
                self.at = At::Expression(first);
                self.no_arguments(arguments, &last)?;
                match first {
                    Expression::Dot(_) => Ok(dot.clone()),
                    Expression::Nil(_) => self.fail("nil is not a command"),
                    _ => self.literal(first),
                }
            }
        }
    }

    /// Counts which way a function that chooses went.
    pub(super) fn count_choice(&mut self, choice: Choice, number: u32, arguments: &[Value]) {
        let Some(decides) = arguments.last() else {
            return;
        };
        let first = match choice {
            Choice::Default | Choice::Ternary => truth(decides),
        };
        self.run.pass(if first { number } else { number.saturating_add(1) });
    }

    fn no_arguments(
        &self,
        arguments: &'t [Expression],
        last: &Option<Datum>,
    ) -> Result<(), Failure> {
        if arguments.len() > 1 || last.is_some() {
            return self.fail(format!("can't give argument to non-function {}", arguments[0]));
        }
        Ok(())
    }

    /// The value of a literal where anything may be.
    pub(super) fn literal(&mut self, expression: &'t Expression) -> Result<Datum, Failure> {
        self.at = At::Expression(expression);
        let value = match expression {
            Expression::Bool(_, truth) => Value::Bool(*truth),
            Expression::Text(_, bytes, _) => self.run.text(bytes),
            Expression::Number(_, constant, text) => match constant {
                Constant::Integer(number) => Value::int(*number),
                Constant::Float(number) => Value::Float(*number),
                Constant::Unsigned(_) => return self.fail(format!("{text} overflows int")),
                Constant::Complex => {
                    return self.fail(format!("complex number {text} is not supported"));
                }
            },
            other => return self.fail(format!("can't evaluate command {}", shown(other))),
        };
        Ok(Datum::plain(value))
    }

    pub(super) fn variable_value(
        &mut self,
        dot: &Datum,
        node: &'t Expression,
        arguments: &'t [Expression],
        last: Option<Datum>,
    ) -> Result<Datum, Failure> {
        let Expression::Variable(_, name, names) = node else {
            return Ok(Datum::none());
        };
        self.at = At::Expression(node);
        let value = self.variable(name)?;
        if names.is_empty() {
            self.no_arguments_of(node, arguments, &last)?;
            return Ok(value);
        }
        self.fields(dot, value, node, names, arguments, last)
    }

    fn no_arguments_of(
        &self,
        node: &'t Expression,
        arguments: &'t [Expression],
        last: &Option<Datum>,
    ) -> Result<(), Failure> {
        if arguments.len() > 1 || last.is_some() {
            return self.fail(format!("can't give argument to non-function {node}"));
        }
        Ok(())
    }

    pub(super) fn chain(
        &mut self,
        dot: &Datum,
        node: &'t Expression,
        arguments: &'t [Expression],
        last: Option<Datum>,
    ) -> Result<Datum, Failure> {
        let Expression::Chain(_, inner, names) = node else {
            return Ok(Datum::none());
        };
        self.at = At::Expression(node);
        if matches!(**inner, Expression::Nil(_)) {
            return self.fail(format!("indirection through explicit nil in {node}"));
        }
        let receiver = self.operand(dot, inner)?;
        self.fields(dot, receiver, node, names, arguments, last)
    }

    pub(super) fn fields(
        &mut self,
        dot: &Datum,
        receiver: Datum,
        node: &'t Expression,
        names: &'t [Box<str>],
        arguments: &'t [Expression],
        last: Option<Datum>,
    ) -> Result<Datum, Failure> {
        let mut receiver = receiver;
        let Some((name, before)) = names.split_last() else {
            return Ok(receiver);
        };
        for name in before {
            receiver = self.field(dot, &receiver, name, node, &[], None)?;
        }
        self.field(dot, &receiver, name, node, arguments, last)
    }

    fn field(
        &mut self,
        dot: &Datum,
        receiver: &Datum,
        name: &str,
        node: &'t Expression,
        arguments: &'t [Expression],
        last: Option<Datum>,
    ) -> Result<Datum, Failure> {
        if receiver.is_none() {
            if self.run.options.strict {
                let name = quote::quoted(name);
                return self.fail(format!("nil data; no entry for key {name}"));
            }
            return Ok(Datum::none());
        }
        if receiver.is_boxed_nil() {
            return self.fail(format!("nil pointer evaluating interface {{}}.{name}"));
        }
        let has_arguments = arguments.len() > 1 || last.is_some();
        match &receiver.value {
            Value::Map(map) => {
                if let Some(values) = Values::with_method(map, name) {
                    return self.native_field(dot, &values, receiver, name, node, arguments, last);
                }
                if has_arguments {
                    return self.fail(format!("{name} is not a method but has arguments"));
                }
                let boxed = map.holds_anything();
                match map.get(name.as_bytes()) {
                    Some(value) => Ok(Datum { value, boxed }),
                    None => self.missing(name, map.zero(), boxed),
                }
            }
            Value::Native(native) => {
                let native = native.clone();
                self.native_field(dot, &*native, receiver, name, node, arguments, last)
            }
            Value::Number(digits) => {
                let number = JsonNumber(digits.clone());
                self.native_field(dot, &number, receiver, name, node, arguments, last)
            }
            Value::List(list)
                if matches!(list.element, Element::VersionSet | Element::CommonVersionSet) =>
            {
                let versions = VersionSet(list.clone());
                self.native_field(dot, &versions, receiver, name, node, arguments, last)
            }
            _ => self.no_field(receiver, name),
        }
    }

    /// What a map gives for a key that it lacks.
    fn missing(&self, name: &str, value: Value, boxed: bool) -> Result<Datum, Failure> {
        if self.run.options.strict {
            return self.fail(format!("map has no entry for key {}", quote::quoted(name)));
        }
        Ok(Datum { value, boxed })
    }

    fn no_field(&self, receiver: &Datum, name: &str) -> Result<Datum, Failure> {
        self.fail(format!("can't evaluate field {name} in type {}", receiver.type_name()))
    }

    #[expect(clippy::too_many_arguments, reason = "what Go's evaluation of a field looks at")]
    fn native_field(
        &mut self,
        dot: &Datum,
        native: &dyn Native,
        receiver: &Datum,
        name: &str,
        node: &'t Expression,
        arguments: &'t [Expression],
        last: Option<Datum>,
    ) -> Result<Datum, Failure> {
        let has_arguments = arguments.len() > 1 || last.is_some();
        if let Some(value) = native.field(name) {
            if has_arguments {
                return self
                    .fail(format!("{name} has arguments but cannot be invoked as function"));
            }
            return Ok(Datum::plain(value));
        }
        let at = self.at;
        let given = self.method_arguments(dot, native.parameters(name), name, arguments, last)?;
        match native.method(name, &given) {
            Some(Ok(value)) => return Ok(Datum::plain(value)),
            Some(Err(message)) => {
                self.at = At::Expression(node);
                let message = format!("error calling {name}: {message}");
                return self.fail_with(message, Vec::new(), false);
            }
            None => self.at = at,
        }
        let Some(entries) = native.entries() else {
            return self.no_field(receiver, name);
        };
        if has_arguments {
            return self.fail(format!("{name} is not a method but has arguments"));
        }
        match entries.into_iter().find(|(key, _)| key.as_bytes() == name.as_bytes()) {
            Some((_, value)) => Ok(Datum::plain(value)),
            None => self.missing(name, native.zero(), false),
        }
    }
}

fn shown(expression: &Expression) -> String {
    quote::quoted(&expression.to_string())
}
