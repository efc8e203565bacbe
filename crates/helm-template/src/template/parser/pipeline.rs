//! Parses pipelines, commands and operands.

use std::sync::Arc;

use super::super::lexer::Kind;
use super::super::tree::{Builtin, Callee, Choice, Command, Engine, Expression, Pipe};
use super::{Parsed, Parser};
use crate::coverage::Arm;
use crate::go::quote;
use crate::octets;

impl Parser<'_> {
    pub(super) fn unquote(&self, index: usize) -> Parsed<Vec<u8>> {
        let word = self.word(index);
        match quote::unquote(word) {
            Some(_) if !self.octets.is_empty() && self.kind(index) == Kind::String => {
                quote::unquote(&octets::shown(word))
                    .map_or_else(|| self.error("invalid syntax"), Ok)
            }
            Some(_) if !self.octets.is_empty() => {
                Ok(octets::bytes(word.trim_matches('`').replace('\r', "").as_str()))
            }
            Some(bytes) => Ok(bytes),
            None => self.error("invalid syntax"),
        }
    }

    fn declarations(&mut self, context: &str, pipe: &mut Pipe) -> Parsed<()> {
        loop {
            let variable = self.peek_non_space();
            if self.kind(variable) != Kind::Variable {
                return Ok(());
            }
            self.next();
            let next = self.peek_non_space();
            match self.kind(next) {
                Kind::Assign | Kind::Declare => {
                    pipe.assigns = self.kind(next) == Kind::Assign;
                    if pipe.assigns && self.rules.prints_assignment {
                        pipe.operator = "=";
                    }
                    self.next_non_space();
                    self.declare(variable, pipe);
                    return Ok(());
                }
                Kind::Character if self.word(next) == "," => {
                    self.next_non_space();
                    self.declare(variable, pipe);
                    if context != "range" || pipe.variables.len() >= 2 {
                        return self.error(format!("too many declarations in {context}"));
                    }
                    let second = self.peek_non_space();
                    let allowed = [Kind::Variable, Kind::RightDelimiter, Kind::RightParenthesis];
                    if !allowed.contains(&self.kind(second)) {
                        return self.error("range can only initialize variables");
                    }
                }
                _ => {
                    self.cursor = variable;
                    return Ok(());
                }
            }
        }
    }

    fn declare(&mut self, variable: usize, pipe: &mut Pipe) {
        let name: Arc<str> = self.word(variable).into();
        self.scope.variables.push(name.clone());
        pipe.variables.push(name);
    }

    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Parsed<Pipe> {
        let start = self.peek_non_space();
        let offset = self.offset(start);
        let mut pipe = Pipe {
            offset,
            variables: Vec::new(),
            assigns: false,
            operator: ":=",
            commands: Vec::new(),
        };
        self.declarations(context, &mut pipe)?;
        loop {
            let index = self.next_non_space();
            match self.kind(index) {
                kind if kind == end => {
                    self.check_pipeline(&pipe, context)?;
                    return Ok(pipe);
                }
                Kind::Bool
                | Kind::Rune
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParenthesis => {
                    self.cursor = index;
                    let command = self.command()?;
                    pipe.commands.push(command);
                }
                Kind::Keyword if self.word(index) == "nil" => {
                    self.cursor = index;
                    let command = self.command()?;
                    pipe.commands.push(command);
                }
                _ => return self.unexpected(index, context),
            }
        }
    }

    fn check_pipeline(&self, pipe: &Pipe, context: &str) -> Parsed<()> {
        if pipe.commands.is_empty() {
            return self.error(format!("missing value for {context}"));
        }
        for (index, command) in pipe.commands.iter().enumerate().skip(1) {
            let is_value = matches!(
                command.arguments[0],
                Expression::Bool(..)
                    | Expression::Dot(_)
                    | Expression::Nil(_)
                    | Expression::Number(..)
                    | Expression::Text(..)
            );
            if is_value {
                let stage = index + 1;
                return self.error(format!("non executable command in pipeline stage {stage}"));
            }
        }
        Ok(())
    }

    fn command(&mut self) -> Parsed<Command> {
        let start = self.peek_non_space();
        let offset = self.offset(start);
        let mut arguments = Vec::new();
        loop {
            self.peek_non_space();
            if let Some(operand) = self.operand()? {
                arguments.push(operand);
            }
            let index = self.next();
            match self.kind(index) {
                Kind::Space => {}
                Kind::RightDelimiter | Kind::RightParenthesis => {
                    self.cursor = index;
                    break;
                }
                Kind::Pipe => break,
                _ => return self.unexpected(index, "operand"),
            }
        }
        let Some(first) = arguments.first() else {
            return self.error("empty command");
        };
        let chooses = match first {
            Expression::Function(_, Callee::Table(function), _) => match function.name {
                "default" => Some((Choice::Default, [Arm::DefaultGiven, Arm::DefaultUsed])),
                "ternary" => Some((Choice::Ternary, [Arm::TernaryTrue, Arm::TernaryFalse])),
                _ => None,
            },
            _ => None,
        };
        let chooses = chooses.map(|(choice, arms)| (choice, self.places(offset, &arms)));
        Ok(Command { offset, arguments, chooses })
    }

    fn operand(&mut self) -> Parsed<Option<Expression>> {
        let Some(term) = self.term()? else {
            return Ok(None);
        };
        let start = self.peek();
        if self.kind(start) != Kind::Field {
            return Ok(Some(term));
        }
        let offset = self.offset(start);
        let mut names: Vec<Box<str>> = Vec::new();
        loop {
            let index = self.peek();
            if self.kind(index) != Kind::Field {
                break;
            }
            names.push(self.word(index)[1..].into());
            self.next();
        }
        Ok(Some(match term {
            Expression::Field(_, mut first) => {
                first.append(&mut names);
                Expression::Field(offset, first)
            }
            Expression::Variable(_, name, mut first) => {
                first.append(&mut names);
                Expression::Variable(offset, name, first)
            }
            Expression::Bool(..)
            | Expression::Text(..)
            | Expression::Number(..)
            | Expression::Nil(_)
            | Expression::Dot(_) => {
                let shown = quote::quoted(&term.to_string());
                return self.error(format!("unexpected . after term {shown}"));
            }
            other => Expression::Chain(offset, Box::new(other), names),
        }))
    }

    fn term(&mut self) -> Parsed<Option<Expression>> {
        let index = self.next_non_space();
        let offset = self.offset(index);
        let word = self.word(index);
        Ok(Some(match self.kind(index) {
            Kind::Identifier => match self.callee(word) {
                Some(callee) => Expression::Function(offset, callee, word.into()),
                None => {
                    let name = quote::quoted(word);
                    return self.error(format!("function {name} not defined"));
                }
            },
            Kind::Dot => Expression::Dot(offset),
            Kind::Keyword if word == "nil" => Expression::Nil(offset),
            Kind::Variable => {
                if !self.scope.variables.iter().any(|known| **known == *word) {
                    let name = quote::quoted(word);
                    return self.error(format!("undefined variable {name}"));
                }
                Expression::Variable(offset, word.into(), Vec::new())
            }
            Kind::Field => Expression::Field(offset, vec![word[1..].into()]),
            Kind::Bool => Expression::Bool(offset, word == "true"),
            Kind::Rune | Kind::Complex | Kind::Number => {
                match super::super::number::constant(self.kind(index), word) {
                    Ok(constant) => Expression::Number(offset, constant, word.into()),
                    Err(message) => return self.error(message),
                }
            }
            Kind::LeftParenthesis => {
                let pipe = self.nested(|parser| {
                    parser.pipeline("parenthesized pipeline", Kind::RightParenthesis)
                })?;
                Expression::Pipe(pipe.offset, Box::new(pipe))
            }
            Kind::String | Kind::RawString => {
                let bytes = self.unquote(index)?;
                let word = match self.octets.is_empty() {
                    true => self.word(index).into(),
                    false => octets::shown(self.word(index)).into(),
                };
                Expression::Text(offset, bytes.into(), word)
            }
            _ => {
                self.cursor = index;
                return Ok(None);
            }
        }))
    }

    fn callee(&self, name: &str) -> Option<Callee> {
        Engine::named(name)
            .map(Callee::Engine)
            .or_else(|| self.functions.get(name).map(Callee::Table))
            .or_else(|| Builtin::named(name).map(Callee::Builtin))
    }
}
