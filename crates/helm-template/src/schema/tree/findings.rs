//! What schemas find: what is wrong, as a tree, and which keys and items were looked at.

use std::collections::BTreeSet;

use super::words::quoted;

/// What kind of thing is wrong.
pub(super) enum Kind {
    /// Several things, which stand below.
    Group,
    /// What a `$ref` refers to found something.
    Reference,
    /// Anything else, in words.
    Said(String),
}

/// Something that is wrong.
pub(super) struct Wrong {
    pub(super) at: String,
    pub(super) kind: Kind,
    pub(super) causes: Vec<Wrong>,
}

impl Wrong {
    pub(super) fn write(&self, out: &mut String, indent: usize) {
        let skips = matches!(self.kind, Kind::Reference) && self.causes.len() == 1;
        if !skips {
            let said = match &self.kind {
                Kind::Group | Kind::Reference => "validation failed",
                Kind::Said(words) => words,
            };
            let blanks = "  ".repeat(indent);
            out.push_str(&format!("{blanks}- at {}: {said}\n", quoted(&self.at)));
        }
        let below = indent + usize::from(!skips);
        self.causes.iter().for_each(|cause| cause.write(out, below));
    }
}

/// Which keys and items some keyword has looked at.
#[derive(Default)]
pub(super) struct Evaluated {
    pub(super) keys: BTreeSet<String>,
    pub(super) items: BTreeSet<usize>,
}

impl Evaluated {
    pub(super) fn merge(&mut self, other: Evaluated) {
        self.keys.extend(other.keys);
        self.items.extend(other.items);
    }
}

/// What one schema found about one value.
pub(super) struct Findings {
    pub(super) at: String,
    pub(super) errors: Vec<Wrong>,
    pub(super) evaluated: Evaluated,
}

impl Findings {
    pub(super) fn say(&mut self, words: impl Into<String>) {
        self.say_because(words, Vec::new());
    }

    pub(super) fn say_because(&mut self, words: impl Into<String>, causes: Vec<Wrong>) {
        self.errors.push(Wrong { at: self.at.clone(), kind: Kind::Said(words.into()), causes });
    }

    /// Takes over what a schema for the same value found.
    pub(super) fn take(&mut self, result: Result<Evaluated, Wrong>) {
        match result {
            Ok(evaluated) => self.evaluated.merge(evaluated),
            Err(wrong) => self.errors.push(wrong),
        }
    }

    /// Takes over what a schema for a value below found.
    pub(super) fn take_below(&mut self, result: Result<Evaluated, Wrong>) {
        self.errors.extend(result.err());
    }

    pub(super) fn result(mut self) -> Result<Evaluated, Wrong> {
        match self.errors.len() {
            0 => Ok(self.evaluated),
            1 => Err(self.errors.remove(0)),
            _ => Err(Wrong { at: self.at, kind: Kind::Group, causes: self.errors }),
        }
    }
}
