//! Which values a template names at a place: what the actions on a line read, and the conditions
//! around it.
//!
//! It is found in the text, without executing anything: a variable stands for the value that it was
//! last given where that is a key of the values, and what cannot be known is left out.

use std::sync::Arc;

use crate::go::stack;
use crate::provenance::Site;
use crate::template::TemplateSet;
use crate::template::tree::{Branch, Expression, Node, Pipe, Source, Tree};

/// A key of the values, part by part.
pub type Key = Vec<String>;

/// The keys that a template names at a place, those of the conditions around it last, the innermost
/// first. Each is named once.
pub fn values_read(set: &TemplateSet, site: &Site) -> Vec<Key> {
    let mut found = Vec::new();
    for tree in set.trees().filter(|tree| *tree.source.name == *site.template) {
        let mut reader = Reader::new(tree, site.line);
        let mut scope = Scope::default();
        reader.block(&tree.body, &mut scope);
        found.extend(reader.found);
        found.extend(reader.conditions.unwrap_or_default());
    }
    let mut once: Vec<Key> = Vec::new();
    for key in found {
        if !key.is_empty() && !once.contains(&key) {
            once.push(key);
        }
    }
    once
}

/// What names stand for.
#[derive(Clone, Default)]
struct Scope {
    variables: Vec<(Arc<str>, Option<Key>)>,
    /// What the dot stands for inside of a `with`; nothing where it is the chart's own.
    dot: Option<Option<Key>>,
    /// What the conditions around name, the innermost last.
    around: Vec<Vec<Key>>,
}

struct Reader<'t> {
    source: &'t Source,
    line: u32,
    found: Vec<Key>,
    /// What the conditions around the line name, once the line was met.
    conditions: Option<Vec<Key>>,
}

impl<'t> Reader<'t> {
    fn new(tree: &'t Tree, line: u32) -> Self {
        Reader { source: &tree.source, line, found: Vec::new(), conditions: None }
    }

    fn block(&mut self, block: &[Node], scope: &mut Scope) {
        let outer = scope.variables.len();
        stack::grown(|| block.iter().for_each(|node| self.node(node, scope)));
        scope.variables.truncate(outer);
    }

    fn node(&mut self, node: &Node, scope: &mut Scope) {
        let first = self.source.line(node.offset());
        match node {
            Node::Text(_, text) => {
                let breaks = text.iter().filter(|byte| **byte == b'\n').count() as u32;
                if (first..=first + breaks).contains(&self.line) {
                    self.met(scope);
                }
            }
            Node::Action(_, pipe) => {
                if first == self.line {
                    self.met(scope);
                    keys(pipe, scope, &mut self.found);
                }
                declare(pipe, scope);
            }
            Node::Template(call) => {
                if first == self.line {
                    self.met(scope);
                    call.pipe.iter().for_each(|pipe| keys(pipe, scope, &mut self.found));
                }
            }
            Node::If(branch) => self.branch(branch, scope, scope.dot.clone()),
            Node::With(branch) => {
                let dot = Some(key(&branch.pipe, scope));
                self.branch(branch, scope, dot);
            }
            Node::Range(branch) => self.branch(branch, scope, Some(None)),
            Node::Break(_) | Node::Continue(_) => {}
        }
    }

    fn branch(&mut self, branch: &Branch, scope: &mut Scope, dot: Option<Option<Key>>) {
        let outer = scope.variables.len();
        let mut named = Vec::new();
        keys(&branch.pipe, scope, &mut named);
        if self.source.line(branch.offset) == self.line {
            self.met(scope);
            self.found.extend(named.iter().cloned());
        }
        declare(&branch.pipe, scope);
        scope.around.push(named);
        let before = std::mem::replace(&mut scope.dot, dot);
        self.block(&branch.body, scope);
        scope.dot = before;
        branch.otherwise.iter().for_each(|block| self.block(block, scope));
        scope.around.pop();
        scope.variables.truncate(outer);
    }

    /// The line was met: the conditions around it are those that count, the deepest ones of several.
    fn met(&mut self, scope: &Scope) {
        let around: Vec<Key> = scope.around.iter().rev().flatten().cloned().collect();
        if self.conditions.as_ref().is_none_or(|known| known.len() < around.len()) {
            self.conditions = Some(around);
        }
    }
}

/// Lets the variables of a pipeline stand for the key that it names, if it names one.
fn declare(pipe: &Pipe, scope: &mut Scope) {
    let stands_for = key(pipe, scope);
    for name in &pipe.variables {
        let known = scope.variables.iter_mut().rev().find(|(known, _)| known == name);
        match known {
            Some((_, held)) if pipe.assigns => *held = stands_for.clone(),
            _ => scope.variables.push((name.clone(), stands_for.clone())),
        }
    }
}

/// The key that a pipeline is, if it is one and not something made of it; a default does not count.
fn key(pipe: &Pipe, scope: &Scope) -> Option<Key> {
    match pipe.commands.first()?.arguments.as_slice() {
        [one] => key_of(one, scope),
        _ => None,
    }
}

fn key_of(expression: &Expression, scope: &Scope) -> Option<Key> {
    let of_chart = |names: &[Box<str>]| match names.split_first() {
        Some((first, rest)) if **first == *"Values" => Some(owned(rest)),
        _ => None,
    };
    match expression {
        Expression::Field(_, names) => match &scope.dot {
            Some(Some(dot)) => Some([dot.as_slice(), &owned(names)].concat()),
            _ => of_chart(names),
        },
        Expression::Dot(_) => scope.dot.clone().flatten(),
        Expression::Variable(_, name, names) if **name == *"$" => of_chart(names),
        Expression::Variable(_, name, names) => {
            let (_, held) = scope.variables.iter().rev().find(|(known, _)| known == name)?;
            Some([held.as_deref()?, &owned(names)].concat())
        }
        Expression::Pipe(_, pipe) => key(pipe, scope),
        Expression::Chain(_, inner, names) => {
            Some([key_of(inner, scope)?.as_slice(), &owned(names)].concat())
        }
        _ => None,
    }
}

/// Every key that a pipeline names.
fn keys(pipe: &Pipe, scope: &Scope, found: &mut Vec<Key>) {
    for argument in pipe.commands.iter().flat_map(|command| &command.arguments) {
        match (key_of(argument, scope), argument) {
            (Some(key), _) => found.push(key),
            (None, Expression::Pipe(_, inner)) => stack::grown(|| keys(inner, scope, found)),
            (None, Expression::Chain(_, inner, _)) => {
                if let Expression::Pipe(_, inner) = &**inner {
                    stack::grown(|| keys(inner, scope, found));
                }
            }
            (None, _) => {}
        }
    }
}

fn owned(names: &[Box<str>]) -> Key {
    names.iter().map(|name| name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::Version;

    fn read(text: &str, line: u32) -> Vec<String> {
        let table = crate::functions::table();
        let set = TemplateSet::parse([("c/templates/a.yaml", text)], table, Version::V3_16);
        let site = Site { template: "c/templates/a.yaml".into(), line, column: 1 };
        let keys = values_read(&set.expect("it parses"), &site);
        keys.iter().map(|key| key.join(".")).collect()
    }

    #[test]
    fn the_actions_of_a_line_come_before_the_conditions_around_it() {
        let text = "{{- $server := .Values.server -}}\n{{- if .Values.on }}\n\
                    {{- with $server.auth }}\nport: {{ $server.port | default .type }}\n\
                    {{- end }}\n{{- end }}\nlast: {{ .Release.Name }}\n";
        assert_eq!(read(text, 4), ["server.port", "server.auth.type", "server.auth", "on"]);
        assert_eq!(read(text, 2), ["on"]);
        assert_eq!(read(text, 7), [""; 0]);
    }

    #[test]
    fn what_cannot_be_known_is_left_out() {
        let text = "{{- range .Values.hosts }}\nhost: {{ .name }}{{ $.Values.suffix }}\n{{- end }}\n\
                    {{- $x := lookup \"v1\" \"Secret\" \"\" \"\" }}\nkey: {{ $x.data }}\n\
                    {{- $x = .Values.b }}\nkey: {{ ($x | default dict).c | quote }}\n";
        assert_eq!(read(text, 2), ["suffix", "hosts"]);
        assert_eq!(read(text, 5), [""; 0]);
        assert_eq!(read(text, 7), ["b.c"]);
    }
}
