//! Builds the trees of a template's text, with the errors of Go's text/template.
//!
//! It looks functions up by name and knows nothing of values.

use std::sync::Arc;

use super::lexer::{Kind, Token, tokens};
use super::tree::{
    Block, Branch, Builtin, Call, Callee, Choice, Command, Coverage, Engine, Expression, Node,
    Pipe, Source, Tree, is_empty,
};
use super::{FunctionTable, Rules};
use crate::coverage::{Arm, Place};
use crate::go::{quote, stack};

/// Nesting beyond this is refused; nobody writes it, and Go itself bounds it in later versions.
const MAX_NESTING: usize = 2_000;

/// What parsing a text needs and fills.
pub(crate) struct Input<'a> {
    /// The name in error texts.
    pub(crate) name: Arc<str>,
    /// The text.
    pub(crate) text: &'a str,
    /// The functions that there are.
    pub(crate) functions: &'static FunctionTable,
    /// What differs between versions of Go.
    pub(crate) rules: Rules,
    /// The places of the set's coverage, where they count.
    pub(crate) places: Option<&'a mut Vec<Place>>,
}

/// Parses a text: the trees of its defines and its own, or Go's error text.
pub(crate) fn parse(input: Input<'_>) -> Result<Vec<Tree>, String> {
    let source = Arc::new(Source::new(input.name.clone(), input.text));
    let mut parser = Parser {
        tokens: tokens(input.text),
        text: input.text,
        cursor: 0,
        furthest: 0,
        action_line: 0,
        depth: 0,
        scope: Scope::default(),
        functions: input.functions,
        rules: input.rules,
        places: input.places,
        trees: Vec::new(),
        source,
    };
    parser.file()?;
    Ok(parser.trees)
}

/// What belongs to one template while it is parsed.
struct Scope {
    variables: Vec<Arc<str>>,
    ranges: usize,
}

impl Default for Scope {
    fn default() -> Self {
        Scope { variables: vec!["$".into()], ranges: 0 }
    }
}

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

pub(super) type Parsed<T> = Result<T, String>;

pub(super) struct Parser<'a> {
    tokens: Vec<Token>,
    text: &'a str,
    cursor: usize,
    furthest: usize,
    action_line: u32,
    depth: usize,
    scope: Scope,
    functions: &'static FunctionTable,
    rules: Rules,
    places: Option<&'a mut Vec<Place>>,
    trees: Vec<Tree>,
    source: Arc<Source>,
}

impl Parser<'_> {
    fn token(&self, index: usize) -> &Token {
        &self.tokens[index.min(self.tokens.len() - 1)]
    }

    /// Takes the next token and gives its index.
    fn next(&mut self) -> usize {
        let index = self.cursor.min(self.tokens.len() - 1);
        self.cursor = index + 1;
        self.furthest = self.furthest.max(index);
        index
    }

    fn next_non_space(&mut self) -> usize {
        loop {
            let index = self.next();
            if self.kind(index) != Kind::Space {
                return index;
            }
        }
    }

    fn peek(&mut self) -> usize {
        let index = self.next();
        self.cursor = index;
        index
    }

    fn peek_non_space(&mut self) -> usize {
        let index = self.next_non_space();
        self.cursor = index;
        index
    }

    fn kind(&self, index: usize) -> Kind {
        self.token(index).kind
    }

    fn word(&self, index: usize) -> &str {
        let token = self.token(index);
        &self.text[token.offset..token.end]
    }

    fn is_keyword(&self, index: usize, keyword: &str) -> bool {
        self.kind(index) == Kind::Keyword && self.word(index) == keyword
    }

    fn offset(&self, index: usize) -> u32 {
        self.token(index).offset as u32
    }

    fn error<T>(&self, message: impl std::fmt::Display) -> Parsed<T> {
        let line = self.source.line(self.offset(self.furthest));
        Err(format!("template: {}:{line}: {message}", self.source.name))
    }

    fn shown(&self, index: usize) -> String {
        let token = self.token(index);
        match token.kind {
            Kind::End => "EOF".to_owned(),
            Kind::Error => token.message.clone().unwrap_or_default(),
            Kind::Keyword => format!("<{}>", self.word(index)),
            Kind::Dot => "<.>".to_owned(),
            _ => {
                let word = self.word(index);
                let start: String = word.chars().take(10).collect();
                let dots = if word.len() > 10 { "..." } else { "" };
                format!("{}{dots}", quote::quoted(if dots.is_empty() { word } else { &start }))
            }
        }
    }

    fn unexpected<T>(&self, index: usize, context: &str) -> Parsed<T> {
        let shown = self.shown(index);
        if self.kind(index) != Kind::Error {
            return self.error(format!("unexpected {shown} in {context}"));
        }
        let line = self.source.line(self.offset(index));
        if self.action_line == 0 || self.action_line == line {
            return self.error(shown);
        }
        let started = format!(" started at {}:{}", self.source.name, self.action_line);
        if shown.ends_with(" action") {
            return self.error(format!("{shown}{started}"));
        }
        self.error(format!("{shown} in action{started}"))
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Parsed<usize> {
        let index = self.next_non_space();
        if self.kind(index) != kind {
            return self.unexpected(index, context);
        }
        Ok(index)
    }

    /// Numbers places of the coverage: as many as there are arms.
    fn places(&mut self, offset: u32, arms: &[Arm]) -> Coverage {
        let Some(places) = &mut self.places else {
            return Coverage(u32::MAX);
        };
        let first = places.len() as u32;
        for arm in arms {
            places.push(Place {
                template: self.source.name.clone(),
                line: self.source.line(offset),
                column: self.source.column(offset) + 1,
                arm: arm.clone(),
            });
        }
        Coverage(first)
    }

    fn file(&mut self) -> Parsed<()> {
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

    fn template_name(&mut self, index: usize, context: &str) -> Parsed<Arc<str>> {
        if !matches!(self.kind(index), Kind::String | Kind::RawString) {
            return self.unexpected(index, context);
        }
        let bytes = self.unquote(index)?;
        Ok(String::from_utf8_lossy(&bytes).into())
    }

    pub(super) fn unquote(&self, index: usize) -> Parsed<Vec<u8>> {
        match quote::unquote(self.word(index)) {
            Some(bytes) => Ok(bytes),
            None => self.error("invalid syntax"),
        }
    }

    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return self.error(format!("nesting is deeper than {MAX_NESTING}"));
        }
        let result = stack::grown(|| parse(self));
        self.depth -= 1;
        result
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
                let text = self.word(index).as_bytes().into();
                Ok(Statement::Node(Node::Text(self.offset(index), text)))
            }
            Kind::LeftDelimiter => {
                self.action_line = self.source.line(self.offset(index));
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
            Stop::End => None,
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

    fn pipeline(&mut self, context: &str, end: Kind) -> Parsed<Pipe> {
        let start = self.peek_non_space();
        let offset = self.offset(start);
        let mut pipe = Pipe { offset, variables: Vec::new(), assigns: false, commands: Vec::new() };
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
                match super::number::constant(self.kind(index), word) {
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
                Expression::Text(offset, bytes.into(), self.word(index).into())
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
