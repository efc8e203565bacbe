//! `alerts`: a real Prometheus and a real Alertmanager watch what stands in for the server, set up by
//! the runbook, in a time that runs faster by one factor.

mod faults;
mod fire;
mod fleet;
mod questions;
mod rotation;
mod scene;
mod scrape;
mod strangers;

use super::{Drill, Part};

/// The drill.
pub(super) const DRILL: Drill = Drill {
    name: "alerts",
    about: "the rendered rules and ServiceMonitor in a real Prometheus, by the runbook",
    parts: &[
        Part { name: "scrape", run: scrape::run },
        Part { name: "rotation", run: rotation::run },
        Part { name: "fire", run: fire::run },
        Part { name: "questions", run: questions::run },
    ],
    faults: faults::FAULTS,
    long_adds: "a restart after a renewed certificate, one under pending alerts, and a second failure of a known issuer",
};
