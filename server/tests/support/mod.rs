//! What the tests run: the real binary, a real PostgreSQL, and HTTPS to the one and SQL to the other.

#![expect(
    dead_code,
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "each test file uses a part of it; they start processes, and end where one cannot be started"
)]

pub mod https;
pub mod postgres;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take that is expected to happen.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The binary with an environment that holds `variables` and nothing else.
pub fn binary<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certctl-server"));
    command.env_clear().envs(variables).stdin(Stdio::null());
    command
}

/// Runs a task to its end.
pub fn task(url: &str, arguments: &[&str]) -> Ended {
    Ended::of(binary([("CERTCTL_DATABASE_URL", url)]).args(arguments).output().unwrap())
}

/// What is left of a process.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status, nothing where a signal ended it.
    pub status: Option<i32>,
    /// Its log.
    pub log: Vec<serde_json::Value>,
    /// All that it wrote to stderr.
    pub stderr: String,
    /// All that it wrote to stdout.
    pub stdout: String,
}

impl Ended {
    /// Reads it; every line of stderr must be a JSON object.
    pub fn of(output: Output) -> Self {
        let stderr = String::from_utf8(output.stderr).unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        let log = stderr.lines().map(parse).collect();
        Self { status: output.status.code(), log, stderr, stdout }
    }

    /// The messages of one level.
    pub fn messages(&self, level: &str) -> Vec<&str> {
        let lines = self.log.iter().filter(|line| line["level"] == level);
        lines.map(|line| line["msg"].as_str().unwrap()).collect()
    }

    /// The one error that it ended with.
    pub fn error(&self) -> &str {
        let errors = self.messages("ERROR");
        assert_eq!((self.status, errors.len()), (Some(1), 1), "{}", self.stderr);
        errors[0]
    }

    /// Asserts that it ended well.
    #[track_caller]
    pub fn good(&self) -> &Self {
        assert_eq!(self.status, Some(0), "{}", self.stderr);
        self
    }
}

/// A process of the binary that goes on, killed at the end of the test.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    /// The log so far.
    pub seen: Vec<String>,
}

impl Running {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        Self { child, lines, seen: Vec::new() }
    }

    /// Waits for a line of the log that holds `text`.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("no line with {text:?} in {:#?}", self.seen);
            };
            self.seen.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Waits for its end; gives its status, nothing where a signal ended it.
    #[track_caller]
    pub fn ended(&mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                self.seen.extend(self.lines.iter());
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("it goes on: {:#?}", self.seen);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until `condition` holds.
#[track_caller]
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The environment of a server, to be changed by the test.
pub fn server_variables(url: &str, pair: &https::Pair, port: u16) -> BTreeMap<String, OsString> {
    let port = port.to_string();
    let variables: [(&str, OsString); 6] = [
        ("CERTCTL_DATABASE_URL", url.into()),
        ("CERTCTL_SERVER_PORT", port.into()),
        ("CERTCTL_SERVER_TLS_CERT_PATH", pair.certificate.clone().into()),
        ("CERTCTL_SERVER_TLS_KEY_PATH", pair.key.clone().into()),
        ("CERTCTL_AUTH_SECRET", "key-for-tests".into()),
        ("CERTCTL_DATABASE_CONNECT_TIMEOUT", "20s".into()),
    ];
    variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
