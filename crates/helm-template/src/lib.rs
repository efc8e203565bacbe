//! Renders a Helm chart as `helm template` does, byte for byte, and knows which template line wrote
//! each line of output.
//!
//! It must not know that a guard suite exists.

pub mod coverage;
pub mod error;
pub mod exec;
pub mod function;
pub mod functions;
pub mod go;
mod hash;
pub mod provenance;
pub mod template;
pub mod value;
pub mod version;
