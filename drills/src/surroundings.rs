//! The one error on which a caller branches: not a drill has failed, but what surrounds it.

/// What surrounds the drills failed: a tool is missing, or the kernel permits no namespaces. Status 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Surroundings(pub String);

/// Makes an error of any kind one of the surroundings.
pub fn blame<E: std::fmt::Display>(error: E) -> anyhow::Error {
    Surroundings(format!("{error:#}")).into()
}
