//! The command line of `kubectl` and `helm`, as far as the runbooks use it.

/// Options that take the next word as their value when they are not written with `=`.
const WITH_VALUE: [&str; 15] = [
    "-n",
    "--namespace",
    "-l",
    "--selector",
    "-o",
    "--output",
    "-p",
    "--patch",
    "-c",
    "--container",
    "-f",
    "--timeout",
    "--set",
    "--set-string",
    "--tail",
];

/// A command line, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Arguments {
    /// Words that are no options, in order.
    pub(super) words: Vec<String>,
    /// Options with their values, in order; an option without a value has an empty one.
    options: Vec<(String, String)>,
    /// What follows `--`.
    pub(super) rest: Vec<String>,
}

impl Arguments {
    /// Takes a command line apart.
    pub(super) fn parse(line: &[String]) -> Self {
        let mut parsed = Arguments::default();
        let mut words = line.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                parsed.rest = words.cloned().collect();
                break;
            }
            if !word.starts_with('-') || word == "-" {
                parsed.words.push(word.clone());
            } else if let Some((name, value)) = word.split_once('=') {
                parsed.options.push((name.to_owned(), value.to_owned()));
            } else if WITH_VALUE.contains(&word.as_str()) {
                let value = words.next().cloned().unwrap_or_default();
                parsed.options.push((word.clone(), value));
            } else {
                parsed.options.push((word.clone(), String::new()));
            }
        }
        parsed
    }

    /// The value of an option that goes by any of these names.
    pub(super) fn option(&self, names: &[&str]) -> Option<&str> {
        self.all(names).last().copied()
    }

    /// All values of an option that goes by any of these names.
    pub(super) fn all(&self, names: &[&str]) -> Vec<&str> {
        let given = self.options.iter().filter(|(name, _)| names.contains(&name.as_str()));
        given.map(|(_, value)| value.as_str()).collect()
    }

    /// Whether an option is given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.options.iter().any(|(given, _)| given == name)
    }

    /// A word by its number.
    pub(super) fn word(&self, number: usize) -> Option<&str> {
        self.words.get(number).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Arguments {
        Arguments::parse(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn tells_options_from_words_and_leaves_the_rest_alone() {
        let of = parsed("-n certctl exec -i pod-0 -- psql -U certctl --set=A=b");
        assert_eq!(of.words, ["exec", "pod-0"]);
        assert_eq!(of.rest, ["psql", "-U", "certctl", "--set=A=b"]);
        assert_eq!((of.option(&["-n", "--namespace"]), of.has("-i")), (Some("certctl"), true));
    }

    #[test]
    fn keeps_every_value_of_an_option_that_is_given_twice() {
        let of = parsed("upgrade certctl chart --set a=1 --set b=2 --reset-then-reuse-values");
        assert_eq!(of.all(&["--set"]), ["a=1", "b=2"]);
        assert!(of.has("--reset-then-reuse-values"));
    }
}
