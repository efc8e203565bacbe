//! The guard suite: keeps the chart, its runbooks and its CI from quietly going wrong.
//!
//! Data flows one way: suite files, combinations, renders, manifests, checks, diagnostics, policy,
//! report. ARCHITECTURE.md is the map.

pub mod branches;
pub mod checks;
pub mod cli;
pub mod commands;
pub mod diagnostic;
pub mod evidence;
pub mod gather;
pub mod judge;
pub mod locate;
pub mod manifest;
pub mod markdown;
pub mod pattern;
pub mod policy;
pub mod render;
pub mod report;
pub mod search;
pub mod sources;
pub mod suite;
pub mod values_table;
pub mod yaml;
