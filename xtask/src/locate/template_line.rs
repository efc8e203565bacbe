//! Which line of a template wrote a path of an object, by following its keys through the text.
//!
//! Templates of manifests mostly keep the shape of what they render. Where the keys of a path stand
//! in the text one below the other, each deeper than the one before, the line is known; where they
//! do not, nothing is claimed.

use crate::yaml::Step;

/// Line and column, both from 1, of the last key of `path`.
pub(super) fn find(text: &str, kind: Option<&str>, path: &[Step]) -> Option<(u32, u32)> {
    let lines: Vec<Line<'_>> = text.lines().map(Line::new).collect();
    let mut inside = document_start(&lines, kind)?..lines.len();
    let mut place = None;
    for step in path {
        let depth = place.as_ref().map(|place: &Found| place.column);
        let found = match step {
            Step::Key(key) => find_key(&lines, inside.clone(), depth, key)?,
            Step::Index(index) => find_item(&lines, inside.clone(), depth, *index)?,
        };
        let item = matches!(step, Step::Index(_));
        // An item's first key stands on the item's own line.
        let start = if item { found.line } else { found.line + 1 };
        inside = start..block_end(&lines, found.line, inside.end, found.column, item);
        place = Some(found);
    }
    place.map(|found| (found.line as u32 + 1, found.column as u32 + 1))
}

struct Line<'a> {
    /// Columns before the first character that counts.
    indent: usize,
    text: &'a str,
}

struct Found {
    line: usize,
    column: usize,
}

impl<'a> Line<'a> {
    fn new(line: &'a str) -> Self {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        Line { indent, text }
    }

    fn is_content(&self) -> bool {
        !self.text.is_empty() && !self.text.starts_with("{{") && !self.text.starts_with('#')
    }

    /// The column at which `key:` begins, skipping the dashes of list items.
    fn key_column(&self, key: &str) -> Option<usize> {
        let mut text = self.text;
        let mut column = self.indent;
        while let Some(rest) = text.strip_prefix("- ") {
            let trimmed = rest.trim_start();
            column += text.len() - trimmed.len();
            text = trimmed;
        }
        let unquoted = text.trim_start_matches(['"', '\'']);
        let after = unquoted.strip_prefix(key)?.trim_start_matches(['"', '\'']);
        after.starts_with(':').then_some(column)
    }
}

/// A template may hold several documents: the one that writes this kind.
fn document_start(lines: &[Line<'_>], kind: Option<&str>) -> Option<usize> {
    let Some(kind) = kind else { return Some(0) };
    let mut writes = lines.iter().enumerate().filter(|(_, line)| {
        line.text.strip_prefix("kind:").is_some_and(|rest| rest.trim() == kind)
    });
    match (writes.next(), writes.next()) {
        (Some((line, _)), None) => {
            let before = lines[..line].iter().rposition(|line| line.text.starts_with("---"));
            Some(before.map_or(0, |divider| divider + 1))
        }
        (None, _) => Some(0),
        // Two documents of one kind cannot be told apart by their text.
        (Some(_), Some(_)) => None,
    }
}

fn find_key(
    lines: &[Line<'_>],
    inside: std::ops::Range<usize>,
    depth: Option<usize>,
    key: &str,
) -> Option<Found> {
    let mut found = inside.filter_map(|line| {
        let column = lines[line].key_column(key)?;
        depth.is_none_or(|depth| column > depth).then_some(Found { line, column })
    });
    let first = found.next()?;
    let shallowest =
        found.fold(first, |best, next| if next.column < best.column { next } else { best });
    Some(shallowest)
}

fn find_item(
    lines: &[Line<'_>],
    inside: std::ops::Range<usize>,
    depth: Option<usize>,
    index: usize,
) -> Option<Found> {
    let mut items = inside.clone().filter(|&line| lines[line].text.starts_with("- "));
    let column = lines[items.next()?].indent;
    if depth.is_some_and(|depth| column < depth) {
        return None;
    }
    let generated = inside.clone().any(|line| {
        lines[line].text.starts_with("{{- range") || lines[line].text.starts_with("{{ range")
    });
    let line = inside
        .filter(|&line| lines[line].indent == column && lines[line].text.starts_with("- "))
        .nth(index)?;
    // A loop before the item moves every index after it.
    if generated && index > 0 {
        return None;
    }
    Some(Found { line, column })
}

/// The first line after `from` that is no longer inside the block that begins there.
fn block_end(lines: &[Line<'_>], from: usize, end: usize, column: usize, item: bool) -> usize {
    (from + 1..end)
        .find(|&line| {
            let line = &lines[line];
            let dash = line.text.starts_with("- ");
            // A list may stand at the column of its key.
            let leaves = if item || !dash { line.indent <= column } else { line.indent < column };
            line.is_content() && leaves
        })
        .unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "\
{{- if .Values.x }}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: a
spec:
  updateStrategy:
    type: OnDelete
  template:
    metadata:
      labels: {}
    spec:
      containers:
        - name: one
          image: x
        - name: two
          # image: no
          image: {{ .Values.image }}
  name: trap
{{- end }}
";

    fn line(path: &[Step]) -> Option<(u32, u32)> {
        find(TEMPLATE, Some("StatefulSet"), path)
    }

    #[test]
    fn follows_keys_and_items_through_the_text() {
        assert_eq!(line(&["spec".into(), "updateStrategy".into(), "type".into()]), Some((8, 5)));
        let image = ["spec", "template", "spec", "containers"].map(Step::from);
        let image = [image.to_vec(), vec![1.into(), "image".into()]].concat();
        assert_eq!(line(&image), Some((18, 11)));
        let name = ["spec", "template", "spec", "containers"].map(Step::from);
        assert_eq!(line(&[name.to_vec(), vec![0.into(), "name".into()]].concat()), Some((14, 11)));
    }

    #[test]
    fn claims_nothing_where_the_text_does_not_say() {
        assert_eq!(line(&["spec".into(), "replicas".into()]), None);
        assert_eq!(find("kind: A\n---\nkind: A\n", Some("A"), &["kind".into()]), None);
    }
}
