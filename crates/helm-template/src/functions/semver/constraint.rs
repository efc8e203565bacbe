//! Constraints on versions: `>=1.2, <2 || ~3.1`, `^1.x`, `1.2 - 1.4`.

use std::cmp::Ordering;
use std::sync::LazyLock;

use regex::Regex;

use super::version::{Version, order_prereleases};

const OPERATORS: &str = r"=|!=|>|<|>=|=>|<=|=<|~|~>|\^|";

const FORM: &str = r"v?(?:[0-9|xX*]+)(?:\.[0-9|xX*]+)?(?:\.[0-9|xX*]+)?(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?";

struct Forms {
    /// A constraint: operator, major, minor, patch, prerelease with its dash.
    one: Regex,
    /// Constraints after each other.
    several: Regex,
    /// What is found in several.
    each: Regex,
    /// Two versions with a dash between them.
    range: Regex,
}

static FORMS: LazyLock<Option<Forms>> = LazyLock::new(|| {
    let names = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*";
    let part = r"[0-9|xX*]+";
    let one = format!(
        r"^[\t\n\f\r ]*({OPERATORS})[\t\n\f\r ]*(v?({part})(?:\.({part}))?(?:\.({part}))?(-{names})?(?:\+{names})?)[\t\n\f\r ]*$"
    );
    let space = r"[\t\n\f\r ]";
    let several = format!(
        r"^(?:{space}*(?:{OPERATORS}){space}*(?:{FORM}){space}*)(?:(?:{space}+|,{space}*)(?:{OPERATORS}){space}*(?:{FORM}){space}*)*$"
    );
    Some(Forms {
        one: Regex::new(&one).ok()?,
        several: Regex::new(&several).ok()?,
        each: Regex::new(&format!("(?:{OPERATORS}){space}*(?:{FORM})")).ok()?,
        range: Regex::new(&format!("{space}*({FORM}){space}+-{space}+({FORM}){space}*")).ok()?,
    })
});

/// Alternatives, each of several constraints.
#[derive(Debug)]
pub(super) struct Constraints(Vec<Vec<Constraint>>);

#[derive(Debug)]
struct Constraint {
    operator: String,
    version: Version,
    /// The minor number is missing or a wildcard.
    any_minor: bool,
    /// The patch number is, and the minor number is not.
    any_patch: bool,
    /// Some number is.
    any: bool,
}

fn improper(text: &str) -> String {
    format!("improper constraint: {text}")
}

impl Constraints {
    /// Reads constraints.
    pub(super) fn parse(text: &str) -> Result<Constraints, String> {
        let Some(forms) = FORMS.as_ref() else {
            return Err(improper(text));
        };
        let text = forms.range.replace_all(text, ">= $1, <= $2 ");
        let alternatives: Result<Vec<Vec<Constraint>>, String> = text
            .split("||")
            .map(|alternative| {
                if !forms.several.is_match(alternative) {
                    return Err(improper(alternative));
                }
                let found = forms.each.find_iter(alternative);
                found.map(|found| Constraint::parse(forms, found.as_str())).collect()
            })
            .collect();
        Ok(Constraints(alternatives?))
    }

    /// Whether a version satisfies all constraints of one alternative.
    pub(super) fn allow(&self, version: &Version) -> bool {
        self.0.iter().any(|all| all.iter().all(|constraint| constraint.allows(version)))
    }

    /// The same, where one constraint that names a prerelease lets prereleases satisfy those beside it,
    /// and no other is satisfied by any.
    pub(super) fn allow_in_common(&self, version: &Version) -> bool {
        let names_one = |constraint: &Constraint| !constraint.version.prerelease.is_empty();
        self.0.iter().any(|all| {
            (version.prerelease.is_empty() || all.iter().any(names_one))
                && all.iter().all(|constraint| constraint.compares(version))
        })
    }
}

fn is_wildcard(part: &str) -> bool {
    matches!(part, "" | "x" | "X" | "*")
}

impl Constraint {
    fn parse(forms: &Forms, text: &str) -> Result<Constraint, String> {
        let Some(found) = forms.one.captures(text) else {
            return Err(improper(text));
        };
        let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
        let (major, minor, patch, prerelease) = (part(3), part(4), part(5), part(6));
        let (any_major, any_minor) = (is_wildcard(major), is_wildcard(minor));
        let any_patch = is_wildcard(patch);
        let version = if any_major {
            format!("0.0.0{prerelease}")
        } else if any_minor {
            format!("{major}.0.0{prerelease}")
        } else if any_patch {
            format!("{major}.{minor}.0{prerelease}")
        } else {
            part(2).to_owned()
        };
        Ok(Constraint {
            operator: part(1).to_owned(),
            version: Version::parse(&version).map_err(|_| "constraint Parser Error".to_owned())?,
            any_minor: !any_major && any_minor,
            any_patch: !any_major && !any_minor && any_patch,
            any: any_major || any_minor || any_patch,
        })
    }

    /// Whether a version satisfies it; a prerelease only where it names one itself, or excludes one version.
    fn allows(&self, version: &Version) -> bool {
        let excludes_one = self.operator == "!=" && !self.any;
        let asks = version.prerelease.is_empty() || !self.version.prerelease.is_empty();
        (asks || excludes_one) && self.compares(version)
    }

    fn compares(&self, version: &Version) -> bool {
        let order = version.order(&self.version);
        match self.operator.as_str() {
            "" | "=" if !self.any => order.is_eq(),
            "" | "=" | "~" | "~>" => self.tilde(version, order),
            "!=" => self.differs(version, order),
            ">" => self.is_below(version, order),
            "<" => order.is_lt(),
            ">=" | "=>" => order.is_ge(),
            "<=" | "=<" => self.is_at_least(version, order),
            _ => self.caret(version, order),
        }
    }

    fn differs(&self, version: &Version, order: Ordering) -> bool {
        let own = &self.version;
        if !self.any {
            return order.is_ne();
        }
        if own.major != version.major {
            return true;
        }
        if own.minor != version.minor && !self.any_minor {
            return true;
        }
        if self.any_minor {
            return false;
        }
        if own.patch != version.patch && !self.any_patch {
            return true;
        }
        if self.any_patch {
            return order_prereleases(&version.prerelease, &own.prerelease).is_ne();
        }
        order.is_ne()
    }

    fn is_below(&self, version: &Version, order: Ordering) -> bool {
        if !self.any || version.major != self.version.major {
            return order.is_gt();
        }
        if self.any_minor {
            return false;
        }
        if self.any_patch {
            return version.minor > self.version.minor;
        }
        order.is_gt()
    }

    fn is_at_least(&self, version: &Version, order: Ordering) -> bool {
        if !self.any {
            return order.is_le();
        }
        let own = &self.version;
        if version.major > own.major {
            return false;
        }
        !(version.major == own.major && version.minor > own.minor && !self.any_minor)
    }

    fn tilde(&self, version: &Version, order: Ordering) -> bool {
        let own = &self.version;
        if order.is_lt() {
            return false;
        }
        let zero = (own.major, own.minor, own.patch) == (0, 0, 0);
        if zero && !self.any_minor && !self.any_patch {
            return true;
        }
        version.major == own.major && (version.minor == own.minor || self.any_minor)
    }

    fn caret(&self, version: &Version, order: Ordering) -> bool {
        let own = &self.version;
        if order.is_lt() {
            return false;
        }
        if own.major > 0 || self.any_minor {
            return version.major == own.major;
        }
        if version.major > 0 {
            return false;
        }
        if own.minor > 0 || self.any_patch {
            return version.minor == own.minor;
        }
        version.minor == 0 && version.patch == own.patch
    }
}
