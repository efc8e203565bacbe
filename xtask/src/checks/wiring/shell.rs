//! Shell as far as the checks need it: statements line by line, and ways to lose a failure.

use std::sync::LazyLock;

use regex::Regex;

/// The lines of a script that do something, without indentation and comments.
pub(super) fn statements(script: &str) -> Vec<&str> {
    script.lines().map(code).filter(|line| !line.is_empty()).collect()
}

/// A line without its comment. A `#` starts one at the start of a word and outside quotes.
pub(super) fn code(line: &str) -> &str {
    let mut quote = None;
    let mut previous = ' ';
    for (at, letter) in line.char_indices() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if previous == '\\' => {}
            None if letter == '#' && previous.is_whitespace() => return line[..at].trim(),
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            None => {}
        }
        previous = letter;
    }
    line.trim()
}

/// How a statement loses the failure of a command, where it does.
pub(super) fn swallows(statement: &str) -> Option<&'static str> {
    static WAYS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
        let ways = [
            (
                r"\|\|\s*(?:\{\s*)?(?:true|:|/bin/true|/usr/bin/true|exit\s+0|return\s+0)(?:[\s;})]|$)",
                "goes on after a failure",
            ),
            (r"\|\|\s*(?:echo|printf)\b", "only says that it failed"),
            (r";\s*(?:true|:)\s*;?\s*$", "ends with `true`, whatever came before"),
            (r"\bset\s+\+[a-z]*e|\bset\s+\+o\s+(?:errexit|pipefail)", "switches `set -e` off"),
            (r"\bexit\s*(?:0\b|;|$)", "ends the script with success"),
            (r"^trap\b", "can change the exit status"),
            (r"(?:^|[^&|><])&\s*$", "is not waited for"),
            (r"^!\s", "turns a failure into a success"),
            (
                r"^(?:if|while)\s+(?:!\s+)?(?:true|false|:)\s*;|^(?:true|false|:)\s*(?:&&|\|\|)",
                "decides by a constant",
            ),
        ];
        ways.into_iter()
            .map(|(pattern, way)| (Regex::new(pattern).expect("a valid pattern"), way))
            .collect()
    });
    WAYS.iter().find(|(pattern, _)| pattern.is_match(statement)).map(|(_, way)| *way)
}

/// Whether the first statement lets the script end at the first failure.
pub(super) fn ends_at_failure(script: &str) -> bool {
    static STRICT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^set\s+-(?:[a-z]*e[a-z]*\b|o\s+errexit\b)").expect("a valid pattern")
    });
    statements(script).first().is_some_and(|first| STRICT.is_match(first))
}

/// The first place at which a script is not the expected one: the statement that stands there, or
/// nothing where one is missing at the end.
pub(super) fn difference<'a>(script: &'a str, expected: &[&str]) -> Option<Option<&'a str>> {
    let found = statements(script);
    if found == expected {
        return None;
    }
    let same = found.iter().zip(expected).take_while(|(one, other)| one == other).count();
    Some(found.get(same).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_quotes() {
        assert_eq!(code("  echo \"a # b\" # c"), "echo \"a # b\"");
        assert_eq!(code("# set +e"), "");
        assert_eq!(code("n=${#list[@]}"), "n=${#list[@]}");
        assert_eq!(code("echo it\\'s # c"), "echo it\\'s");
        assert_eq!(statements("#!/bin/sh\n\n  a\nb # c\n"), ["a", "b"]);
    }

    #[test]
    fn knows_the_ways_to_lose_a_failure() {
        let lost = [
            "bash \"$g\" || true",
            "bash \"$g\" ||:",
            "bash \"$g\" || { true; }",
            "bash \"$g\" || echo failed",
            "bash \"$g\" || exit 0",
            "bash \"$g\"; true",
            "set +e",
            "set +eu",
            "set +o errexit",
            "exit 0",
            "exit",
            "trap 'exit 0' EXIT",
            "cargo xtask gate &",
            "! cargo xtask gate",
            "if false; then",
            "false && cargo xtask gate",
        ];
        for statement in lost {
            assert!(swallows(statement).is_some(), "{statement}");
        }
        let kept = [
            "bash \"$guard\" || failed=1",
            "cargo xtask gate || status=$?",
            "cargo xtask gate || { echo \"::error::gate\"; exit 1; }",
            "set -euo pipefail",
            "exit \"$failed\"",
            "exit 1",
            "a && b",
            "a 2>&1",
            "if ! cargo xtask gate; then",
            "echo true",
        ];
        for statement in kept {
            assert_eq!(swallows(statement), None, "{statement}");
        }
    }

    #[test]
    fn names_the_first_difference() {
        assert_eq!(difference("a\nb\n", &["a", "b"]), None);
        assert_eq!(difference("a\nx\n", &["a", "b"]), Some(Some("x")));
        assert_eq!(difference("a\n", &["a", "b"]), Some(None));
    }

    #[test]
    fn strict_means_at_once() {
        assert!(ends_at_failure("#!/bin/bash\n# x\nset -euo pipefail\n"));
        assert!(ends_at_failure("set -o errexit\n"));
        assert!(!ends_at_failure("set -uo pipefail\n"));
        assert!(!ends_at_failure("cd x\nset -e\n"));
    }
}
