//! The helm versions that this repository works with: the one place that names them.

/// What the guard job of CI installs; the audit names this version.
pub const AUDIT_RUNNER: &str = "v3.16.0";

/// What the matrix of CI runs through.
pub const TESTED: &[&str] = &["v3.16.1", "v3.18.0", "v4.1.4"];
