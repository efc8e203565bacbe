//! A combination in, rendered templates out.

pub mod git;
pub mod releases;
