//! Configuration: the environment to settings that hold, or to every problem in it.
//!
//! A value that does not parse is an error here, where the published application takes the default in silence. Variables
//! that nobody asks for are not looked at: Kubernetes puts `CERTCTL_SERVER_PORT=tcp://…` and its like into pods whose
//! namespace has a Service of that name. This module must not connect, listen or read a file.

use std::path::PathBuf;
use std::time::Duration;

pub use database_url::{Roots, SslMode, Target};
pub use environment::{Environment, Invalid};

pub mod database_url;
mod environment;
mod keys;

/// How much is logged, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Only what ends the process or breaks a promise.
    Error,
    /// What deserves a look.
    Warn,
    /// What was done.
    Info,
    /// Why.
    Debug,
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object per line.
    Json,
    /// For eyes.
    Text,
}

/// Level and format of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Log {
    /// The most that is logged.
    pub level: Level,
    /// How it is written.
    pub format: Format,
}

/// What touches the database.
#[derive(Clone, Debug)]
pub struct Database {
    /// Where it is.
    pub target: Target,
    /// How long it is waited for.
    pub connect_timeout: Duration,
    /// Most connections at once.
    pub max_connections: usize,
}

/// What serves.
#[derive(Clone, Debug)]
pub struct Server {
    /// The address or name to listen on.
    pub host: String,
    /// The port to listen on.
    pub port: u16,
    /// The certificate with its chain, in PEM.
    pub certificate: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
    /// Whether somebody else migrates.
    pub migrated_by_hook: bool,
    /// How long requests under way may take to end when the server is told to.
    pub drain: Duration,
}

/// The variable with the certificate's path.
pub const CERTIFICATE: &str = "CERTCTL_SERVER_TLS_CERT_PATH";
/// The variable with the private key's path.
pub const KEY: &str = "CERTCTL_SERVER_TLS_KEY_PATH";

/// The log's settings. One of them that does not parse is a problem, and the other one holds nevertheless.
#[must_use]
pub fn log(environment: &Environment) -> (Log, Vec<Invalid>) {
    const LEVELS: [(&str, Level); 4] = [
        ("debug", Level::Debug),
        ("info", Level::Info),
        ("warn", Level::Warn),
        ("error", Level::Error),
    ];
    const FORMATS: [(&str, Format); 2] = [("json", Format::Json), ("text", Format::Text)];
    let mut problems = Problems::default();
    let level = problems.take(environment.choice("CERTCTL_LOG_LEVEL", &LEVELS, Level::Info));
    let format = problems.take(environment.choice("CERTCTL_LOG_FORMAT", &FORMATS, Format::Json));
    let log = Log { level: level.unwrap_or(Level::Info), format: format.unwrap_or(Format::Json) };
    (log, problems.0)
}

/// The database's settings: all that a migration needs.
///
/// # Errors
/// Every problem.
pub fn database(environment: &Environment) -> Result<Database, Vec<Invalid>> {
    let mut problems = Problems::default();
    let target = problems.take(database_url::read(environment));
    let limits = Duration::from_secs(1)..=Duration::from_secs(600);
    let timeout = "CERTCTL_DATABASE_CONNECT_TIMEOUT";
    let timeout = problems.take(environment.duration(timeout, limits, Duration::from_secs(60)));
    let most = problems.take(environment.integer("CERTCTL_DATABASE_MAX_CONNS", 1..=10_000, 25));
    match (target, timeout, most) {
        (Some(target), Some(connect_timeout), Some(most)) => {
            Ok(Database { target, connect_timeout, max_connections: most as usize })
        }
        _ => Err(problems.0),
    }
}

/// The server's settings. What the chart sets for parts that are not in this crate is checked and left alone.
///
/// # Errors
/// Every problem.
pub fn server(environment: &Environment) -> Result<Server, Vec<Invalid>> {
    let mut problems = Problems::default();
    let host = problems.take(host(environment));
    let port = problems.take(port(environment));
    let certificate =
        problems.take(environment.required(CERTIFICATE, "the server speaks HTTPS only"));
    let key = problems.take(environment.required(KEY, "the server speaks HTTPS only"));
    let hook = problems.take(environment.flag("CERTCTL_MIGRATIONS_VIA_HOOK", false));
    let drain = "CERTCTL_AUDIT_FLUSH_TIMEOUT_SECONDS";
    let drain = problems.take(environment.integer(drain, 1..=3600, 30));
    problems.take(keys::check(environment));
    check_the_rest(environment, &mut problems);
    match (host, port, certificate, key, hook, drain) {
        (
            Some(host),
            Some(port),
            Some(certificate),
            Some(key),
            Some(migrated_by_hook),
            Some(drain),
        ) if problems.0.is_empty() => {
            let drain = Duration::from_secs(drain.into());
            let (certificate, key) = (certificate.into(), key.into());
            Ok(Server { host, port, certificate, key, migrated_by_hook, drain })
        }
        _ => Err(problems.0),
    }
}

fn host(environment: &Environment) -> Result<String, Invalid> {
    let name = "CERTCTL_SERVER_HOST";
    let host = environment.text(name)?.unwrap_or("127.0.0.1");
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-.:".contains(letter);
    if !host.chars().all(plain) {
        return Err(Invalid::new(name, "must be an address such as 0.0.0.0, or a host name"));
    }
    Ok(host.to_owned())
}

fn port(environment: &Environment) -> Result<u16, Invalid> {
    let name = "CERTCTL_SERVER_PORT";
    if environment.text(name)?.is_some_and(|text| text.starts_with("tcp://")) {
        let problem =
            "is a Kubernetes service link, not a port; set it, or enableServiceLinks: false";
        return Err(Invalid::new(name, problem));
    }
    let port = environment.integer(name, 1..=65535, 8080)?;
    u16::try_from(port).map_err(|_| Invalid::new(name, "must be at most 65535"))
}

fn check_the_rest(environment: &Environment, problems: &mut Problems) {
    problems.take(environment.integer("CERTCTL_MAX_BODY_SIZE", 1..=u32::MAX, 1_048_576));
    let modes = [("agent", ()), ("server", ())];
    problems.take(environment.choice("CERTCTL_KEYGEN_MODE", &modes, ()));
    problems.take(environment.flag("CERTCTL_RATE_LIMIT_ENABLED", true));
    problems.take(environment.rate("CERTCTL_RATE_LIMIT_RPS", 50.0));
    problems.take(environment.integer("CERTCTL_RATE_LIMIT_BURST", 1..=1_000_000, 100));
    problems.take(environment.flag("CERTCTL_NETWORK_SCAN_ENABLED", false));
    let interval = Duration::from_secs(60)..=Duration::from_secs(31_536_000);
    let six_hours = Duration::from_secs(21_600);
    problems.take(environment.duration("CERTCTL_NETWORK_SCAN_INTERVAL", interval, six_hours));
    problems.take(origins(environment));
    problems.take(encryption_key(environment));
}

fn origins(environment: &Environment) -> Result<(), Invalid> {
    let name = "CERTCTL_CORS_ORIGINS";
    let is_origin = |text: &str| {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        text == "*" || host.is_some_and(|host| !host.is_empty() && !host.contains('/'))
    };
    let list = environment.text(name)?.unwrap_or("*");
    let good = list.split(',').all(|origin| is_origin(origin.trim()));
    let problem = "must be a comma-separated list of origins such as https://certctl.example.com";
    good.then_some(()).ok_or_else(|| Invalid::new(name, problem))
}

fn encryption_key(environment: &Environment) -> Result<(), Invalid> {
    let name = "CERTCTL_CONFIG_ENCRYPTION_KEY";
    let short = environment.text(name)?.is_some_and(|key| key.len() < 32);
    if short { Err(Invalid::new(name, "must have 32 bytes or more")) } else { Ok(()) }
}

/// Problems are gathered, so that one start shows them all.
#[derive(Default)]
struct Problems(Vec<Invalid>);

impl Problems {
    fn take<T>(&mut self, value: Result<T, Invalid>) -> Option<T> {
        value.map_err(|problem| self.0.push(problem)).ok()
    }
}
