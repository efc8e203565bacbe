//! Semantic versions and constraints as the library Masterminds/semver reads them.

mod constraint;
mod version;

use super::arguments::text;
use super::fixed;
use crate::function::Function;
use crate::function::Parameter::String as Text;
use crate::value::Value;
use constraint::Constraints;
use version::Version;

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("semver", &[Text], |a| Ok(Version::parse(&text(a, 0))?.value())),
    fixed("semverCompare", &[Text, Text], |a| {
        let constraints = Constraints::parse(&text(a, 0))?;
        let version = Version::parse(&text(a, 1))?;
        Ok(Value::Bool(constraints.allow(&version)))
    }),
];

/// Since Helm 4.1, whose library sees prereleases otherwise and begins its errors with small letters.
pub(super) static SINCE_4_1: &[Function] = &[
    fixed("semver", &[Text], |a| Ok(Version::parse(&text(a, 0)).map_err(small)?.value())),
    fixed("semverCompare", &[Text, Text], |a| {
        let constraints = Constraints::parse(&text(a, 0)).map_err(small)?;
        let version = Version::parse(&text(a, 1)).map_err(small)?;
        Ok(Value::Bool(constraints.allow_in_common(&version)))
    }),
];

/// An error in the words of later versions of the library.
fn small(error: String) -> String {
    for sentence in ["Invalid Semantic Version", "constraint Parser Error"] {
        if error == sentence {
            return sentence.to_lowercase();
        }
    }
    let mut letters = error.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => error,
    }
}

/// Whether a version satisfies constraints, as `semverCompare` tells and as Helm asks of `kubeVersion`
/// and of dependencies.
pub fn satisfies(constraints: &str, version: &str) -> Result<bool, String> {
    Ok(Constraints::parse(constraints)?.allow(&Version::parse(version)?))
}
