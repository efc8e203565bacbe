//! Renders a Helm chart as `helm template` does, byte for byte, and knows which template line wrote
//! each line of output.
//!
//! It must not know that a guard suite exists.

pub mod chart;
pub mod command_line;
pub mod coverage;
pub mod data;
mod effects;
pub mod encoding;
pub mod error;
pub mod exec;
pub mod function;
pub mod functions;
pub mod go;
mod hash;
mod kept;
pub mod number;
mod octets;
pub mod output;
pub mod provenance;
pub mod reads;
pub mod render;
pub mod schema;
pub mod semver;
pub mod template;
pub mod value;
pub mod values;
pub mod version;
pub mod yaml;

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExample;
