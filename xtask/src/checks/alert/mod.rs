//! Checks of alerting rules in rendered PrometheusRule objects.

pub(super) mod dead_runbook;
pub(super) mod invalid_duration;
pub(super) mod untested;
