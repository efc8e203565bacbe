//! Writes parts of a tree as Go's parser prints them: error texts quote them.

use std::fmt::{self, Display, Formatter, Write as _};

use crate::go::stack;

use super::tree::{Block, Branch, Call, Command, Expression, Node, Pipe};

fn fields(formatter: &mut Formatter<'_>, names: &[Box<str>]) -> fmt::Result {
    names.iter().try_for_each(|name| write!(formatter, ".{name}"))
}

impl Display for Expression {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expression::Dot(_) => formatter.write_char('.'),
            Expression::Nil(_) => formatter.write_str("nil"),
            Expression::Bool(_, truth) => write!(formatter, "{truth}"),
            Expression::Number(_, _, text)
            | Expression::Text(_, _, text)
            | Expression::Function(_, _, text) => formatter.write_str(text),
            Expression::Field(_, names) => fields(formatter, names),
            Expression::Variable(_, name, names) => {
                formatter.write_str(name)?;
                fields(formatter, names)
            }
            Expression::Pipe(_, pipe) => stack::grown(|| write!(formatter, "{pipe}")),
            Expression::Chain(_, inner, names) => {
                match &**inner {
                    Expression::Pipe(..) => write!(formatter, "({inner})")?,
                    _ => write!(formatter, "{inner}")?,
                }
                fields(formatter, names)
            }
        }
    }
}

impl Display for Command {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (index, argument) in self.arguments.iter().enumerate() {
            if index > 0 {
                formatter.write_char(' ')?;
            }
            match argument {
                Expression::Pipe(..) => write!(formatter, "({argument})")?,
                _ => write!(formatter, "{argument}")?,
            }
        }
        Ok(())
    }
}

impl Display for Pipe {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if !self.variables.is_empty() {
            write!(formatter, "{} {} ", self.variables.join(", "), self.operator)?;
        }
        for (index, command) in self.commands.iter().enumerate() {
            if index > 0 {
                formatter.write_str(" | ")?;
            }
            write!(formatter, "{command}")?;
        }
        Ok(())
    }
}

fn block(formatter: &mut Formatter<'_>, nodes: &Block) -> fmt::Result {
    nodes.iter().try_for_each(|node| write!(formatter, "{node}"))
}

fn branch(formatter: &mut Formatter<'_>, keyword: &str, branch: &Branch) -> fmt::Result {
    write!(formatter, "{{{{{keyword} {}}}}}", branch.pipe)?;
    stack::grown(|| block(formatter, &branch.body))?;
    if let Some(otherwise) = &branch.otherwise {
        formatter.write_str("{{else}}")?;
        block(formatter, otherwise)?;
    }
    formatter.write_str("{{end}}")
}

impl Display for Call {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{{{{template {}", crate::go::quote::quoted(&self.name))?;
        if let Some(pipe) = &self.pipe {
            write!(formatter, " {pipe}")?;
        }
        formatter.write_str("}}")
    }
}

impl Display for Node {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Node::Text(_, text) => formatter.write_str(&String::from_utf8_lossy(text)),
            Node::Action(_, pipe) => write!(formatter, "{{{{{pipe}}}}}"),
            Node::If(inner) => branch(formatter, "if", inner),
            Node::With(inner) => branch(formatter, "with", inner),
            Node::Range(inner) => branch(formatter, "range", inner),
            Node::Template(call) => write!(formatter, "{call}"),
            Node::Break(_) => formatter.write_str("{{break}}"),
            Node::Continue(_) => formatter.write_str("{{continue}}"),
        }
    }
}
