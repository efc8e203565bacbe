//! What the product exposes, in its own order, and with its flaws: counts of rows that are called
//! counters and fall, series that are born with their first event, agents that never send a heartbeat.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::exporter::COMMON;

/// Failed jobs at the start: enough that they can fall for as long as the drill takes.
const FAILED: u64 = 4_000;
/// Jobs that end in a minute.
const JOBS: u64 = 30;

/// The state of an installation, as its metrics tell it.
#[derive(Clone, Debug)]
pub(super) struct Fleet {
    /// Certificates that end within 30 days.
    pub(super) expiring: u64,
    /// Agents that are not retired, sentinels included.
    pub(super) agents: u64,
    /// Those of them that have sent a heartbeat.
    pub(super) online: u64,
    /// Whether jobs fail.
    pub(super) failing: bool,
    /// Failed issuances that one server has counted since it started; no series while there are none.
    pub(super) issuance_failures: u64,
    completed: u64,
    failed: u64,
    minutes: u64,
}

impl Fleet {
    /// A system in good health with so many agents, and sentinels beside them.
    pub(super) fn healthy(agents: u64, sentinels: u64) -> Self {
        Fleet {
            expiring: 0,
            agents: agents + sentinels,
            online: agents,
            failing: false,
            issuance_failures: 0,
            completed: 90_000,
            failed: FAILED,
            minutes: 0,
        }
    }

    /// A minute passes. In a healthy system, too, a job fails now and then, and retries take failed
    /// rows back, so that their number falls.
    pub(super) fn pass_minute(&mut self) {
        self.minutes += 1;
        if self.failing {
            self.failed += JOBS;
            return;
        }
        self.completed += JOBS;
        if self.minutes.is_multiple_of(4) {
            self.failed += 1;
        } else {
            self.failed -= 5;
        }
    }

    /// Writes what the servers expose: the same numbers out of the database, and for one of them what
    /// it alone has counted in memory.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn publish(&self, folder: &Path, counting: Option<&str>) -> Result<()> {
        let put = |name: &str, text: String| -> Result<()> {
            let half = folder.join(".half");
            fs::write(&half, text)?;
            Ok(fs::rename(&half, folder.join(name))?)
        };
        if let Some(pod) = counting {
            put(pod, self.exposition(self.issuance_failures))?;
        }
        put(COMMON, self.exposition(0))
    }

    fn exposition(&self, failures: u64) -> String {
        let mut text = String::new();
        let mut metric = |name: &str, kind: &str, samples: &[(&str, u64)]| {
            let _ = writeln!(text, "# HELP certctl_{name} {}", name.replace('_', " "));
            let _ = writeln!(text, "# TYPE certctl_{name} {kind}");
            for (labels, value) in samples {
                let _ = writeln!(text, "certctl_{name}{labels} {value}");
            }
        };
        metric("certificate_total", "gauge", &[("", 240)]);
        metric("certificate_active", "gauge", &[("", 240 - self.expiring)]);
        metric("certificate_expiring_soon", "gauge", &[("", self.expiring)]);
        metric("certificate_expired", "gauge", &[("", 0)]);
        metric("certificate_revoked", "gauge", &[("", 0)]);
        metric("agent_total", "gauge", &[("", self.agents)]);
        metric("agent_online", "gauge", &[("", self.online)]);
        metric("job_pending", "gauge", &[("", 4)]);
        metric("job_completed_total", "counter", &[("", self.completed)]);
        metric("job_failed_total", "counter", &[("", self.failed)]);
        metric("notification_dead_total", "counter", &[("", 0)]);
        metric("uptime_seconds", "gauge", &[("", 60 * self.minutes)]);
        let success = r#"{issuer_type="ACME",outcome="success"}"#;
        metric("issuance_total", "counter", &[(success, self.completed / 2)]);
        let failure = r#"{issuer_type="ACME",error_class="timeout"}"#;
        let born: &[(&str, u64)] = if failures > 0 { &[(failure, failures)] } else { &[] };
        metric("issuance_failures_total", "counter", born);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exposes_rows_that_fall_and_series_that_are_born_late() {
        let mut fleet = Fleet::healthy(10, 3);
        let lines = |fleet: &Fleet, failures| fleet.exposition(failures);
        let before = lines(&fleet, 0);
        assert!(before.starts_with("# HELP certctl_certificate_total "), "{before}");
        assert!(before.contains("\ncertctl_agent_total 13\n"), "{before}");
        assert!(before.contains("\ncertctl_job_failed_total 4000\n"), "{before}");
        assert!(!before.contains("\ncertctl_issuance_failures_total"), "{before}");
        fleet.pass_minute();
        let after = lines(&fleet, 1);
        assert!(after.contains("\ncertctl_job_failed_total 3995\n"), "{after}");
        let born =
            "certctl_issuance_failures_total{issuer_type=\"ACME\",error_class=\"timeout\"} 1\n";
        assert!(after.ends_with(born), "{after}");
    }
}
