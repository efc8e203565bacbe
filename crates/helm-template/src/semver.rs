//! Semantic versions and constraints as the library of Helm reads them: lenient, with wildcards,
//! ranges with a hyphen, `~` and `^`.

use std::cmp::Ordering;

use crate::version::Version as Helm;

/// A version; what is left out is zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Major, minor, patch.
    pub numbers: [u64; 3],
    /// What stands behind `-`.
    pub prerelease: String,
    /// What stands behind `+`.
    pub metadata: String,
}

impl Version {
    /// Reads a version; `v` in front, and minor and patch, may be there or not.
    pub fn parse(text: &str) -> Option<Version> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let (text, metadata) = match text.split_once('+') {
            Some((text, metadata)) => (text, Some(metadata)),
            None => (text, None),
        };
        let (text, prerelease) = match text.split_once('-') {
            Some((text, prerelease)) => (text, Some(prerelease)),
            None => (text, None),
        };
        let parts: Vec<&str> = text.split('.').collect();
        if parts.len() > 3 {
            return None;
        }
        let mut numbers = [0; 3];
        for (number, part) in numbers.iter_mut().zip(&parts) {
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            *number = part.parse().ok()?;
        }
        if prerelease.is_some_and(|it| !identifiers(it) || leading_zero(it))
            || metadata.is_some_and(|it| !identifiers(it))
        {
            return None;
        }
        let prerelease = prerelease.unwrap_or_default().to_owned();
        Some(Version { numbers, prerelease, metadata: metadata.unwrap_or_default().to_owned() })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let order = self.numbers.cmp(&other.numbers);
        Some(order.then_with(|| prerelease_order(&self.prerelease, &other.prerelease)))
    }
}

fn identifiers(text: &str) -> bool {
    text.split('.').all(|part| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

fn leading_zero(text: &str) -> bool {
    text.split('.').any(|part| {
        part.len() > 1 && part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn prerelease_order(left: &str, right: &str) -> Ordering {
    match (left.is_empty(), right.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let (one, other) = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(one), Some(other)) => (one, other),
        };
        let order = match (one.parse::<u64>(), other.parse::<u64>()) {
            (Ok(one), Ok(other)) => one.cmp(&other),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => one.cmp(other),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Alternatives, each a list of conditions.
#[derive(Clone, Debug)]
pub struct Constraints(Vec<Vec<Condition>>);

#[derive(Clone, Debug)]
struct Condition {
    operator: String,
    version: Version,
    /// How many of major, minor and patch are given.
    given: usize,
}

impl Constraints {
    /// Reads constraints such as `>=1.2 <2 || ^3.0.0`.
    pub fn parse(text: &str) -> Option<Constraints> {
        text.split("||").map(alternative).collect::<Option<Vec<_>>>().map(Constraints)
    }

    /// Whether a version meets them.
    pub fn check(&self, version: &Version, helm: Helm) -> bool {
        let asks = |condition: &Condition| !condition.version.prerelease.is_empty();
        self.0.iter().any(|all| {
            let released = version.prerelease.is_empty();
            let any = released || all.iter().any(asks);
            all.iter().all(|condition| {
                let allowed = match helm.prereleases_in_common() {
                    true => any,
                    false => released || asks(condition) || condition.excludes_one(),
                };
                allowed && condition.check(version)
            })
        })
    }
}

/// Whether a version, given as text, is within a range, given as text; what is unreadable is not.
pub fn is_in_range(range: &str, version: &str, helm: Helm) -> bool {
    match (Constraints::parse(range), Version::parse(version)) {
        (Some(constraints), Some(version)) => constraints.check(&version, helm),
        _ => false,
    }
}

fn alternative(text: &str) -> Option<Vec<Condition>> {
    let spaced = text.replace(',', " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut conditions = Vec::new();
    let mut index = 0;
    while let Some(word) = words.get(index) {
        if let (Some(&"-"), Some(end)) = (words.get(index + 1), words.get(index + 2)) {
            conditions.push(condition(">=", word)?);
            conditions.push(condition("<=", end)?);
            index += 3;
            continue;
        }
        let split = word.find(|letter: char| !"=!<>~^".contains(letter)).unwrap_or(word.len());
        let (operator, rest) = word.split_at(split);
        if rest.is_empty() {
            index += 1;
            conditions.push(condition(operator, words.get(index)?)?);
        } else {
            conditions.push(condition(operator, rest)?);
        }
        index += 1;
    }
    (!conditions.is_empty()).then_some(conditions)
}

fn condition(operator: &str, text: &str) -> Option<Condition> {
    let operator = match operator {
        "" | "=" => "=",
        "=>" | ">=" => ">=",
        "=<" | "<=" => "<=",
        "~>" | "~" => "~",
        "!=" | ">" | "<" | "^" => operator,
        _ => return None,
    };
    let bare = text.strip_prefix('v').unwrap_or(text);
    let end = bare.find(['-', '+']).unwrap_or(bare.len());
    let (numbers, rest) = bare.split_at(end);
    let mut given = 0;
    let mut filled = Vec::new();
    for part in numbers.split('.') {
        if matches!(part, "x" | "X" | "*") {
            break;
        }
        filled.push(part);
        given += 1;
    }
    let wildcard = given < numbers.split('.').count();
    if numbers.split('.').count() > 3 {
        return None;
    }
    let text = if filled.is_empty() { "0".to_owned() } else { filled.join(".") };
    let version = Version::parse(&if wildcard { text } else { format!("{text}{rest}") })?;
    Some(Condition { operator: operator.to_owned(), version, given })
}

impl Condition {
    fn excludes_one(&self) -> bool {
        self.operator == "!=" && self.given == 3
    }

    fn check(&self, version: &Version) -> bool {
        let bound = &self.version;
        let same = |count: usize| version.numbers[..count] == bound.numbers[..count];
        let order = version.partial_cmp(bound).unwrap_or(Ordering::Equal);
        match self.operator.as_str() {
            "=" if self.given < 3 => self.tilde(version, order),
            "=" => order == Ordering::Equal,
            "!=" if self.given < 3 => self.given > 0 && !same(self.given),
            "!=" => order != Ordering::Equal,
            ">" if self.given == 0 => false,
            ">" if self.given < 3 => version.numbers[..self.given] > bound.numbers[..self.given],
            ">" => order == Ordering::Greater,
            "<" => order == Ordering::Less,
            ">=" => order != Ordering::Less,
            "<=" if self.given < 3 => version.numbers[..self.given] <= bound.numbers[..self.given],
            "<=" => order != Ordering::Greater,
            "~" => self.tilde(version, order),
            _ => self.caret(version, order),
        }
    }

    fn tilde(&self, version: &Version, order: Ordering) -> bool {
        let fixed = self.given.min(2);
        order != Ordering::Less && version.numbers[..fixed] == self.version.numbers[..fixed]
    }

    fn caret(&self, version: &Version, order: Ordering) -> bool {
        if order == Ordering::Less {
            return false;
        }
        let bound = &self.version.numbers;
        let fixed = match self.given {
            0 => 0,
            _ if bound[0] > 0 => 1,
            1 => 1,
            _ if bound[1] > 0 => 2,
            2 => 2,
            _ => 3,
        };
        version.numbers[..fixed] == bound[..fixed]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in_range(range: &str, version: &str) -> bool {
        super::is_in_range(range, version, Helm::V3_16)
    }

    #[test]
    fn ranges() {
        for (range, version) in [
            (">=1.2", "1.2.0"),
            ("1.x", "1.9.3"),
            ("*", "0.0.1"),
            ("^1.2.3", "1.9.0"),
            ("~1.2", "1.2.9"),
            ("1.2 - 2.0", "2.0.0"),
            (">1, <3", "2.0.0"),
            ("1 || 3", "3.1.0"),
            (">= 1.20.0-0", "1.21.0-gke.1"),
            ("^0.2.3", "0.2.9"),
            ("1.2.3", "v1.2.3"),
        ] {
            assert!(is_in_range(range, version), "{range} {version}");
        }
        for (range, version) in [
            (">=1.2", "1.1.9"),
            ("1.x", "2.0.0"),
            ("*", "1.0.0-rc1"),
            ("^1.2.3", "2.0.0"),
            ("~1.2", "1.3.0"),
            ("", "1.0.0"),
            ("^0.2.3", "0.3.0"),
            (">1", "1.5.0"),
            ("a", "1.0.0"),
        ] {
            assert!(!is_in_range(range, version), "{range} {version}");
        }
    }
}
