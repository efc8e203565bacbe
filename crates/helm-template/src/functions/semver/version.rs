//! Semantic versions, read leniently: with a `v` in front, and without minor and patch.

use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;

use crate::functions::types::downcast;
use crate::go::quote::quoted;
use crate::value::{IntKind, Native, Value};

static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*";
    let form =
        format!(r"^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-({names}))?(?:\+({names}))?$");
    Regex::new(&form).ok()
});

/// A version.
#[derive(Clone, Debug, Default)]
pub(super) struct Version {
    pub(super) major: u64,
    pub(super) minor: u64,
    pub(super) patch: u64,
    pub(super) prerelease: String,
    pub(super) metadata: String,
    pub(super) original: String,
}

impl Version {
    /// Reads a version.
    pub(super) fn parse(text: &str) -> Result<Version, String> {
        let found = FORM.as_ref().and_then(|form| form.captures(text));
        let Some(found) = found else {
            return Err("Invalid Semantic Version".to_owned());
        };
        let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
        let number = |index: usize| {
            match part(index) {
            "" => Ok(0),
            digits => digits.parse::<u64>().map_err(|_| {
                let digits = quoted(digits);
                format!(
                    "Error parsing version segment: strconv.ParseUint: parsing {digits}: value out of range"
                )
            }),
        }
        };
        let version = Version {
            major: number(1)?,
            minor: number(2)?,
            patch: number(3)?,
            prerelease: part(4).to_owned(),
            metadata: part(5).to_owned(),
            original: text.to_owned(),
        };
        let padded = |name: &str| {
            name.len() > 1
                && name.starts_with('0')
                && name.bytes().all(|byte| byte.is_ascii_digit())
        };
        if version.prerelease.split('.').any(padded) {
            return Err("Version segment starts with 0".to_owned());
        }
        Ok(version)
    }

    /// The order of versions, in which metadata does not count.
    pub(super) fn order(&self, other: &Version) -> Ordering {
        let numbers = |version: &Version| (version.major, version.minor, version.patch);
        numbers(self)
            .cmp(&numbers(other))
            .then_with(|| order_prereleases(&self.prerelease, &other.prerelease))
    }

    /// The value for templates.
    pub(super) fn value(self) -> Value {
        Value::Native(Rc::new(self))
    }

    fn next(&self, name: &str) -> Version {
        let mut next =
            Version { prerelease: String::new(), metadata: String::new(), ..self.clone() };
        match name {
            "IncMajor" => (next.major, next.minor, next.patch) = (self.major.wrapping_add(1), 0, 0),
            "IncMinor" => (next.minor, next.patch) = (self.minor.wrapping_add(1), 0),
            // The release of a prerelease comes next.
            _ if self.prerelease.is_empty() => next.patch = self.patch.wrapping_add(1),
            _ => {}
        }
        let v = if self.original.starts_with('v') { "v" } else { "" };
        next.original = format!("{v}{}", next.print());
        next
    }
}

/// The order of prereleases: none comes last, numbers come before names.
pub(super) fn order_prereleases(one: &str, other: &str) -> Ordering {
    match (one.is_empty(), other.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let (mut one, mut other) = (one.split('.'), other.split('.'));
    loop {
        let (first, second) = match (one.next(), other.next()) {
            (Some(first), Some(second)) => (first, second),
            (first, second) => return first.is_some().cmp(&second.is_some()),
        };
        let order = match (first.parse::<u64>(), second.parse::<u64>()) {
            (Ok(first), Ok(second)) => first.cmp(&second),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => first.cmp(second),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

impl Native for Version {
    fn type_name(&self) -> &'static str {
        "*semver.Version"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        let number = |number: u64| Value::Int(number as i64, IntKind::Uint64);
        let order = || {
            let other = arguments.first().and_then(downcast::<Version>);
            other.map_or(Ordering::Equal, |other| self.order(other))
        };
        let value = match name {
            "Major" => number(self.major),
            "Minor" => number(self.minor),
            "Patch" => number(self.patch),
            "Prerelease" => Value::string(self.prerelease.as_str()),
            "Metadata" => Value::string(self.metadata.as_str()),
            "Original" => Value::string(self.original.as_str()),
            "String" => Value::string(self.print()),
            "Compare" => Value::int(order() as i64),
            "Equal" => Value::Bool(order().is_eq()),
            "LessThan" => Value::Bool(order().is_lt()),
            "LessThanEqual" => Value::Bool(order().is_le()),
            "GreaterThan" => Value::Bool(order().is_gt()),
            "GreaterThanEqual" => Value::Bool(order().is_ge()),
            "IncMajor" | "IncMinor" | "IncPatch" => Value::Native(Rc::new(Next(self.next(name)))),
            _ => return None,
        };
        Some(Ok(value))
    }

    fn json(&self) -> Option<Value> {
        Some(Value::string(self.print()))
    }

    fn print(&self) -> String {
        let mut out = format!("{}.{}.{}", self.major, self.minor, self.patch);
        if !self.prerelease.is_empty() {
            out.push_str(&format!("-{}", self.prerelease));
        }
        if !self.metadata.is_empty() {
            out.push_str(&format!("+{}", self.metadata));
        }
        out
    }
}

/// `semver.Version`, the version that comes next: it lacks the methods of the pointer to one.
#[derive(Debug)]
struct Next(Version);

impl Native for Next {
    fn type_name(&self) -> &'static str {
        "semver.Version"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        match name {
            "Major" | "Minor" | "Patch" | "Prerelease" | "Metadata" | "String" | "IncMajor"
            | "IncMinor" | "IncPatch" => self.0.method(name, arguments),
            _ => None,
        }
    }

    fn json(&self) -> Option<Value> {
        self.0.json()
    }

    fn print(&self) -> String {
        self.0.print()
    }
}
