//! RFC 9535 JSONPath over a node, with the place of everything that it selects.

mod functions;

use std::borrow::Cow;
use std::fmt;

use serde_json_path::{JsonPath, LocatedNode, ParseError, PathElement};

use crate::yaml::Step;

/// A JSONPath.
#[derive(Clone, Debug)]
pub struct Path {
    written: String,
    path: JsonPath,
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(written: &str) -> Result<Self, ParseError> {
        let mut path = JsonPath::parse(written)?;
        if let Cow::Owned(changed) = functions::with_kept_expressions(written) {
            path = JsonPath::parse(&changed)?;
        }
        Ok(Path { written: written.to_owned(), path })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.written)
    }
}

/// One thing that a path selected.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// Where it is in the node.
    pub path: Vec<Step>,
    /// Its value.
    pub value: serde_json::Value,
}

/// Everything that `path` selects in a value, in document order.
pub fn select(json: &serde_json::Value, path: &Path) -> Vec<Selected> {
    path.path.query_located(json).iter().map(selected).collect()
}

fn selected(node: &LocatedNode<'_>) -> Selected {
    let path = node
        .location()
        .iter()
        .map(|element| match element {
            PathElement::Name(name) => Step::Key((*name).to_owned()),
            PathElement::Index(index) => Step::Index(*index),
        })
        .collect();
    Selected { path, value: node.node().clone() }
}

/// The keys and indices at the start of a JSONPath, as far as they are literal: where to look when
/// the path selects nothing.
pub fn literal_prefix(path: &Path) -> Vec<Step> {
    let text = path.path.to_string();
    let mut steps = Vec::new();
    let mut rest = text.strip_prefix('$').unwrap_or(&text);
    loop {
        let (step, after) = if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            (Step::Key(after[..end].to_owned()), &after[end..])
        } else if let Some(after) = rest.strip_prefix('[') {
            let Some(end) = after.find(']') else { break };
            let inside = &after[..end];
            let step = match (inside.parse::<usize>(), inside.get(..1)) {
                (Ok(index), _) => Step::Index(index),
                (_, Some(quote @ ("'" | "\""))) => Step::Key(inside.replace(quote, "")),
                _ => break,
            };
            (step, &after[end + 1..])
        } else {
            break;
        };
        match &step {
            Step::Key(key) if key.is_empty() || key == "*" => break,
            _ => steps.push(step),
        }
        rest = after;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Manifest;

    #[test]
    fn says_where_each_selected_value_is() {
        let manifest = Manifest::parse(
            "---\n# Source: c/templates/a.yaml\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n\
             \x20 - {name: first, args: [serve]}\n  - {name: second, args: [run, --migrate-only]}\n",
        );
        let object = manifest.objects().next().expect("an object");
        let path = Path::parse("$.spec.containers[?@.name=='second'].args[1]").expect("parses");
        let selected = select(object.json(), &path);
        assert_eq!(selected.len(), 1);
        assert_eq!(selected[0].value, "--migrate-only");
        assert_eq!(crate::yaml::dotted(&selected[0].path), "spec.containers[1].args[1]");
    }

    #[test]
    fn knows_how_far_a_path_is_literal() {
        let prefix =
            |text: &str| crate::yaml::dotted(&literal_prefix(&Path::parse(text).expect("parses")));
        assert_eq!(prefix("$.spec.strategy.type"), "spec.strategy.type");
        assert_eq!(prefix("$.spec.containers[?@.name=='y'].image"), "spec.containers");
        assert_eq!(prefix("$.a['b.c'][0].*"), r#"a["b.c"][0]"#);
        assert_eq!(prefix("$..image"), "");
    }
}
