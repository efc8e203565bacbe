//! An S3 API: moto's server.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use regex::Regex;
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
    address: SocketAddr,
}

impl Store {
    /// Starts it at an address.
    ///
    /// # Errors
    /// When it does not answer in time.
    pub fn start(tools: &DrillTools, folder: &Path, address: &str, port: u16) -> Result<Self> {
        let log = folder.join("store.log");
        let mut line = CommandLine::new(&tools.python).with([
            "-m",
            "moto.server",
            "--host",
            address,
            "--port",
            &port.to_string(),
        ]);
        // Buckets are named in the path; a host's name is no bucket.
        line.environment.push(("S3_IGNORE_SUBDOMAIN_BUCKETNAME".into(), "true".into()));
        let child = process::spawn(&line, &log)?;
        let endpoint = format!("http://{address}:{port}");
        let python = tools.python.clone();
        let at = SocketAddr::new(address.parse()?, port);
        let mut store = Store { child, log, python, endpoint, address: at };
        until(Duration::from_secs(180), "an answer of the S3 API", || {
            let ended = store.child.try_wait()?.is_some();
            let log = std::fs::read_to_string(&store.log).unwrap_or_default();
            ensure!(!ended, "moto's server has ended:\n{log}");
            Ok(TcpStream::connect((address, port)).is_ok())
        })?;
        Ok(store)
    }

    /// The objects of a bucket and their sizes.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn objects(&self, bucket: &str) -> Result<BTreeMap<String, u64>> {
        static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?s)<Contents><Key>([^<]+)</Key>.*?<Size>(\d+)</Size>")
                .expect("a valid pattern")
        });
        let listed = self.get(&format!("/{bucket}?list-type=2"))?;
        let listed = String::from_utf8_lossy(&listed);
        let entries = ENTRY.captures_iter(&listed);
        entries.map(|entry| Ok((entry[1].to_owned(), entry[2].parse()?))).collect()
    }

    /// The answer to a plain request of its owner, whose signature the store does not check.
    ///
    /// # Errors
    /// When it is none, or not 200.
    pub fn get(&self, path: &str) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.address)?;
        let host = self.address;
        write!(
            stream,
            "GET {path} HTTP/1.0\r\nHost: {host}\r\nAuthorization: AWS owner:none\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|end| end == b"\r\n\r\n");
        let body = answer.split_off(end.context("no answer of the store")? + 4);
        let head = String::from_utf8_lossy(&answer).into_owned();
        let status = head.split(' ').nth(1).unwrap_or_default();
        ensure!(status == "200", "the store answers {status} to {path}");
        Ok(body)
    }

    /// How often an object was put under a key, in one piece or in several.
    ///
    /// # Errors
    /// When its log cannot be read.
    pub fn uploads(&self, bucket: &str, key: &str) -> Result<usize> {
        let log = std::fs::read_to_string(&self.log)?;
        let whole = log.matches(&format!("\"PUT /{bucket}/{key} HTTP")).count();
        Ok(whole + log.matches(&format!("\"POST /{bucket}/{key}?uploadId=")).count())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
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
        process::output(&line, b"", Duration::from_secs(180)).context("aws-cli")
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
