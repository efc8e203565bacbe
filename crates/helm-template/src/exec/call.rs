//! Calls functions: evaluates their arguments, and checks them as Go does.

use super::compare::INCOMPATIBLE;
use super::report::Failure;
use super::state::{At, Datum, State};
use super::walk::truth;
use crate::function::Parameter;
use crate::go::type_name;
use crate::template::tree::{Builtin, Callee, Choice, Constant, Engine, Expression};
use crate::value::{IntKind, Map, MapType, Value};
use crate::version::Version;

/// What a function takes.
#[derive(Clone, Copy)]
pub(super) struct Signature {
    pub(super) parameters: &'static [Parameter],
    pub(super) variadic: Option<Parameter>,
}

impl Callee {
    fn signature(self) -> Signature {
        use Parameter::{Any, Reflect, String};
        let (parameters, variadic): (&'static [Parameter], _) = match self {
            Callee::Table(function) => (function.parameters, function.variadic),
            Callee::Engine(engine) => match engine {
                Engine::Include | Engine::Tpl | Engine::Required => (&[String, Any], None),
                Engine::Fail => (&[String], None),
                Engine::Lookup => (&[String, String, String, String], None),
            },
            Callee::Builtin(builtin) => match builtin {
                Builtin::And | Builtin::Or | Builtin::Index | Builtin::Slice | Builtin::Call => {
                    (&[Reflect], Some(Reflect))
                }
                Builtin::Eq => (&[Reflect], Some(Reflect)),
                Builtin::Not | Builtin::Len => (&[Reflect], None),
                Builtin::Ge | Builtin::Gt | Builtin::Le | Builtin::Lt | Builtin::Ne => {
                    (&[Reflect, Reflect], None)
                }
                Builtin::Printf => (&[String], Some(Any)),
                Builtin::Html
                | Builtin::Js
                | Builtin::Print
                | Builtin::Println
                | Builtin::Urlquery => (&[], Some(Any)),
            },
        };
        Signature { parameters, variadic }
    }
}

impl<'t> State<'_, '_, 't> {
    #[expect(clippy::too_many_arguments, reason = "what Go's evaluation of a call looks at")]
    pub(super) fn function(
        &mut self,
        dot: &Datum,
        callee: Callee,
        name: &str,
        node: At<'t>,
        arguments: &'t [Expression],
        last: Option<Datum>,
        choice: Option<(Choice, u32)>,
    ) -> Result<Datum, Failure> {
        self.run.step()?;
        let given = arguments.get(1..).unwrap_or_default();
        let signature = callee.signature();
        self.check_count(signature, name, given.len(), last.is_some())?;
        if let Callee::Builtin(builtin @ (Builtin::And | Builtin::Or)) = callee {
            return self.short_circuit(dot, builtin == Builtin::Or, given, last);
        }
        let mut values = self.run.spare_values.pop().unwrap_or_default();
        let result = match self.gather(dot, signature, given, last, &mut values) {
            Ok(boxed) => {
                if let Some((choice, number)) = choice {
                    self.count_choice(choice, number, &values);
                }
                self.invoke(callee, name, node, given, &values, boxed)
            }
            Err(failure) => Err(failure),
        };
        values.clear();
        self.run.spare_values.push(values);
        result
    }

    fn check_count(
        &self,
        signature: Signature,
        name: &str,
        given: usize,
        piped: bool,
    ) -> Result<(), Failure> {
        let count = given + usize::from(piped);
        let fixed = signature.parameters.len();
        if signature.variadic.is_some() && count < fixed {
            return self.fail(format!(
                "wrong number of args for {name}: want at least {fixed} got {given}"
            ));
        }
        if signature.variadic.is_none() && count != fixed {
            return self.fail(format!("wrong number of args for {name}: want {fixed} got {count}"));
        }
        Ok(())
    }

    /// Evaluates the arguments, and says whether the first is in an interface.
    fn gather(
        &mut self,
        dot: &Datum,
        signature: Signature,
        given: &'t [Expression],
        last: Option<Datum>,
        values: &mut Vec<Value>,
    ) -> Result<bool, Failure> {
        let mut boxed = false;
        for (index, argument) in given.iter().enumerate() {
            let datum = self.argument(dot, signature.parameter(index), argument)?;
            boxed |= index == 0 && datum.boxed;
            values.push(datum.value);
        }
        if let Some(last) = last {
            let datum = self.validated(last, signature.parameter(given.len()))?;
            boxed |= given.is_empty() && datum.boxed;
            values.push(datum.value);
        }
        Ok(boxed)
    }

    /// The arguments of a method, checked where it is known what it takes.
    pub(super) fn method_arguments(
        &mut self,
        dot: &Datum,
        parameters: Option<&'static [Parameter]>,
        name: &str,
        arguments: &'t [Expression],
        last: Option<Datum>,
    ) -> Result<Vec<Value>, Failure> {
        let given = arguments.get(1..).unwrap_or_default();
        let signature = match parameters {
            Some(parameters) => Signature { parameters, variadic: None },
            None => Signature { parameters: &[], variadic: Some(Parameter::Any) },
        };
        self.check_count(signature, name, given.len(), last.is_some())?;
        let mut values = Vec::new();
        self.gather(dot, signature, given, last, &mut values)?;
        Ok(values)
    }

    fn invoke(
        &mut self,
        callee: Callee,
        name: &str,
        node: At<'t>,
        given: &'t [Expression],
        values: &[Value],
        boxed: bool,
    ) -> Result<Datum, Failure> {
        let action = self.origin(node.offset());
        let result = match callee {
            Callee::Table(function) => (function.run)(values).map(Datum::plain),
            Callee::Builtin(Builtin::Call) => Err(self.not_callable(&values[0], given.first())),
            Callee::Builtin(builtin) => super::builtin::run(builtin, values, boxed),
            Callee::Engine(engine) => match self.engine(engine, values, action) {
                Ok(value) => return Ok(Datum::plain(value)),
                Err(Failure::Error(report)) => {
                    self.at = node;
                    let message = format!("error calling {name}: {}", report.text);
                    return self.fail_with(message, report.places, report.readable);
                }
                Err(limit) => return Err(limit),
            },
        };
        match result {
            Ok(datum) => {
                self.run.remembered.follow(values, &datum.value, action);
                Ok(datum)
            }
            Err(message) => {
                self.at = node;
                let vague = self.run.set.version() < Version::V4_1;
                let message = match message.starts_with(INCOMPATIBLE) && vague {
                    true => INCOMPATIBLE,
                    false => message.as_str(),
                };
                self.fail_with(format!("error calling {name}: {message}"), Vec::new(), false)
            }
        }
    }

    /// No value of Helm's can be called.
    fn not_callable(&self, callee: &Value, expression: Option<&Expression>) -> String {
        match (callee, expression) {
            (Value::Nil, _) => "call of nil".to_owned(),
            (other, Some(expression)) if self.run.set.version() >= Version::V3_17 => {
                format!("non-function {expression} of type {}", type_name(other))
            }
            // What comes down a pipeline has no name: Go shows its text, or its type.
            (Value::String(text) | Value::Number(text), None)
                if self.run.set.version() >= Version::V3_18 =>
            {
                format!("non-function {} of type {}", text.text(), type_name(callee))
            }
            (other, None) if self.run.set.version() >= Version::V3_18 => {
                let name = type_name(other);
                format!("non-function <{name} Value> of type {name}")
            }
            (other, _) => format!("non-function of type {}", type_name(other)),
        }
    }

    fn short_circuit(
        &mut self,
        dot: &Datum,
        stops_at: bool,
        given: &'t [Expression],
        last: Option<Datum>,
    ) -> Result<Datum, Failure> {
        let mut datum = Datum::none();
        for argument in given {
            datum = self.argument(dot, Parameter::Reflect, argument)?;
            if truth(&datum.value) == stops_at {
                return Ok(datum);
            }
        }
        Ok(last.unwrap_or(datum))
    }

    /// An operand that nothing is expected of.
    pub(super) fn operand(
        &mut self,
        dot: &Datum,
        expression: &'t Expression,
    ) -> Result<Datum, Failure> {
        self.at = At::Expression(expression);
        match expression {
            Expression::Dot(_) => Ok(dot.clone()),
            Expression::Field(_, names) => {
                self.fields(dot, dot.clone(), expression, names, &[], None)
            }
            Expression::Variable(..) => self.variable_value(dot, expression, &[], None),
            Expression::Pipe(_, pipe) => crate::go::stack::grown(|| self.pipe(pipe, dot)),
            Expression::Function(_, callee, name) => {
                let node = At::Expression(expression);
                self.function(dot, *callee, name, node, &[], None, None)
            }
            Expression::Chain(..) => self.chain(dot, expression, &[], None),
            _ => self.literal(expression),
        }
    }

    fn argument(
        &mut self,
        dot: &Datum,
        parameter: Parameter,
        expression: &'t Expression,
    ) -> Result<Datum, Failure> {
        match expression {
            Expression::Nil(_) => {
                self.at = At::Expression(expression);
                match zero(parameter) {
                    Some(value) => Ok(Datum::plain(value)),
                    None => self.fail(format!("cannot assign nil to {}", parameter.type_name())),
                }
            }
            Expression::Bool(..) | Expression::Number(..) | Expression::Text(..) => {
                self.literal_argument(parameter, expression)
            }
            _ => {
                let datum = self.operand(dot, expression)?;
                self.validated(datum, parameter)
            }
        }
    }

    fn literal_argument(
        &mut self,
        parameter: Parameter,
        expression: &'t Expression,
    ) -> Result<Datum, Failure> {
        self.at = At::Expression(expression);
        let value = match (parameter, expression) {
            (Parameter::Any | Parameter::Reflect, _) => return self.literal(expression),
            (Parameter::Bool, Expression::Bool(_, truth)) => Value::Bool(*truth),
            (Parameter::Bool, _) => return self.fail(format!("expected bool; found {expression}")),
            (Parameter::String, Expression::Text(_, bytes, _)) => self.run.text(bytes),
            (Parameter::String, _) => {
                return self.fail(format!("expected string; found {expression}"));
            }
            (Parameter::Int | Parameter::Int64, _) => {
                let kind = if parameter == Parameter::Int { IntKind::Int } else { IntKind::Int64 };
                match whole(expression) {
                    Some(number) => Value::Int(number, kind),
                    None => return self.fail(format!("expected integer; found {expression}")),
                }
            }
            (Parameter::Uint32, _) => match whole(expression) {
                // Go cuts off what does not fit.
                Some(number @ 0..) => Value::Int(i64::from(number as u32), IntKind::Uint64),
                _ => return self.fail(format!("expected unsigned integer; found {expression}")),
            },
            (Parameter::Float, Expression::Number(_, constant, _)) => match constant {
                Constant::Integer(number) => Value::Float(*number as f64),
                Constant::Unsigned(number) => Value::Float(*number as f64),
                Constant::Float(number) => Value::Float(*number),
                Constant::Complex => {
                    return self.fail(format!("expected float; found {expression}"));
                }
            },
            (Parameter::Float, _) => {
                return self.fail(format!("expected float; found {expression}"));
            }
            _ => {
                let name = parameter.type_name();
                return self.fail(format!("can't handle {expression} for arg of type {name}"));
            }
        };
        Ok(Datum::plain(value))
    }

    /// Checks a value against a parameter.
    fn validated(&self, datum: Datum, parameter: Parameter) -> Result<Datum, Failure> {
        if matches!(parameter, Parameter::Any | Parameter::Reflect) {
            return Ok(datum);
        }
        if datum.is_none() {
            return match zero(parameter) {
                Some(value) => Ok(Datum::plain(value)),
                None => self.fail(format!("invalid value; expected {}", parameter.type_name())),
            };
        }
        if let (Parameter::Map, Value::Map(map)) = (parameter, &datum.value)
            && map.is_assignable()
        {
            let is_nil = map.map_type() == MapType::Nil;
            let seen = if is_nil { MapType::Nil } else { MapType::Plain };
            return Ok(Datum::plain(Value::Map(map.seen_as(seen))));
        }
        if fits(&datum.value, parameter) {
            return Ok(Datum::plain(datum.value));
        }
        let got = if datum.is_boxed_nil() { "interface {}" } else { type_name(&datum.value) };
        let want = parameter.type_name();
        self.fail(format!("wrong type for value; expected {want}; got {got}"))
    }
}

impl Signature {
    fn parameter(&self, index: usize) -> Parameter {
        let fixed = self.parameters.get(index).copied();
        fixed.or(self.variadic).unwrap_or(Parameter::Any)
    }
}

/// The nil of a type, if it has one.
fn zero(parameter: Parameter) -> Option<Value> {
    match parameter {
        Parameter::Any | Parameter::Reflect => Some(Value::Nil),
        Parameter::Map => Some(Value::Map(Map::new())),
        Parameter::List => Some(Value::list([])),
        Parameter::Strings => Some(Value::strings::<&str>([])),
        _ => None,
    }
}

fn fits(value: &Value, parameter: Parameter) -> bool {
    match (parameter, value) {
        (Parameter::Any | Parameter::Reflect, _)
        | (Parameter::String, Value::String(_))
        | (Parameter::Int, Value::Int(_, IntKind::Int))
        | (Parameter::Int64, Value::Int(_, IntKind::Int64))
        | (Parameter::Float, Value::Float(_))
        | (Parameter::Bool, Value::Bool(_)) => true,
        (Parameter::List | Parameter::Strings, Value::List(_)) => {
            type_name(value) == parameter.type_name()
        }
        (Parameter::Time, Value::Native(native)) => native.type_name() == "time.Time",
        (Parameter::Certificate, Value::Native(native)) => {
            native.type_name() == parameter.type_name()
        }
        _ => false,
    }
}

fn whole(expression: &Expression) -> Option<i64> {
    match expression {
        Expression::Number(_, Constant::Integer(number), _) => Some(*number),
        Expression::Number(_, Constant::Float(number), _) if number.trunc() == *number => {
            Some(*number as i64)
        }
        _ => None,
    }
}
