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

/// Whether a version satisfies constraints, as `semverCompare` tells and as Helm asks of `kubeVersion`
/// and of dependencies.
pub fn satisfies(constraints: &str, version: &str) -> Result<bool, String> {
    Ok(Constraints::parse(constraints)?.allow(&Version::parse(version)?))
}
