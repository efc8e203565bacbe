//! Parses statements and the lists of them.

use std::sync::Arc;

use super::super::lexer::Kind;
use super::super::tree::{Block, Branch, Call, Coverage, Node, Tree, is_empty};
use super::{Parsed, Parser};
use crate::coverage::Arm;
use crate::go::quote;
use crate::octets;

/// What ended a list of statements.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    End,
    Else,
}

impl Stop {
    fn text(self) -> &'static str {
        match self {
            Stop::End => "{{end}}",
            Stop::Else => "{{else}}",
        }
    }
}

enum Statement {
    Node(Node),
    Stop(Stop),
}

impl Parser<'_> {
    pub(super) fn file(&mut self) -> Parsed<()> {
        let mut body = Block::new();
        while self.kind(self.cursor) != Kind::End {
            let start = self.peek();
            if self.kind(start) == Kind::LeftDelimiter {
                self.next();
                let word = self.next_non_space();
                if self.is_keyword(word, "define") {
                    self.action_line = 0;
                    self.definition(start)?;
                    continue;
                }
                self.cursor = start;
            }
            match self.statement()? {
                Statement::Node(node) => body.push(node),
                Statement::Stop(stop) => return self.error(format!("unexpected {}", stop.text())),
            }
        }
        // Even an empty text makes Go look at its end.
        self.peek();
        let name = self.source.name.clone();
        self.add(name, body, Coverage(u32::MAX))
    }

    fn add(&mut self, name: Arc<str>, body: Block, coverage: Coverage) -> Parsed<()> {
        let tree = Tree { name, source: self.source.clone(), body, coverage };
        let Some(place) = self.trees.iter().position(|other| other.name == tree.name) else {
            self.trees.push(tree);
            return Ok(());
        };
        if is_empty(&self.trees[place].body) {
            self.trees[place] = tree;
            return Ok(());
        }
        if is_empty(&tree.body) {
            return Ok(());
        }
        let name = quote::quoted(&tree.name);
        self.error(format!("template: multiple definition of template {name}"))
    }

    fn definition(&mut self, start: usize) -> Parsed<()> {
        const CONTEXT: &str = "define clause";
        let index = self.next_non_space();
        let name = self.template_name(index, CONTEXT)?;
        self.expect(Kind::RightDelimiter, CONTEXT)?;
        let coverage = self.places(self.offset(start), &[Arm::Define(name.clone())]);
        let (body, stop) = self.separate(|parser| parser.list())?;
        if stop != Stop::End {
            return self.error(format!("unexpected {} in {CONTEXT}", stop.text()));
        }
        self.add(name, body, coverage)
    }

    /// Parses what has variables of its own.
    fn separate<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let outer = std::mem::take(&mut self.scope);
        let result = parse(self);
        self.scope = outer;
        result
    }

    pub(super) fn template_name(&mut self, index: usize, context: &str) -> Parsed<Arc<str>> {
        if !matches!(self.kind(index), Kind::String | Kind::RawString) {
            return self.unexpected(index, context);
        }
        let bytes = self.unquote(index)?;
        Ok(String::from_utf8_lossy(&bytes).into())
    }

    fn list(&mut self) -> Parsed<(Block, Stop)> {
        self.nested(|parser| {
            let mut block = Block::new();
            loop {
                let index = parser.peek_non_space();
                if parser.kind(index) == Kind::End {
                    return parser.error("unexpected EOF");
                }
                match parser.statement()? {
                    Statement::Node(node) => block.push(node),
                    Statement::Stop(stop) => return Ok((block, stop)),
                }
            }
        })
    }

    fn statement(&mut self) -> Parsed<Statement> {
        let index = self.next_non_space();
        match self.kind(index) {
            Kind::Text => {
                let word = self.word(index);
                let text = match self.octets.is_empty() {
                    true => word.as_bytes().into(),
                    false => octets::bytes(word).into(),
                };
                Ok(Statement::Node(Node::Text(self.offset(index), text)))
            }
            Kind::LeftDelimiter => {
                self.action_line = self.line(index);
                let statement = self.action();
                self.action_line = 0;
                statement
            }
            _ => self.unexpected(index, "input"),
        }
    }

    fn action(&mut self) -> Parsed<Statement> {
        let index = self.next_non_space();
        let offset = self.offset(index);
        let keyword = match self.kind(index) {
            Kind::Keyword => self.word(index).to_owned(),
            _ => String::new(),
        };
        let node = match keyword.as_str() {
            "block" => Node::Template(self.block()?),
            "break" => {
                self.loop_control("{{break}}")?;
                Node::Break(offset)
            }
            "continue" => {
                self.loop_control("{{continue}}")?;
                Node::Continue(offset)
            }
            "else" => return self.otherwise().map(|()| Statement::Stop(Stop::Else)),
            "end" => {
                self.expect(Kind::RightDelimiter, "end")?;
                return Ok(Statement::Stop(Stop::End));
            }
            "if" => Node::If(self.control("if")?),
            "range" => Node::Range(self.control("range")?),
            "template" => Node::Template(self.call()?),
            "with" => Node::With(self.control("with")?),
            _ => {
                self.cursor = index;
                let offset = self.offset(self.peek_index());
                Node::Action(offset, self.pipeline("command", Kind::RightDelimiter)?)
            }
        };
        Ok(Statement::Node(node))
    }

    fn peek_index(&self) -> usize {
        self.cursor.min(self.tokens.len() - 1)
    }

    fn loop_control(&mut self, keyword: &str) -> Parsed<()> {
        let index = self.next_non_space();
        if self.kind(index) != Kind::RightDelimiter {
            return self.unexpected(index, keyword);
        }
        if self.scope.ranges == 0 {
            return self.error(format!("{keyword} outside {{{{range}}}}"));
        }
        Ok(())
    }

    fn otherwise(&mut self) -> Parsed<()> {
        let index = self.peek_non_space();
        let continues = self.is_keyword(index, "if")
            || (self.rules.else_with && self.is_keyword(index, "with"));
        if continues {
            return Ok(());
        }
        self.expect(Kind::RightDelimiter, "else").map(|_| ())
    }

    fn control(&mut self, keyword: &'static str) -> Parsed<Branch> {
        let variables = self.scope.variables.len();
        let branch = self.control_inside(keyword);
        self.scope.variables.truncate(variables);
        branch
    }

    fn control_inside(&mut self, keyword: &'static str) -> Parsed<Branch> {
        let pipe = self.pipeline(keyword, Kind::RightDelimiter)?;
        let offset = pipe.offset;
        let arms = match keyword {
            "if" => [Arm::If, Arm::Else],
            "with" => [Arm::With, Arm::WithElse],
            _ => [Arm::Range, Arm::RangeElse],
        };
        let coverage = self.places(offset, &arms);
        let is_range = keyword == "range";
        self.scope.ranges += usize::from(is_range);
        let listed = self.list();
        self.scope.ranges -= usize::from(is_range);
        let (body, stop) = listed?;
        let otherwise = match stop {
            Stop::End => {
                self.passes_by(coverage);
                None
            }
            Stop::Else => Some(self.else_block(keyword)?),
        };
        Ok(Branch { offset, pipe, body, otherwise, coverage })
    }

    fn else_block(&mut self, keyword: &'static str) -> Parsed<Block> {
        let index = self.peek();
        let same = match keyword {
            "if" => self.is_keyword(index, "if"),
            "with" => self.rules.else_with && self.is_keyword(index, "with"),
            _ => false,
        };
        if same {
            self.next();
            return self.nested(|parser| {
                let branch = parser.control(keyword)?;
                Ok(vec![if keyword == "if" { Node::If(branch) } else { Node::With(branch) }])
            });
        }
        let (block, stop) = self.list()?;
        if stop != Stop::End {
            return self.error(format!("expected end; found {}", stop.text()));
        }
        Ok(block)
    }

    fn block(&mut self) -> Parsed<Call> {
        const CONTEXT: &str = "block clause";
        let index = self.next_non_space();
        let offset = self.offset(index);
        let name = self.template_name(index, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelimiter)?;
        let coverage = self.places(offset, &[Arm::Define(name.clone())]);
        let (body, stop) = self.separate(|parser| parser.list())?;
        if stop != Stop::End {
            return self.error(format!("unexpected {} in {CONTEXT}", stop.text()));
        }
        self.add(name.clone(), body, coverage)?;
        Ok(Call { offset, name, pipe: Some(pipe) })
    }

    fn call(&mut self) -> Parsed<Call> {
        const CONTEXT: &str = "template clause";
        let index = self.next_non_space();
        let offset = self.offset(index);
        let name = self.template_name(index, CONTEXT)?;
        let after = self.next_non_space();
        if self.kind(after) == Kind::RightDelimiter {
            return Ok(Call { offset, name, pipe: None });
        }
        self.cursor = after;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelimiter)?;
        Ok(Call { offset, name, pipe: Some(pipe) })
    }
}
