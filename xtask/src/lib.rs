//! The guard suite: keeps the chart, its runbooks and its CI from quietly going wrong.
//!
//! Data flows one way: suite files, combinations, renders, manifests, checks, diagnostics, policy,
//! report. ARCHITECTURE.md is the map.

pub mod checks;
pub mod commands;
pub mod diagnostic;
pub mod evidence;
pub mod locate;
pub mod render;
pub mod sources;
pub mod yaml;
