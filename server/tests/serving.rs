//! The server: HTTPS only, ready when the schema is, a certificate that is read again, an end in time.

#![expect(clippy::unwrap_used, reason = "a test ends where something cannot be had")]

mod support;

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use support::https::{Authority, Pair};
use support::postgres::{Database, postgres};
use support::{Running, binary, free_port, server_variables, task, until};

/// A server in the making.
struct Setup {
    database: Database,
    authority: Authority,
    pair: Pair,
    port: u16,
    folder: tempfile::TempDir,
}

impl Setup {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new();
        let pair = authority.sign(&["localhost"], folder.path(), "tls");
        Self { database: postgres().database(), authority, pair, port: free_port(), folder }
    }

    fn start(&self, more: &[(&str, &str)]) -> Running {
        let mut variables = server_variables(&self.database.url(), &self.pair, self.port);
        for (name, value) in more {
            variables.insert((*name).to_owned(), OsString::from(value));
        }
        Running::start(binary([]).envs(variables))
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.authority.get(self.port, path).unwrap()
    }
}

const HOOK: &[(&str, &str)] = &[("CERTCTL_MIGRATIONS_VIA_HOOK", "true")];

#[test]
fn it_migrates_and_then_answers() {
    let setup = Setup::new();
    let mut server = setup.start(&[]);
    server.wait_for("listening");
    assert_eq!(setup.database.sql("SELECT count(*) FROM schema_migrations"), "28");
    assert_eq!(setup.database.sql("SELECT count(*) FROM policy_rules"), "4");
    assert_eq!(setup.get("/health"), (200, r#"{"status":"healthy"}"#.to_owned()));
    assert_eq!(setup.get("/ready"), (200, r#"{"status":"ready","db":"reachable"}"#.to_owned()));
    let version = format!(r#"{{"version":"{}"}}"#, env!("CARGO_PKG_VERSION"));
    assert_eq!(setup.get("/api/v1/version"), (200, version));
    let (status, body) = setup.get("/readyz");
    assert_eq!(status, 404);
    assert!(body.contains("/readyz is not here") && body.contains("/ready"), "{body}");
    assert_eq!(setup.authority.request(setup.port, "POST", "/ready").unwrap().0, 405);
    assert_eq!(
        setup.authority.request(setup.port, "HEAD", "/health").unwrap(),
        (200, String::new())
    );
}

#[test]
fn the_port_opens_only_after_the_migrations() {
    let setup = Setup::new();
    task(&setup.database.url(), &["--migrate-only"]).good();
    task(&setup.database.url(), &["--migrate-down-to", "22"]).good();
    let held = setup.database.hold("SELECT count(*) FROM managed_certificates");
    let mut server = setup.start(&[]);
    server.wait_for("a long transaction holds a table");
    assert!(TcpStream::connect(("127.0.0.1", setup.port)).is_err());
    drop(held);
    server.wait_for("listening");
    assert_eq!(setup.get("/ready").0, 200);
}

#[test]
fn two_replicas_start_on_an_empty_database() {
    let setup = Setup::new();
    let second = Setup { database: postgres().database(), ..Setup::new() };
    let mut servers = [setup.start(&[]), {
        let variables = server_variables(&setup.database.url(), &second.pair, second.port);
        Running::start(binary([]).envs(variables))
    }];
    for server in &mut servers {
        server.wait_for("listening");
    }
    assert_eq!(setup.get("/ready").0, 200);
    assert_eq!(second.get("/ready").0, 200);
}

#[test]
fn with_the_hook_it_does_not_migrate_and_is_not_ready_before_somebody_has() {
    let setup = Setup::new();
    let mut server = setup.start(HOOK);
    server.wait_for("not ready until the hook has migrated");
    server.wait_for("listening");
    assert_eq!(setup.get("/health").0, 200);
    let behind = r#"{"status":"schema_behind","error":"the schema lacks 28 migrations, 000001_initial_schema to 000028_intermediate_ca_hierarchy"}"#;
    assert_eq!(setup.get("/ready"), (503, behind.to_owned()));
    let tables = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    assert_eq!(setup.database.sql(tables), "0");
    task(&setup.database.url(), &["--migrate-only"]).good();
    assert_eq!(setup.get("/ready").0, 200);
    task(&setup.database.url(), &["--migrate-down-to", "27"]).good();
    let (status, body) = setup.get("/ready");
    assert_eq!(status, 503);
    assert!(body.contains("the schema lacks 000028_intermediate_ca_hierarchy"), "{body}");
}

#[test]
fn a_database_that_goes_is_told_and_one_that_comes_back_is_taken() {
    let setup = Setup::new();
    let mut server = setup.start(&[]);
    server.wait_for("listening");
    assert_eq!(setup.get("/ready").0, 200);
    let name = &setup.database.name;
    let here = postgres();
    here.sql("postgres", &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
    here.sql(
        "postgres",
        &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
    );
    let (status, body) = setup.get("/ready");
    assert_eq!(status, 503);
    assert!(body.starts_with(r#"{"status":"db_unavailable","error":""#), "{body}");
    assert_eq!(setup.get("/health").0, 200, "it is alive without its database");
    here.sql("postgres", &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
    assert_eq!(setup.get("/ready").0, 200);
}

#[test]
fn a_database_that_does_not_answer_is_waited_for_two_seconds() {
    let setup = Setup::new();
    let mut server = setup.start(&[]);
    server.wait_for("listening");
    let _held = setup.database.hold("LOCK TABLE schema_migrations");
    let began = Instant::now();
    let (status, body) = setup.get("/ready");
    assert_eq!(
        (status, &*body),
        (503, r#"{"status":"db_unavailable","error":"no answer within 2 s"}"#)
    );
    assert!((1.9..3.5).contains(&began.elapsed().as_secs_f64()), "{:?}", began.elapsed());
}

#[test]
fn only_tls_1_3_is_spoken() {
    let setup = Setup::new();
    let mut server = setup.start(HOOK);
    server.wait_for("listening");
    assert!(setup.authority.connect(setup.port, &[&rustls::version::TLS13]).is_ok());
    assert!(setup.authority.connect(setup.port, &[&rustls::version::TLS12]).is_err());
    let mut plain = TcpStream::connect(("127.0.0.1", setup.port)).unwrap();
    plain.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    // It may be cut off before or after the alert that TLS sends.
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}

#[test]
fn sighup_reads_the_certificate_again_and_a_bad_one_changes_nothing() {
    let setup = Setup::new();
    let mut server = setup.start(HOOK);
    server.wait_for("listening");
    let shown = || setup.authority.connect(setup.port, rustls::ALL_VERSIONS).unwrap().shown();
    let first = shown();
    setup.authority.sign(&["localhost"], setup.folder.path(), "tls");
    assert_eq!(shown(), first, "files alone change nothing");
    server.signal("HUP");
    server.wait_for("read the certificate again");
    let second = shown();
    assert_ne!(second, first);
    let spare = setup.authority.sign(&["localhost"], setup.folder.path(), "spare");
    std::fs::copy(&spare.key, &setup.pair.key).unwrap();
    server.signal("HUP");
    let line = server.wait_for("the new certificate is not taken; the old one stays in use");
    assert!(line.contains("is not the key of the certificate"), "{line}");
    assert_eq!(shown(), second);
    std::fs::write(&setup.pair.certificate, "no certificate").unwrap();
    server.signal("HUP");
    server.wait_for("holds no certificate in PEM");
    assert_eq!(shown(), second);
}

#[test]
fn an_idle_server_ends_at_once() {
    for signal in ["TERM", "INT"] {
        let setup = Setup::new();
        let mut server = setup.start(HOOK);
        server.wait_for("listening");
        let _idle = setup.authority.connect(setup.port, rustls::ALL_VERSIONS).unwrap();
        let began = Instant::now();
        server.signal(signal);
        assert_eq!(server.ended(), Some(0), "{:?}", server.seen);
        assert!(began.elapsed() < Duration::from_secs(2), "{signal}: {:?}", began.elapsed());
    }
}

#[test]
fn a_request_under_way_is_answered_before_the_end() {
    let setup = Setup::new();
    let mut server = setup.start(&[]);
    server.wait_for("listening");
    let held = setup.database.hold("LOCK TABLE schema_migrations");
    let mut connection = setup.authority.connect(setup.port, rustls::ALL_VERSIONS).unwrap();
    connection.send("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let waits = "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'schema_migrations'::regclass AND NOT granted";
    until("the request waits for the database", || setup.database.sql_as_superuser(waits) == "t");
    server.signal("TERM");
    server.wait_for("draining");
    assert!(TcpStream::connect(("127.0.0.1", setup.port)).is_err(), "nobody new is let in");
    drop(held);
    assert_eq!(connection.answer().unwrap().0, 200);
    assert_eq!(server.ended(), Some(0));
}

#[test]
fn the_end_comes_when_the_time_to_drain_is_over_or_at_a_second_signal() {
    // The chart gives a pod 75 s: 5 before the signal, then at most CERTCTL_AUDIT_FLUSH_TIMEOUT_SECONDS.
    for (limit, second) in [("1", None), ("30", Some("TERM"))] {
        let setup = Setup::new();
        let mut server = setup.start(&[("CERTCTL_AUDIT_FLUSH_TIMEOUT_SECONDS", limit)]);
        server.wait_for("listening");
        let _held = setup.database.hold("LOCK TABLE schema_migrations");
        let mut connection = setup.authority.connect(setup.port, rustls::ALL_VERSIONS).unwrap();
        connection.send("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let waits = "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'schema_migrations'::regclass AND NOT granted";
        until("the request waits for the database", || {
            setup.database.sql_as_superuser(waits) == "t"
        });
        let began = Instant::now();
        server.signal("TERM");
        server.wait_for("draining");
        if let Some(second) = second {
            server.signal(second);
            server.wait_for("a second signal");
        }
        assert_eq!(server.ended(), Some(0));
        assert!(began.elapsed() < Duration::from_millis(1600), "{limit}: {:?}", began.elapsed());
        assert!(connection.answer().is_err(), "it was cut");
    }
}

#[test]
fn sigterm_ends_a_server_that_is_not_serving_yet() {
    let setup = Setup::new();
    task(&setup.database.url(), &["--migrate-only"]).good();
    task(&setup.database.url(), &["--migrate-down-to", "22"]).good();
    let _held = setup.database.hold("SELECT count(*) FROM managed_certificates");
    let mut server = setup.start(&[]);
    server.wait_for("a long transaction holds a table");
    let began = Instant::now();
    server.signal("TERM");
    assert_eq!(server.ended(), Some(1));
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

#[test]
fn a_port_that_is_taken_is_told() {
    let setup = Setup::new();
    let _taken = std::net::TcpListener::bind(("127.0.0.1", setup.port)).unwrap();
    let mut server = setup.start(HOOK);
    assert_eq!(server.ended(), Some(1));
    let expected = format!(
        "CERTCTL_SERVER_HOST, CERTCTL_SERVER_PORT: cannot listen on 127.0.0.1 port {}",
        setup.port
    );
    assert!(server.seen.iter().any(|line| line.contains(&expected)), "{:?}", server.seen);
}

#[test]
fn a_client_that_says_nothing_is_left_after_five_seconds() {
    let setup = Setup::new();
    let mut server = setup.start(HOOK);
    server.wait_for("listening");
    let began = Instant::now();
    let mut silent = TcpStream::connect(("127.0.0.1", setup.port)).unwrap();
    let mut half = setup.authority.connect(setup.port, rustls::ALL_VERSIONS).unwrap();
    half.send("GET /health HTTP/1.1\r\nHost: local").unwrap();
    let _ = silent.read_to_end(&mut Vec::new());
    let _ = half.answer();
    assert!((4.5..8.0).contains(&began.elapsed().as_secs_f64()), "{:?}", began.elapsed());
}
