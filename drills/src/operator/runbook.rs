//! A runbook's command lines, and what it says that they print.

use std::sync::LazyLock;

use anyhow::{Context as _, Result, ensure};
use regex::Regex;

/// A fenced piece of shell in a runbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its first line in the document, from 1.
    pub line: u32,
    /// The number of the step that it stands in; 0 outside of numbered steps.
    pub step: u32,
    /// Its text, without the indentation that the document gives it.
    pub text: String,
    /// What the runbook expects it to print: the pieces of code of the first sentence after
    /// "Expected:", each as a pattern in which numbers and `...` stand for anything of their kind.
    pub expected: Vec<String>,
}

/// The shell blocks of a section, which goes from its heading to the next of the same level or above.
///
/// # Errors
/// When there is no such section, or no shell in it.
pub fn section(document: &str, heading: &str) -> Result<Vec<Block>> {
    let lines: Vec<&str> = document.lines().collect();
    let wanted_line =
        |line: &&str| line.starts_with('#') && line.trim_start_matches('#').trim() == heading;
    let from = lines.iter().position(wanted_line);
    let from = from.with_context(|| format!("the runbook has no section {heading:?}"))?;
    let level = lines[from].chars().take_while(|letter| *letter == '#').count();
    let mut fenced = false;
    let mut to = lines.len();
    for (number, line) in lines.iter().enumerate().skip(from + 1) {
        fenced ^= line.trim_start().starts_with("```");
        let depth = line.chars().take_while(|letter| *letter == '#').count();
        if !fenced && (1..=level).contains(&depth) && line[depth..].starts_with(' ') {
            to = number;
            break;
        }
    }
    let blocks = blocks(&lines[from..to], from);
    ensure!(!blocks.is_empty(), "the runbook's section {heading:?} holds no shell");
    Ok(blocks)
}

/// The first fenced piece of a language in a section.
///
/// # Errors
/// When there is none.
pub fn text_of(document: &str, heading: &str, language: &str) -> Result<String> {
    let from = document.lines().position(|line| line.trim_start_matches('#').trim() == heading);
    let from = from.with_context(|| format!("the runbook has no section {heading:?}"))?;
    let fence = format!("```{language}");
    let mut lines = document.lines().skip(from).skip_while(|line| line.trim() != fence);
    ensure!(lines.next().is_some(), "the runbook's section {heading:?} holds no {language}");
    Ok(lines.take_while(|line| line.trim() != "```").map(|line| format!("{line}\n")).collect())
}

/// The command lines that a row of a table tells its reader to run: the pieces of code of its last cell
/// that begin with the name of a program, each as a block.
///
/// # Errors
/// When there is no row with that word in it, or none of its code is a command line.
pub fn commands_of_row(document: &str, word: &str, programs: &[&str]) -> Result<Vec<Block>> {
    let mut lines = (1..).zip(document.lines());
    let row = lines.find(|(_, line)| line.starts_with("| ") && line.contains(word));
    let (line, row) = row.with_context(|| format!("the runbook has no row with {word:?}"))?;
    // A bar within a cell is written with a backslash before it.
    let row = row.replace("\\|", "\0");
    let cell = row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap_or_default();
    let code = cell.split('`').skip(1).step_by(2).map(|code| code.replace('\0', "|"));
    let is_command = |code: &String| programs.contains(&code.split(' ').next().unwrap_or_default());
    let block = |text: String| Block { line, step: 0, text: text + "\n", expected: Vec::new() };
    let blocks: Vec<Block> = code.filter(is_command).map(block).collect();
    ensure!(!blocks.is_empty(), "the runbook's row with {word:?} holds no command line");
    Ok(blocks)
}

fn blocks(lines: &[&str], offset: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut step = 0;
    let mut number = 0;
    while number < lines.len() {
        let line = lines[number];
        if let Some((digits, _)) = line.split_once(". ")
            && let Ok(digits) = digits.parse()
        {
            step = digits;
        }
        number += 1;
        if line.trim() != "```sh" {
            continue;
        }
        let indentation = line.len() - line.trim_start().len();
        let first = number;
        while number < lines.len() && lines[number].trim() != "```" {
            number += 1;
        }
        let text: Vec<&str> = lines[first..number]
            .iter()
            .map(|line| line.get(indentation..).unwrap_or_else(|| line.trim_start()))
            .collect();
        number += 1;
        blocks.push(Block {
            line: u32::try_from(offset + first + 1).unwrap_or(u32::MAX),
            step,
            text: text.join("\n") + "\n",
            expected: expected(&lines[number.min(lines.len())..]),
        });
    }
    blocks
}

/// What is promised right after a block; alternatives, in parentheses or after "If instead", are not.
fn expected(after: &[&str]) -> Vec<String> {
    static CODE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("`([^`]+)`").expect("a valid pattern"));
    static ASIDE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\([^)]*\)").expect("a valid pattern"));
    let mut paragraph = after.iter().skip_while(|line| line.trim().is_empty());
    let Some(first) = paragraph.next().and_then(|line| line.trim().strip_prefix("Expected:"))
    else {
        return Vec::new();
    };
    let rest = paragraph.take_while(|line| !line.trim().is_empty()).map(|line| line.trim());
    let text = std::iter::once(first).chain(rest).collect::<Vec<_>>().join(" ");
    let promised = text.split("If instead").next().unwrap_or_default();
    let promised = ASIDE.replace_all(promised, "");
    CODE.captures_iter(&promised).map(|code| pattern(&code[1])).collect()
}

fn pattern(code: &str) -> String {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("[0-9]+").expect("a valid pattern"));
    let escaped = regex::escape(code).replace(r"\.\.\.", ".*").replace(' ', r"\s+");
    NUMBER.replace_all(&escaped, "[0-9]+").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNBOOK: &str = "\
# Title

```sh
outside
```

## Restore

1. Stop.

   ```sh
   kubectl get jobs \\
     | grep x
   ```

   Expected: `job.batch/x-... condition met`, `wrote 12 bytes` (or `nothing`).
   If instead you see `no`: wait.

2. Go on.

   | a | b |

   ```sh
   cat <<'YAML' | tool
   a:
     b: |
       # no heading
   YAML
   ```

### Deeper

```sh
deeper
```

```console
no shell
```

## Next

```sh
next
```
";

    #[test]
    fn reads_the_blocks_of_a_section_with_their_steps_and_promises() {
        let blocks = section(RUNBOOK, "Restore").expect("a section");
        let shown: Vec<String> = blocks
            .iter()
            .map(|block| format!("{} at {}: {:?}", block.step, block.line, block.text))
            .collect();
        assert_eq!(
            shown,
            [
                r#"1 at 12: "kubectl get jobs \\\n  | grep x\n""#,
                r##"2 at 24: "cat <<'YAML' | tool\na:\n  b: |\n    # no heading\nYAML\n""##,
                r#"2 at 34: "deeper\n""#,
            ]
        );
        assert_eq!(
            blocks[0].expected,
            [r"job\.batch/x\-.*\s+condition\s+met", r"wrote\s+[0-9]+\s+bytes"]
        );
        assert_eq!(blocks[1].expected, Vec::<String>::new());
    }

    #[test]
    fn reads_the_command_lines_of_a_row() {
        let table = "| You see | Do |\n|---|---|\n\
                     | `kubectl x` | Run `kubectl get pods \\| head`, then `a/b`; or `openssl x509`. |\n| `y` | Wait |\n";
        let blocks = commands_of_row(table, "kubectl x", &["kubectl", "openssl"]).expect("a row");
        let text: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(text, ["kubectl get pods | head\n", "openssl x509\n"]);
        assert_eq!(blocks[0].line, 3);
        assert!(commands_of_row(table, "`y`", &["kubectl"]).is_err());
    }

    #[test]
    fn a_section_that_is_gone_is_named() {
        let error = section(RUNBOOK, "Gone").expect_err("there is none").to_string();
        assert_eq!(error, r#"the runbook has no section "Gone""#);
    }
}
