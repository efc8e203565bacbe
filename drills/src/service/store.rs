//! An S3 API: moto's server.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use xtask::render::drill_tools::DrillTools;

use crate::process::{self, CommandLine, Output};
use crate::running::until;

/// The store. It keeps its objects in memory and ends when it is dropped.
#[derive(Debug)]
pub struct Store {
    child: Child,
    log: PathBuf,
    python: PathBuf,
    endpoint: String,
}

impl Store {
    /// Starts it at an address.
    ///
    /// # Errors
    /// When it does not answer within half a minute.
    pub fn start(tools: &DrillTools, folder: &Path, address: &str, port: u16) -> Result<Self> {
        let log = folder.join("store.log");
        let line = CommandLine::new(&tools.python).with([
            "-m",
            "moto.server",
            "--host",
            address,
            "--port",
            &port.to_string(),
        ]);
        let child = process::spawn(&line, &log)?;
        let endpoint = format!("http://{address}:{port}");
        let mut store = Store { child, log, python: tools.python.clone(), endpoint };
        until(Duration::from_secs(30), "an answer of the S3 API", || {
            let ended = store.child.try_wait()?.is_some();
            let log = std::fs::read_to_string(&store.log).unwrap_or_default();
            ensure!(!ended, "moto's server has ended:\n{log}");
            Ok(TcpStream::connect((address, port)).is_ok())
        })?;
        Ok(store)
    }

    /// The environment in which aws-cli is its owner.
    pub fn owner(&self) -> [(&'static str, &'static str); 5] {
        [
            ("AWS_ACCESS_KEY_ID", "owner"),
            ("AWS_SECRET_ACCESS_KEY", "owner"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ]
    }

    /// Asks it something with aws-cli, as its owner: arguments after `aws`.
    ///
    /// # Errors
    /// When aws-cli cannot be started.
    pub fn ask(&self, arguments: &[&str]) -> Result<Output> {
        let mut line = CommandLine::new(&self.python)
            .with(["-m", "awscli", "--endpoint-url", &self.endpoint])
            .with(arguments);
        line.environment = self.owner().map(|(name, value)| (name.into(), value.into())).into();
        process::output(&line, b"", Duration::from_secs(60)).context("aws-cli")
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
