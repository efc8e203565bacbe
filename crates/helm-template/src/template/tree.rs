//! The tree of a parsed template: what the executor walks.
//!
//! Every node carries the offset that Go's parser would give it, because error texts show it.

use std::sync::Arc;

use crate::function::Function;
use crate::go::stack;

/// The text of a file, and where its lines start.
#[derive(Debug)]
pub(crate) struct Source {
    /// The file's name, or the name of the template that `tpl` makes.
    pub(crate) name: Arc<str>,
    /// Its number among the texts of a render.
    pub(crate) number: u32,
    /// The offsets at which lines start.
    line_starts: Vec<u32>,
}

impl Source {
    /// Notes where the lines of a text start.
    pub(crate) fn new(name: Arc<str>, number: u32, text: &[u8]) -> Self {
        let breaks = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let line_starts =
            std::iter::once(0).chain(breaks.map(|(offset, _)| offset as u32 + 1)).collect();
        Source { name, number, line_starts }
    }

    /// The line of an offset, from 1.
    pub(crate) fn line(&self, offset: u32) -> u32 {
        self.line_starts.partition_point(|start| *start <= offset) as u32
    }

    /// The column of an offset, from 0, in bytes, as Go counts it: the first line's is the offset itself.
    pub(crate) fn column(&self, offset: u32) -> u32 {
        offset - self.line_starts[self.line(offset) as usize - 1]
    }
}

/// One template: a file, or a `define` in it.
#[derive(Debug)]
pub(crate) struct Tree {
    /// Its name.
    pub(crate) name: Arc<str>,
    /// Where it was written.
    pub(crate) source: Arc<Source>,
    /// What it says.
    pub(crate) body: Block,
    /// The number of the define in its set's coverage, where it counts.
    pub(crate) coverage: Coverage,
}

impl Drop for Tree {
    fn drop(&mut self) {
        let body = std::mem::take(&mut self.body);
        stack::grown(|| drop(body));
    }
}

/// A list of nodes.
pub(crate) type Block = Vec<Node>;

/// The first number of a place in the coverage of its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coverage(pub(crate) u32);

/// A statement.
#[derive(Debug)]
pub(crate) enum Node {
    /// Text that is written as it is.
    Text(u32, Box<[u8]>),
    /// A pipeline whose value is written.
    Action(u32, Pipe),
    /// `if`
    If(Branch),
    /// `with`
    With(Branch),
    /// `range`
    Range(Branch),
    /// `template`, or the call that a `block` makes.
    Template(Call),
    /// `break`
    Break(u32),
    /// `continue`
    Continue(u32),
}

/// What `if`, `with` and `range` have in common.
#[derive(Debug)]
pub(crate) struct Branch {
    /// Where its pipeline starts.
    pub(crate) offset: u32,
    /// What decides.
    pub(crate) pipe: Pipe,
    /// What is done if it is true.
    pub(crate) body: Block,
    /// What is done otherwise.
    pub(crate) otherwise: Option<Block>,
    /// Its place in the coverage: the body, then the else.
    pub(crate) coverage: Coverage,
}

/// The call of another template.
#[derive(Debug)]
pub(crate) struct Call {
    /// Where the name is.
    pub(crate) offset: u32,
    /// The name.
    pub(crate) name: Arc<str>,
    /// What the dot becomes.
    pub(crate) pipe: Option<Pipe>,
}

/// A pipeline.
#[derive(Debug)]
pub(crate) struct Pipe {
    /// Where it starts.
    pub(crate) offset: u32,
    /// The variables that get its value.
    pub(crate) variables: Vec<Arc<str>>,
    /// Whether these exist already.
    pub(crate) assigns: bool,
    /// How that is written in error texts.
    pub(crate) operator: &'static str,
    /// Its stages.
    pub(crate) commands: Vec<Command>,
}

/// One stage of a pipeline.
#[derive(Debug)]
pub(crate) struct Command {
    /// Where it starts.
    pub(crate) offset: u32,
    /// The function or value, and the arguments.
    pub(crate) arguments: Vec<Expression>,
    /// Its place in the coverage, if it calls a function that chooses.
    pub(crate) chooses: Option<(Choice, Coverage)>,
}

/// A function that takes one of two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// `default`: the given value, or the default.
    Default,
    /// `ternary`: the first, or the second.
    Ternary,
}

/// A number as it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Constant {
    /// A whole number.
    Integer(i64),
    /// Too large for an `int`.
    Unsigned(u64),
    /// A fraction. Where it is whole, integer parameters take it.
    Float(f64),
    /// A complex number, which nothing takes.
    Complex,
}

/// An operand.
#[derive(Debug)]
pub(crate) enum Expression {
    /// `.`
    Dot(u32),
    /// `nil`
    Nil(u32),
    /// `true` or `false`
    Bool(u32, bool),
    /// A number, and how it is written.
    Number(u32, Constant, Box<str>),
    /// A string, and how it is written.
    Text(u32, Box<[u8]>, Box<str>),
    /// `.a.b`
    Field(u32, Vec<Box<str>>),
    /// `$x.a.b`
    Variable(u32, Arc<str>, Vec<Box<str>>),
    /// A function.
    Function(u32, Callee, Box<str>),
    /// `( … )`
    Pipe(u32, Box<Pipe>),
    /// `( … ).a.b`
    Chain(u32, Box<Expression>, Vec<Box<str>>),
}

impl Expression {
    /// Where Go says that it is.
    pub(crate) fn offset(&self) -> u32 {
        match self {
            Expression::Dot(offset)
            | Expression::Nil(offset)
            | Expression::Bool(offset, _)
            | Expression::Number(offset, ..)
            | Expression::Text(offset, ..)
            | Expression::Field(offset, _)
            | Expression::Variable(offset, ..)
            | Expression::Function(offset, ..)
            | Expression::Pipe(offset, _)
            | Expression::Chain(offset, ..) => *offset,
        }
    }
}

/// What a name of a function stands for, known when the template is parsed.
#[derive(Clone, Copy)]
pub(crate) enum Callee {
    /// One of the table.
    Table(&'static Function),
    /// One of text/template's own.
    Builtin(Builtin),
    /// One of Helm's that needs the executor.
    Engine(Engine),
}

impl std::fmt::Debug for Callee {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Callee::Table(function) => formatter.write_str(function.name),
            Callee::Builtin(builtin) => write!(formatter, "{builtin:?}"),
            Callee::Engine(engine) => write!(formatter, "{engine:?}"),
        }
    }
}

/// The functions that text/template has by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    And,
    Call,
    Html,
    Index,
    Js,
    Len,
    Not,
    Or,
    Print,
    Printf,
    Println,
    Slice,
    Urlquery,
    Eq,
    Ge,
    Gt,
    Le,
    Lt,
    Ne,
}

/// The functions that Helm adds and that need the template set or the options of the render.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Include,
    Tpl,
    Required,
    Fail,
    Lookup,
}

impl Builtin {
    /// The function of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "and" => Builtin::And,
            "call" => Builtin::Call,
            "html" => Builtin::Html,
            "index" => Builtin::Index,
            "js" => Builtin::Js,
            "len" => Builtin::Len,
            "not" => Builtin::Not,
            "or" => Builtin::Or,
            "print" => Builtin::Print,
            "printf" => Builtin::Printf,
            "println" => Builtin::Println,
            "slice" => Builtin::Slice,
            "urlquery" => Builtin::Urlquery,
            "eq" => Builtin::Eq,
            "ge" => Builtin::Ge,
            "gt" => Builtin::Gt,
            "le" => Builtin::Le,
            "lt" => Builtin::Lt,
            "ne" => Builtin::Ne,
            _ => return None,
        })
    }
}

impl Engine {
    /// The function of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "include" => Engine::Include,
            "tpl" => Engine::Tpl,
            "required" => Engine::Required,
            "fail" => Engine::Fail,
            "lookup" => Engine::Lookup,
            _ => return None,
        })
    }
}

/// Whether a template says nothing: it does not replace one of the same name that does.
pub(crate) fn is_empty(block: &[Node]) -> bool {
    block.iter().all(|node| match node {
        Node::Text(_, text) => String::from_utf8_lossy(text).trim().is_empty(),
        _ => false,
    })
}
