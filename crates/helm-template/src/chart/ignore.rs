//! `.helmignore`: which files of a folder are no part of the chart.

use super::glob;

/// The rules of a file, in order, with Helm's own behind them.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules(Vec<Rule>);

#[derive(Clone, Debug)]
struct Rule {
    pattern: String,
    negated: bool,
    folders_only: bool,
    place: Place,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    /// The whole path from the root.
    Path,
    /// The last part of the path.
    Name,
}

impl Rules {
    /// Reads the rules.
    ///
    /// # Errors
    /// Helm's words for `**` and for patterns that are none.
    pub(super) fn parse(text: &str) -> Result<Rules, String> {
        let mut rules = Rules::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for line in text.lines() {
            rules.add(line)?;
        }
        Ok(rules)
    }

    /// What Helm ignores in any chart: files in templates/ that begin with a dot.
    pub(super) fn add_defaults(&mut self) {
        // The pattern is well formed.
        let _ = self.add("templates/.?*");
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if line.contains("**") {
            return Err("double-star (**) syntax is not supported".to_owned());
        }
        glob::matches(line, "abc").map_err(|_| "syntax error in pattern".to_owned())?;
        let (negated, pattern) = match line.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (folders_only, pattern) = match pattern.strip_suffix('/') {
            Some(rest) => (true, rest),
            None => (false, pattern),
        };
        let place = if pattern.contains('/') { Place::Path } else { Place::Name };
        let pattern = pattern.strip_prefix('/').unwrap_or(pattern).to_owned();
        self.0.push(Rule { pattern, negated, folders_only, place });
        Ok(())
    }

    /// Whether a path, relative to the chart, is ignored. The first rule that decides, decides; a
    /// negated rule ignores all that it does not match.
    pub(super) fn ignores(&self, path: &str, is_folder: bool) -> bool {
        for rule in &self.0 {
            let considered = is_folder || !rule.folders_only;
            let matches = considered && rule.matches(path);
            if rule.negated != matches {
                return true;
            }
        }
        false
    }
}

impl Rule {
    fn matches(&self, path: &str) -> bool {
        let subject = match self.place {
            Place::Path => path,
            Place::Name => path.rsplit('/').next().unwrap_or(path),
        };
        glob::matches(&self.pattern, subject).unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignores(rules: &str, path: &str, is_folder: bool) -> bool {
        Rules::parse(rules).expect("rules").ignores(path, is_folder)
    }

    #[test]
    fn names_paths_and_folders() {
        assert!(ignores("*.md", "docs/a.md", false));
        assert!(ignores("/a.txt", "a.txt", false) && !ignores("/a.txt", "b/a.txt", false));
        assert!(ignores("b/*.txt", "b/a.txt", false) && !ignores("b/*.txt", "c/b/a.txt", false));
        assert!(ignores("docs/", "docs", true) && !ignores("docs/", "docs", false));
        assert!(ignores("!a.txt", "b.txt", false) && !ignores("!a.txt", "a.txt", false));
        assert!(!ignores("# a\n\n", "a", false));
        assert!(Rules::parse("a/**").is_err() && Rules::parse("[").is_err());
    }
}
