//! What the process is told from outside. As process 1 of a container it hears only what it asks for.
//!
//! This module must not know what a signal leads to.

use anyhow::{Context as _, Result};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGTERM and SIGINT, from the moment of its making.
pub struct Termination {
    terminate: Signal,
    interrupt: Signal,
}

impl Termination {
    /// Begins to listen.
    ///
    /// # Errors
    /// Where the system does not allow it.
    pub fn listen() -> Result<Self> {
        let open = |kind| signal(kind).context("no handler for a signal");
        Ok(Self {
            terminate: open(SignalKind::terminate())?,
            interrupt: open(SignalKind::interrupt())?,
        })
    }

    /// Waits for the next one; gives its name.
    pub async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

/// SIGHUP, from the moment of its making.
///
/// # Errors
/// Where the system does not allow it.
pub fn hangup() -> Result<Signal> {
    signal(SignalKind::hangup()).context("no handler for a signal")
}
