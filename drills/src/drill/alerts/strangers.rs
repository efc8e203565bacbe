//! Those whom a Prometheus meets that was set up wrongly: a CA that has nothing to do with the product,
//! and servers that answer otherwise than the product or not at all.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::process::{self, Background, CommandLine};

/// A proxy that speaks plain HTTP.
pub(super) const PLAIN: u16 = 7001;
/// Somebody who listens and says nothing.
pub(super) const SILENT: u16 = 7002;
/// Nobody.
pub(super) const NOBODY: u16 = 7003;
/// A server whose certificate has expired.
pub(super) const EXPIRED: u16 = 7004;
/// A server whose rate limiter has had enough of us.
pub(super) const LIMITED: u16 = 7005;
/// The file of the other CA.
pub(super) const OTHER_CA: &str = "other-ca.crt";

/// Those who listen. They do so until the drill ends.
pub(super) fn listen() -> Result<()> {
    says(PLAIN, b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")?;
    says(LIMITED, b"HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\n\r\n")?;
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, SILENT))?;
    thread::spawn(move || {
        let mut kept = Vec::new();
        kept.extend(silent.incoming().flatten());
    });
    Ok(())
}

/// Somebody who says the same to everybody, in plain HTTP.
fn says(port: u16, answer: &'static [u8]) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let _ = client.write_all(answer);
            let _ = client.set_read_timeout(Some(Duration::from_millis(200)));
            let _ = client.read(&mut [0; 4096]);
        }
    });
    Ok(())
}

/// Another CA, in a folder.
pub(super) fn other_ca(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let certificate = folder.join(OTHER_CA).display().to_string();
    openssl(
        "req -x509 -days 2 -keyout /dev/null",
        &["-subj", "/CN=another CA", "-out", &certificate],
    )
}

/// What stands in for the server, with a certificate whose last day was yesterday.
pub(super) fn expired(folder: &Path) -> Result<Background> {
    let [key, request, certificate, names] =
        ["expired.key", "expired.csr", "expired.crt", "expired.names"]
            .map(|name| folder.join(name).display().to_string());
    fs::write(&names, "subjectAltName = DNS:certctl-server.certctl.svc\n")?;
    openssl("req", &["-subj", "/CN=expired", "-keyout", &key, "-out", &request])?;
    let sign = ["x509", "-req", "-days", "-1", "-in", &request, "-signkey", &key];
    run(CommandLine::new("openssl").with(sign).with(["-extfile", &names, "-out", &certificate]))?;
    let program = folder.join("server");
    symlink(std::env::current_exe()?, &program)?;
    let mut line = CommandLine::new(program);
    line.environment = [
        ("HOSTNAME", "expired"),
        ("CERTCTL_SERVER_HOST", "127.0.0.1"),
        ("CERTCTL_SERVER_PORT", &EXPIRED.to_string()),
        ("CERTCTL_SERVER_TLS_CERT_PATH", &certificate),
        ("CERTCTL_SERVER_TLS_KEY_PATH", &key),
        ("CERTCTL_AUTH_TYPE", "none"),
    ]
    .map(|(name, value)| (name.into(), value.into()))
    .into();
    Ok(Background(process::spawn(&line, &folder.join("expired.log"))?))
}

fn openssl(what: &str, further: &[&str]) -> Result<()> {
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    run(CommandLine::new("openssl").with(what.split(' ')).with(key).with(further))
}

fn run(line: CommandLine) -> Result<()> {
    process::output(&line, b"", Duration::from_secs(60))?.success(&line.shown()).map(drop)
}
