//! The little of Markdown that the guards read: lines outside code, links, headings, inline code.
//!
//! It must not know which documents there are or what they should say.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Something on a line of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot<'a> {
    /// The text: a link's target, a piece of code.
    pub text: &'a str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

/// The targets of links, images included, outside code.
pub fn links(document: &str) -> Vec<Spot<'_>> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)"#).expect("a valid pattern")
    });
    let mut spots = Vec::new();
    for (number, line) in prose_lines(document).filter(|(_, line)| line.contains("](")) {
        let code = in_backticks(line, 0);
        for captures in LINK.captures_iter(line) {
            let Some(target) = captures.get(1) else { continue };
            if !code.iter().any(|range| range.contains(&target.start())) {
                spots.push(spot(line, number, target.range()));
            }
        }
    }
    spots
}

/// Inline code and the lines of fenced code.
pub fn code(document: &str) -> Vec<Spot<'_>> {
    let mut spots = Vec::new();
    for (number, line, fenced) in lines(document) {
        if fenced {
            spots.push(spot(line, number, 0..line.len()));
            continue;
        }
        spots.extend(in_backticks(line, 1).into_iter().map(|code| spot(line, number, code)));
    }
    spots
}

/// A fenced piece of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// The word after the fence, such as `sh`.
    pub language: &'a str,
    /// Its lines, each with its number.
    pub lines: Vec<(u32, &'a str)>,
}

/// The fenced pieces of code.
pub fn blocks(document: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut before: Option<u32> = None;
    let every: Vec<&str> = document.lines().collect();
    for (number, line, fenced) in lines(document) {
        if !fenced {
            continue;
        }
        // The fence itself is no line, so that a gap of one begins a new block.
        if before != Some(number - 1) || blocks.is_empty() {
            let fence = every.get(number as usize - 2).copied().unwrap_or_default();
            let language = fence.trim().trim_start_matches(['`', '~']).trim();
            blocks.push(Block { language, lines: Vec::new() });
        }
        before = Some(number);
        if let Some(block) = blocks.last_mut() {
            block.lines.push((number, line));
        }
    }
    blocks
}

/// The anchors of all headings, as GitHub makes them.
pub fn anchors(document: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    for (_, line) in prose_lines(document) {
        let level = line.chars().take_while(|letter| *letter == '#').count();
        let Some(title) = line[level..].strip_prefix(' ') else { continue };
        if level == 0 || level > 6 {
            continue;
        }
        let base = slug(title);
        let repeats = anchors.iter().filter(|known| is_repeat(known, &base)).count();
        anchors.push(if repeats == 0 { base } else { format!("{base}-{repeats}") });
    }
    anchors
}

fn is_repeat(known: &str, base: &str) -> bool {
    known.strip_prefix(base).is_some_and(|rest| {
        rest.is_empty()
            || rest.strip_prefix('-').is_some_and(|digits| {
                !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit())
            })
    })
}

/// Lower case, spaces to hyphens, everything but letters, digits, hyphens and underscores dropped.
fn slug(title: &str) -> String {
    let kept = title.trim().chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ if letter.is_alphanumeric() => Some(letter),
        _ => None,
    });
    kept.flat_map(char::to_lowercase).collect()
}

fn prose_lines(document: &str) -> impl Iterator<Item = (u32, &str)> {
    lines(document).filter(|(_, _, fenced)| !fenced).map(|(number, line, _)| (number, line))
}

/// Each line with its number and whether it stands in fenced code. Fences belong to neither.
fn lines(document: &str) -> impl Iterator<Item = (u32, &str, bool)> {
    let mut fence: Option<&str> = None;
    document.lines().enumerate().filter_map(move |(index, line)| {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => {
                fence = Some(mark);
                None
            }
            (Some(open), Some(mark)) if open == mark => {
                fence = None;
                None
            }
            _ => Some((index as u32 + 1, line, fence.is_some())),
        }
    })
}

/// What stands between pairs of backticks, where it has so many bytes at least.
fn in_backticks(line: &str, least: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, _) in line.match_indices('`') {
        match open {
            Some(start) if at - start >= least => {
                found.push(start..at);
                open = None;
            }
            _ => open = Some(at + 1),
        }
    }
    found
}

fn spot(line: &str, number: u32, range: Range<usize>) -> Spot<'_> {
    let column = line[..range.start].chars().count() as u32 + 1;
    Spot { text: &line[range], line: number, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "\
# Title: `one` & two
See [it](a.md#b) and `[no](code.md)`.

```sh
cargo xtask gate  # [no](fence.md)
```
## Title: one & two
";

    #[test]
    fn finds_links_outside_code() {
        assert_eq!(links(DOCUMENT), [Spot { text: "a.md#b", line: 2, column: 10 }]);
    }

    #[test]
    fn makes_anchors_as_github_does() {
        assert_eq!(anchors(DOCUMENT), ["title-one--two", "title-one--two-1"]);
        assert_eq!(anchors("### CertctlAgentOffline\n"), ["certctlagentoffline"]);
    }

    #[test]
    fn tells_blocks_apart() {
        let found = blocks("```sh\na\n\nb\n```\n\n~~~yaml\nc\n~~~\n");
        let languages: Vec<&str> = found.iter().map(|block| block.language).collect();
        assert_eq!(languages, ["sh", "yaml"]);
        assert_eq!(found[0].lines, [(2, "a"), (3, ""), (4, "b")]);
        assert_eq!(found[1].lines, [(8, "c")]);
    }

    #[test]
    fn finds_inline_and_fenced_code() {
        let found: Vec<(&str, u32)> =
            code(DOCUMENT).into_iter().map(|spot| (spot.text, spot.line)).collect();
        let fenced = ("cargo xtask gate  # [no](fence.md)", 5);
        assert_eq!(found, [("one", 1), ("[no](code.md)", 2), fenced]);
    }
}
