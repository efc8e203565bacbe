//! Renders a Helm chart as `helm template` does, byte for byte, and knows which template line wrote
//! each line of output.
//!
//! It must not know that a guard suite exists.

pub mod data;
pub mod encoding;
pub mod function;
pub mod number;
pub mod value;
pub mod yaml;
