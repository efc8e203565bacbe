//! The values table of a chart's README, made from values.yaml and the comments in it.
//!
//! Every key has a description on the line above it, `# -- …`. This module must not know where the
//! files are.

use crate::yaml::{self, Dialect, Node, Span, Step, SyntaxError, Value, dotted};

/// The line after which the table stands.
pub const BEGIN: &str = "<!-- values: begin -->";
/// The line before which it ends.
pub const END: &str = "<!-- values: end -->";

/// A described value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its path.
    pub key: String,
    /// Its default as JSON.
    pub default: String,
    /// The comment above it.
    pub description: String,
}

/// What values.yaml says of its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// The described keys, in the order of the file.
    pub rows: Vec<Row>,
    /// Keys that no comment describes, neither above them nor above what they stand in.
    pub bare: Vec<(String, (u32, u32))>,
}

/// Reads values.yaml.
///
/// # Errors
/// Where it is no YAML.
pub fn describe(values: &str) -> Result<Described, SyntaxError> {
    let root = yaml::parse_one(values, Dialect::GoYaml)?.root;
    let lines: Vec<&str> = values.lines().collect();
    let mut described = Described::default();
    walk(&root, &lines, &mut Vec::new(), &mut described);
    Ok(described)
}

fn walk(node: &Node, lines: &[&str], path: &mut Vec<Step>, described: &mut Described) {
    for entry in node.entries() {
        path.push(Step::Key(entry.key.clone()));
        match (comment_above(lines, entry.key_span), &entry.value.value) {
            (Some(description), _) => described.rows.push(Row {
                key: dotted(path),
                default: entry.value.to_json().to_string(),
                description,
            }),
            (None, Value::Mapping(entries)) if !entries.is_empty() => {
                walk(&entry.value, lines, path, described);
            }
            (None, _) => {
                let place = (entry.key_span.line, entry.key_span.column);
                described.bare.push((dotted(path), place));
            }
        }
        path.pop();
    }
}

fn comment_above(lines: &[&str], key: Span) -> Option<String> {
    let above = lines.get((key.line as usize).checked_sub(2)?)?;
    above.trim_start().strip_prefix("# -- ").map(|text| text.trim_end().to_owned())
}

/// The table as Markdown.
pub fn table(rows: &[Row]) -> String {
    let mut text = "| Key | Default | Description |\n|---|---|---|\n".to_owned();
    for Row { key, default, description } in rows {
        let cell = |text: &str| text.replace('|', "\\|");
        text.push_str(&format!("| `{key}` | `{}` | {} |\n", cell(default), cell(description)));
    }
    text
}

/// The README with the table in its place; nothing where it has no place for one.
pub fn with_table(readme: &str, table: &str) -> Option<String> {
    let (before, rest) = readme.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_for_each_described_key_and_a_complaint_for_each_bare_one() {
        let values = "\
server:
  # -- How many | pods.
  replicas: 1
  image:
    tag: \"\"
# -- All of it.
labels: {a: b}
";
        let described = describe(values).expect("YAML");
        assert_eq!(
            table(&described.rows),
            "| Key | Default | Description |\n|---|---|---|\n\
             | `server.replicas` | `1` | How many \\| pods. |\n\
             | `labels` | `{\"a\":\"b\"}` | All of it. |\n"
        );
        assert_eq!(described.bare, [("server.image.tag".to_owned(), (5, 5))]);
    }

    #[test]
    fn replaces_only_what_stands_between_the_marks() {
        let readme = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        let new = with_table(&readme, "new\n").expect("a place");
        assert_eq!(new, format!("a\n{BEGIN}\nnew\n{END}\nb\n"));
        assert_eq!(with_table("no marks", "new"), None);
    }
}
