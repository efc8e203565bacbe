//! What stands in for the server where a drill is about its metrics: HTTPS with a check of the key,
//! and an exposition that the drill writes.
//!
//! It is run as the rendered container, under the name of the image's own program, and takes from the
//! container what the server takes: address, certificate, key and the list of API keys. It must know
//! nothing of Prometheus, nor of what a drill wants to see.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::report;

/// The folder in which it finds what it exposes: a file of its own, by its host name, or [`COMMON`].
pub const FOLDER: &str = "/exposition";
/// What those expose that have no file of their own.
pub const COMMON: &str = "metrics";

/// Where the metrics are.
const METRICS: &str = "/api/v1/metrics/prometheus";
/// A connection on which nothing comes is closed.
const IDLE: Duration = Duration::from_secs(60);
/// The first byte of a TLS connection: a handshake.
const HANDSHAKE: u8 = 0x16;
/// The longest head of a request.
const LONGEST_HEAD: usize = 16 * 1024;

static IN_FLIGHT: AtomicUsize = AtomicUsize::new(0);

/// Serves until it is told to end, where this program was called as the image's own.
pub fn called_as(name: &str) -> Option<ExitCode> {
    (name == "server").then(|| match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    })
}

/// What it takes from its variables.
struct Settings {
    tls: Arc<ServerConfig>,
    /// The keys that are valid; none where no key is asked for.
    keys: Option<Vec<String>>,
    host: String,
}

fn run() -> Result<()> {
    ctrlc::set_handler(end)?;
    let host = variable("HOSTNAME")?;
    let settings = Arc::new(Settings { tls: tls()?, keys: keys()?, host });
    let listener = TcpListener::bind(address(&settings.host)?).context("cannot listen")?;
    report::say(r#"{"level":"info","msg":"serving metrics"}"#);
    for stream in listener.incoming().flatten() {
        let settings = Arc::clone(&settings);
        // A client that breaks a connection off has done nothing wrong.
        thread::spawn(move || drop(serve(stream, &settings)));
    }
    Ok(())
}

/// Requests that are being answered are answered.
fn end() {
    for _ in 0..1_000 {
        if IN_FLIGHT.load(Ordering::SeqCst) == 0 {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    std::process::exit(0);
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set"))
}

/// Everything that listens shares one machine here, so that "all addresses" are those of its pod.
fn address(host: &str) -> Result<(String, u16)> {
    let port = variable("CERTCTL_SERVER_PORT")?;
    let port = port.parse().with_context(|| format!("CERTCTL_SERVER_PORT: {port}"))?;
    let wanted = variable("CERTCTL_SERVER_HOST")?;
    Ok((if wanted == "0.0.0.0" { host.to_owned() } else { wanted }, port))
}

fn keys() -> Result<Option<Vec<String>>> {
    if variable("CERTCTL_AUTH_TYPE")? == "none" {
        return Ok(None);
    }
    let list = variable("CERTCTL_AUTH_SECRET")?;
    ensure!(!list.is_empty(), "CERTCTL_AUTH_SECRET is empty");
    Ok(Some(list.split(',').map(str::to_owned).collect()))
}

/// TLS 1.3 and nothing below, as the server has it.
fn tls() -> Result<Arc<ServerConfig>> {
    let (certificate, key) =
        (variable("CERTCTL_SERVER_TLS_CERT_PATH")?, variable("CERTCTL_SERVER_TLS_KEY_PATH")?);
    let chain = CertificateDer::pem_file_iter(&certificate)
        .and_then(Iterator::collect)
        .with_context(|| certificate.clone())?;
    let secret = PrivateKeyDer::from_pem_file(&key).with_context(|| key.clone())?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(chain, secret)?;
    Ok(Arc::new(config))
}

fn serve(mut stream: TcpStream, settings: &Settings) -> Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut first = [0];
    if stream.peek(&mut first)? == 1 && first[0] != HANDSHAKE {
        return refuse_plain(&mut stream);
    }
    let connection = ServerConnection::new(Arc::clone(&settings.tls))?;
    let mut stream = StreamOwned::new(connection, stream);
    while let Some(head) = read_head(&mut stream)? {
        IN_FLIGHT.fetch_add(1, Ordering::SeqCst);
        let (status, body) = answer(&head, settings);
        let code = status.split(' ').next().unwrap_or_default();
        let path = path_of(&head);
        report::say(&format!(r#"{{"level":"info","path":"{path}","status":{code}}}"#));
        let written = write(&mut stream, status, &body);
        IN_FLIGHT.fetch_sub(1, Ordering::SeqCst);
        written?;
    }
    Ok(())
}

/// As Go's servers answer whoever speaks HTTP to them.
fn refuse_plain(stream: &mut TcpStream) -> Result<()> {
    stream.write_all(
        b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
    )?;
    stream.shutdown(Shutdown::Write)?;
    // Closing over unread data would reset the connection before the answer is read.
    let _ = std::io::copy(stream, &mut std::io::sink());
    Ok(())
}

/// The head of the next request; none when the client has finished.
fn read_head(stream: &mut impl Read) -> Result<Option<String>> {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.ends_with(b"\r\n\r\n") {
        let read = match stream.read(&mut buffer) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => 0,
            Err(error) => return Err(error.into()),
        };
        if read == 0 {
            return Ok(None);
        }
        head.extend_from_slice(&buffer[..read]);
        ensure!(head.len() <= LONGEST_HEAD, "a request without an end");
    }
    Ok(Some(String::from_utf8_lossy(&head).into_owned()))
}

fn answer(head: &str, settings: &Settings) -> (&'static str, String) {
    let path = path_of(head);
    match path {
        "/health" => ("200 OK", r#"{"status":"healthy"}"#.to_owned()),
        "/ready" => ("200 OK", r#"{"status":"ready","db":"reachable"}"#.to_owned()),
        _ if path.starts_with("/api/v1/") && !is_allowed(head, settings) => {
            ("401 Unauthorized", r#"{"error":"Unauthorized"}"#.to_owned())
        }
        METRICS => ("200 OK", exposition(&settings.host)),
        _ => ("404 Not Found", r#"{"error":"Not Found"}"#.to_owned()),
    }
}

fn path_of(head: &str) -> &str {
    let target = head.split(' ').nth(1).unwrap_or_default();
    target.split('?').next().unwrap_or_default()
}

fn is_allowed(head: &str, settings: &Settings) -> bool {
    let Some(keys) = &settings.keys else { return true };
    let given = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    let mut given = given.filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let key = given.next().and_then(|(_, value)| value.trim().strip_prefix("Bearer "));
    key.is_some_and(|key| keys.iter().any(|known| known == key))
}

fn exposition(host: &str) -> String {
    let read = |name: &str| fs::read_to_string(format!("{FOLDER}/{name}"));
    read(host).or_else(|_| read(COMMON)).unwrap_or_default()
}

fn write(stream: &mut impl Write, status: &str, body: &str) -> Result<()> {
    let kind = if body.starts_with('{') { "application/json" } else { "text/plain; version=0.0.4" };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    Ok(stream.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(head: &str, keys: Option<&[&str]>) -> &'static str {
        let keys = keys.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect());
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .expect("a version")
            .with_no_client_auth();
        let resolver = Arc::new(rustls::server::ResolvesServerCertUsingSni::new());
        let tls = Arc::new(builder.with_cert_resolver(resolver));
        answer(head, &Settings { tls, keys, host: "pod".to_owned() }).0
    }

    #[test]
    fn asks_for_one_of_the_keys_and_no_key_for_its_probes() {
        let metrics = |header: &str| format!("GET {METRICS} HTTP/1.1\r\n{header}\r\n\r\n");
        let keys = Some(&["one", "two"][..]);
        assert_eq!(status(&metrics("Authorization: Bearer two"), keys), "200 OK");
        assert_eq!(status(&metrics("authorization: Bearer one"), keys), "200 OK");
        assert_eq!(status(&metrics("Authorization: Bearer one,two"), keys), "401 Unauthorized");
        assert_eq!(status(&metrics("Accept: */*"), keys), "401 Unauthorized");
        assert_eq!(status(&metrics("Accept: */*"), None), "200 OK");
        assert_eq!(status("GET /ready HTTP/1.1\r\n\r\n", keys), "200 OK");
        assert_eq!(status("GET /metrics HTTP/1.1\r\n\r\n", keys), "404 Not Found");
    }
}
