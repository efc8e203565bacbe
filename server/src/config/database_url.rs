//! CERTCTL_DATABASE_URL: a URL to a connection.
//!
//! Passwords stand in it, encoded or badly encoded, so that any piece of it may be a piece of a password: no problem
//! quotes anything from the URL. This module must not connect.

use std::path::PathBuf;
use std::time::Duration;

use super::environment::{Environment, Invalid};

/// The variable with the URL.
pub const URL: &str = "CERTCTL_DATABASE_URL";
/// The variable with the database's CA, where the URL has no `sslrootcert`; the name is libpq's.
pub const ROOT_CERT: &str = "PGSSLROOTCERT";

const ENCODE: &str = "percent-encode what is not a letter or a digit in user and password";
const PARAMETERS: &str = "sslmode, sslrootcert, connect_timeout and application_name";

/// How the connection is protected; names and meaning are libpq's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SslMode {
    /// Never TLS.
    Disable,
    /// TLS where the database offers it.
    Prefer,
    /// TLS, whoever answers; with a CA at hand it is [`SslMode::VerifyCa`].
    Require,
    /// TLS with a certificate of a known CA.
    VerifyCa,
    /// TLS with a certificate of a known CA for the database's host name.
    VerifyFull,
}

/// Where the CAs come from that vouch for the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roots {
    /// Those of the system.
    System,
    /// A file in PEM.
    File {
        /// The file.
        path: PathBuf,
        /// The variable that named it.
        variable: &'static str,
    },
}

/// A connection to be made. The password is inside `connection`, which does not show it.
#[derive(Clone, Debug)]
pub struct Target {
    /// Host, port, role, password, database, limits.
    pub connection: tokio_postgres::Config,
    /// How it is protected.
    pub mode: SslMode,
    /// Who vouches for the database, where anybody must.
    pub roots: Option<Roots>,
    /// The role, for messages.
    pub role: String,
}

/// Reads the URL of the environment.
///
/// # Errors
/// Where it is unset or no such URL.
pub fn read(environment: &Environment) -> Result<Target, Invalid> {
    let url = environment.required(URL, "set it to postgres://user:password@host:5432/database")?;
    let problem = |problem: &str| Invalid::new(URL, problem);
    let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"));
    let rest = rest.ok_or_else(|| problem("must begin with postgres:// or postgresql://"))?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, address) = authority
        .rsplit_once('@')
        .ok_or_else(|| problem(&format!("names no user before an @; {ENCODE}")))?;
    let (role, password) = login.split_once(':').map_or((login, None), |(r, p)| (r, Some(p)));
    if role.is_empty() {
        return Err(problem("names no user"));
    }
    if authority.matches('@').count() > 1 || password.is_some_and(|text| text.contains(':')) {
        return Err(problem(&format!("has an @ or a : in its user or password; {ENCODE}")));
    }
    if url.contains('#') {
        return Err(problem(&format!("has a #; {ENCODE}")));
    }
    let role = decoded(role)?;
    let (host, port) = host_and_port(address)?;
    let database = decoded(database)?;
    if database.is_empty() {
        return Err(problem("names no database after the host"));
    }
    let mut connection = tokio_postgres::Config::new();
    connection.host(host).port(port).user(&role).dbname(&database);
    connection.application_name("certctl-server").connect_timeout(Duration::from_secs(5));
    if let Some(password) = password {
        connection.password(decoded(password)?);
    }
    let mut target = Target { connection, mode: SslMode::Prefer, roots: None, role };
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        apply(&mut target, name, &decoded(value)?)?;
    }
    settle_roots(&mut target, environment)?;
    target.connection.ssl_mode(match target.mode {
        SslMode::Disable => tokio_postgres::config::SslMode::Disable,
        SslMode::Prefer => tokio_postgres::config::SslMode::Prefer,
        _ => tokio_postgres::config::SslMode::Require,
    });
    Ok(target)
}

fn apply(target: &mut Target, name: &str, value: &str) -> Result<(), Invalid> {
    match name {
        "sslmode" => target.mode = ssl_mode(value)?,
        "sslrootcert" if value == "system" => target.roots = Some(Roots::System),
        "sslrootcert" => {
            target.roots = Some(Roots::File { path: value.into(), variable: URL });
        }
        "connect_timeout" => {
            let seconds = value.parse().ok().filter(|seconds| (1..=300).contains(seconds));
            let problem =
                || Invalid::new(URL, "has a connect_timeout that is not from 1 to 300 seconds");
            target.connection.connect_timeout(Duration::from_secs(seconds.ok_or_else(problem)?));
        }
        "application_name" => {
            target.connection.application_name(value);
        }
        _ => {
            let known = format!("has a parameter other than {PARAMETERS}; {ENCODE}");
            return Err(Invalid::new(URL, known));
        }
    }
    Ok(())
}

fn ssl_mode(value: &str) -> Result<SslMode, Invalid> {
    Ok(match value {
        "disable" => SslMode::Disable,
        "prefer" => SslMode::Prefer,
        "require" => SslMode::Require,
        "verify-ca" => SslMode::VerifyCa,
        "verify-full" => SslMode::VerifyFull,
        _ => {
            let known =
                "has an sslmode other than disable, prefer, require, verify-ca and verify-full";
            return Err(Invalid::new(URL, known));
        }
    })
}

/// Who verifies needs CAs; who merely requires TLS verifies as soon as there is a CA, as libpq does.
fn settle_roots(target: &mut Target, environment: &Environment) -> Result<(), Invalid> {
    if matches!(target.mode, SslMode::Disable | SslMode::Prefer) {
        target.roots = None;
        return Ok(());
    }
    if target.roots.is_none() {
        target.roots = environment.text(ROOT_CERT)?.map(|path| match path {
            "system" => Roots::System,
            path => Roots::File { path: path.into(), variable: ROOT_CERT },
        });
    }
    if target.mode == SslMode::Require {
        if target.roots.is_some() {
            target.mode = SslMode::VerifyCa;
        }
        return Ok(());
    }
    target.roots.get_or_insert(Roots::System);
    Ok(())
}

fn host_and_port(address: &str) -> Result<(&str, u16), Invalid> {
    let problem = |problem: &str| Invalid::new(URL, format!("{problem}; {ENCODE}"));
    let (host, port) = match address.strip_prefix('[') {
        Some(rest) => {
            let (host, port) =
                rest.split_once(']').ok_or_else(|| problem("has a [ without a ]"))?;
            (host, port.strip_prefix(':').or_else(|| port.is_empty().then_some("")))
        }
        None => match address.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, Some("")),
        },
    };
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._:".contains(letter);
    if host.is_empty() || !host.chars().all(plain) {
        return Err(problem("names no host, or more than one"));
    }
    let port = match port {
        Some("") => Some(5432),
        Some(port) => port.parse().ok().filter(|port| *port > 0),
        None => None,
    };
    Ok((host, port.ok_or_else(|| problem("has a port that is not a number from 1 to 65535"))?))
}

fn decoded(text: &str) -> Result<String, Invalid> {
    let problem = || Invalid::new(URL, format!("has a % that begins no encoded letter; {ENCODE}"));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if *first != b'%' {
            bytes.push(*first);
            rest = after;
            continue;
        }
        let digits = after.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.filter(|byte| *byte != 0).ok_or_else(problem)?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).map_err(|_| problem())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> Result<Target, Invalid> {
        read(&[(URL, url)].into_iter().collect())
    }

    #[test]
    fn parts_are_decoded() {
        let target = of("postgres://a%40b:p%2Fw%25@[::1]:6543/my%20db?sslmode=require").unwrap();
        assert_eq!(target.role, "a@b");
        assert_eq!(target.connection.get_password(), Some(&b"p/w%"[..]));
        assert_eq!(target.connection.get_ports(), [6543]);
        assert_eq!(target.connection.get_dbname(), Some("my db"));
        assert_eq!(target.mode, SslMode::Require);
        assert_eq!(target.roots, None);
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let target = of("postgresql://certctl@db/certctl").unwrap();
        assert_eq!(target.connection.get_ports(), [5432]);
        assert_eq!(target.connection.get_password(), None);
        assert_eq!(target.mode, SslMode::Prefer);
    }

    #[test]
    fn a_ca_makes_of_require_what_libpq_makes_of_it() {
        let url = "postgres://u:p@db/d?sslmode=require&sslrootcert=/ca.crt";
        assert_eq!(of(url).unwrap().mode, SslMode::VerifyCa);
        let environment = [(URL, "postgres://u:p@db/d?sslmode=verify-full"), (ROOT_CERT, "/ca")];
        let target = read(&environment.into_iter().collect()).unwrap();
        let file = Roots::File { path: "/ca".into(), variable: ROOT_CERT };
        assert_eq!(target.roots, Some(file));
        let target = of("postgres://u:p@db/d?sslmode=verify-full").unwrap();
        assert_eq!(target.roots, Some(Roots::System));
    }
}
