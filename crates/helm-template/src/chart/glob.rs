//! Patterns of file names: Go's `filepath.Match`, and the richer ones of `.Files.Glob`.

/// The pattern is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPattern;

/// `filepath.Match`: `*`, `?`, `[a-z]`, `\`; none of them crosses a slash.
///
/// # Errors
/// Where the pattern is malformed.
pub fn matches(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    well_formed(&pattern)?;
    Ok(step(&pattern, &name))
}

fn well_formed(pattern: &[char]) -> Result<(), BadPattern> {
    let mut at = 0;
    while at < pattern.len() {
        at = match pattern[at] {
            '\\' if at + 1 == pattern.len() => return Err(BadPattern),
            '\\' => at + 2,
            '[' => class(pattern, at, '\0').ok_or(BadPattern)?.1,
            _ => at + 1,
        };
    }
    Ok(())
}

/// Whether the class at a place holds a letter, and where it ends.
fn class(pattern: &[char], at: usize, letter: char) -> Option<(bool, usize)> {
    let mut at = at + 1;
    let negated = pattern.get(at) == Some(&'^');
    at += usize::from(negated);
    let mut found = false;
    let mut count = 0;
    loop {
        if pattern.get(at) == Some(&']') && count > 0 {
            return Some((found != negated, at + 1));
        }
        let (low, next) = class_letter(pattern, at)?;
        let (high, next) = match pattern.get(next) {
            Some('-') => class_letter(pattern, next + 1)?,
            _ => (low, next),
        };
        found |= (low..=high).contains(&letter);
        at = next;
        count += 1;
    }
}

fn class_letter(pattern: &[char], at: usize) -> Option<(char, usize)> {
    match pattern.get(at)? {
        '-' | ']' => None,
        '\\' => Some((*pattern.get(at + 1)?, at + 2)).filter(|(_, next)| *next < pattern.len()),
        letter => Some((*letter, at + 1)).filter(|(_, next)| *next < pattern.len()),
    }
}

/// Walks back to the last star only, so that the time is bounded by the product of the lengths.
fn step(pattern: &[char], name: &[char]) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        let advanced = match pattern.get(at) {
            Some('*') => {
                star = Some((at + 1, seen));
                at += 1;
                continue;
            }
            None if seen == name.len() => return true,
            None => None,
            Some(mark) => name.get(seen).and_then(|letter| match mark {
                '?' => (*letter != '/').then_some(at + 1),
                '[' => class(pattern, at, *letter).filter(|(holds, _)| *holds).map(|(_, end)| end),
                '\\' => (pattern.get(at + 1) == Some(letter)).then_some(at + 2),
                mark => (mark == letter).then_some(at + 1),
            }),
        };
        if let Some(next) = advanced {
            at = next;
            seen += 1;
            continue;
        }
        match star {
            Some((behind, from)) if from < name.len() && name[from] != '/' => {
                star = Some((behind, from + 1));
                (at, seen) = (behind, from + 1);
            }
            _ => return false,
        }
    }
}

/// A pattern of `.Files.Glob`: as [`matches()`], and `**` crosses slashes, `{a,b}` chooses, `[!a]` and
/// `[^a]` exclude.
#[derive(Debug)]
pub struct Glob(regex::Regex);

impl Glob {
    /// Reads a pattern; nothing where it is malformed.
    pub fn new(pattern: &str) -> Option<Glob> {
        let letters: Vec<char> = pattern.chars().collect();
        let mut text = String::from("(?s)^");
        let mut depth = 0_usize;
        let mut at = 0;
        while let Some(&letter) = letters.get(at) {
            at += 1;
            match letter {
                '*' if letters.get(at) == Some(&'*') => {
                    at += 1;
                    text.push_str(".*");
                }
                '*' => text.push_str("[^/]*"),
                '?' => text.push_str("[^/]"),
                '{' => {
                    depth += 1;
                    text.push_str("(?:");
                }
                '}' if depth > 0 => {
                    depth -= 1;
                    text.push(')');
                }
                ',' if depth > 0 => text.push('|'),
                '[' => {
                    text.push('[');
                    if matches!(letters.get(at), Some('!' | '^')) {
                        at += 1;
                        text.push('^');
                    }
                    loop {
                        let letter = *letters.get(at)?;
                        at += 1;
                        match letter {
                            ']' => break,
                            '-' => text.push('-'),
                            _ => text.push_str(&regex::escape(&letter.to_string())),
                        }
                    }
                    text.push(']');
                }
                '\\' => {
                    text.push_str(&regex::escape(&letters.get(at)?.to_string()));
                    at += 1;
                }
                letter => text.push_str(&regex::escape(&letter.to_string())),
            }
        }
        text.push('$');
        (depth == 0).then_some(())?;
        regex::Regex::new(&text).ok().map(Glob)
    }

    /// Whether a path fits.
    pub fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names() {
        for (pattern, name) in [
            ("*", "abc"),
            ("a*c", "abbc"),
            ("a?c", "abc"),
            ("[a-c]x", "bx"),
            ("[^a]x", "bx"),
            ("a\\*", "a*"),
            ("a/*", "a/b"),
            ("*a*b", "xaxxb"),
            ("", ""),
        ] {
            assert_eq!(matches(pattern, name), Ok(true), "{pattern} {name}");
        }
        for (pattern, name) in
            [("*", "a/b"), ("a", "ab"), ("[a]", "b"), ("?", "/"), ("a*", "ba"), ("a*/b", "a/c/b")]
        {
            assert_eq!(matches(pattern, name), Ok(false), "{pattern} {name}");
        }
        for pattern in ["[", "a\\", "[]", "[a-]"] {
            assert_eq!(matches(pattern, "x"), Err(BadPattern), "{pattern}");
        }
    }

    #[test]
    fn globs() {
        let fits = |pattern: &str, path: &str| Glob::new(pattern).expect("a glob").matches(path);
        assert!(fits("files/*.txt", "files/a.txt") && !fits("files/*.txt", "files/b/a.txt"));
        assert!(fits("files/**", "files/b/a.txt") && fits("**.yaml", "a/b.yaml"));
        assert!(fits("{a,b}/*", "b/c") && fits("[!a]", "b") && !fits("[!a]", "a"));
    }
}
