//! The encodings that templates call by name: `toYaml`, `fromJson`, `toToml` and their kin.

pub mod json;
