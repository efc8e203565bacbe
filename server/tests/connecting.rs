//! The way to the database: who is let in, what is said to who is not, how long is waited, and what TLS promises.

#![expect(clippy::unwrap_used, reason = "a test ends where something cannot be had")]

mod support;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use support::https::Authority;
use support::postgres::{ENCODED, PASSWORD, postgres};
use support::{Ended, Running, binary, free_port, task, until};

#[test]
fn a_wrong_password_is_told_with_what_helps_and_without_the_password() {
    let database = postgres().database();
    let url = database.url().replace(ENCODED, "wrong-and-secret");
    let began = Instant::now();
    let ended = task(&url, &["--migrate-only"]);
    let expected = "failed to ping database: SQLSTATE 28P01: password authentication failed for user \"certctl\"";
    assert_eq!(ended.error(), expected);
    assert!(began.elapsed() < Duration::from_secs(5), "waiting does not mend it");
    let hint = ended.log[0]["hint"].as_str().unwrap();
    for word in
        ["Kubernetes", "Docker Compose", "ALTER ROLE certctl", "docs/operator/runbooks/rollback.md"]
    {
        assert!(hint.contains(word), "{word}: {hint}");
    }
    assert!(
        !ended.stderr.contains("secret") && !ended.stderr.contains(PASSWORD),
        "{}",
        ended.stderr
    );
    let heading = include_str!("../../docs/operator/runbooks/rollback.md");
    assert!(
        heading.contains("\n### Database password\n"),
        "the hint names a heading of the runbook"
    );
}

#[test]
fn no_password_is_written_at_any_level() {
    let database = postgres().database();
    let wrong = database.url().replace(ENCODED, "wrong-and-secret");
    for format in ["json", "text"] {
        let variables = [
            ("CERTCTL_DATABASE_URL", &*wrong),
            ("CERTCTL_LOG_LEVEL", "debug"),
            ("CERTCTL_LOG_FORMAT", format),
        ];
        let output = binary(variables).arg("--migrate-only").output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains("28P01") && !stderr.contains("secret"), "{stderr}");
    }
}

#[test]
fn a_database_that_does_not_exist_is_told_at_once() {
    let database = postgres().database();
    let url = database.url().replace(&database.name, "elsewhere");
    let ended = task(&url, &["--migrate-only"]);
    assert!(
        ended.error().starts_with("failed to ping database: SQLSTATE 3D000"),
        "{}",
        ended.stderr
    );
    assert!(ended.log[0]["hint"].as_str().unwrap().starts_with("make the database"));
}

#[test]
fn nobody_there_is_waited_for_and_then_told() {
    let url = format!("postgres://certctl:x@127.0.0.1:{}/certctl", free_port());
    let variables = [("CERTCTL_DATABASE_URL", &*url), ("CERTCTL_DATABASE_CONNECT_TIMEOUT", "3s")];
    let began = Instant::now();
    let ended = Ended::of(binary(variables).arg("--migrate-only").output().unwrap());
    let spent = began.elapsed();
    assert!((2.0..4.0).contains(&spent.as_secs_f64()), "{spent:?}");
    let error = ended.error();
    let expected = "failed to ping database, waited 3 s (CERTCTL_DATABASE_CONNECT_TIMEOUT): ";
    assert!(error.starts_with(expected) && error.contains("Connection refused"), "{error}");
    assert_eq!(ended.messages("WARN"), ["waiting for the database"], "it says once that it waits");
}

#[test]
fn a_database_that_comes_later_is_enough() {
    let database = postgres().database();
    let port = free_port();
    let url = database.url().replace(&format!(":{}/", postgres().port), &format!(":{port}/"));
    let mut run = Running::start(binary([("CERTCTL_DATABASE_URL", &*url)]).arg("--migrate-only"));
    run.wait_for("waiting for the database");
    forward(port, postgres().port);
    assert_eq!(run.ended(), Some(0), "{:?}", run.seen);
}

/// Hands every connection at `from` on to `to`, until the process ends.
fn forward(from: u16, to: u16) {
    let listener = TcpListener::bind(("127.0.0.1", from)).unwrap();
    std::thread::spawn(move || {
        for here in listener.incoming().map_while(Result::ok) {
            let there = TcpStream::connect(("127.0.0.1", to)).unwrap();
            let (mut here_too, mut there_too) =
                (here.try_clone().unwrap(), there.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut &here, &mut &there));
            std::thread::spawn(move || std::io::copy(&mut there_too, &mut here_too));
        }
    });
}

#[test]
fn a_database_that_takes_the_call_and_says_nothing_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url =
        format!("postgres://certctl:x@127.0.0.1:{}/certctl", listener.local_addr().unwrap().port());
    let variables = [("CERTCTL_DATABASE_URL", &*url), ("CERTCTL_DATABASE_CONNECT_TIMEOUT", "2s")];
    let ended = Ended::of(binary(variables).arg("--migrate-only").output().unwrap());
    assert!(
        ended.error().ends_with("it took up the connection and did not answer"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_database_without_tls_is_refused_where_tls_is_required() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            // The answer of a PostgreSQL without TLS to a request for it.
            let _ = client.read(&mut [0; 8]).and_then(|_| client.write_all(b"N"));
        }
    });
    let url = format!("postgres://certctl:x@127.0.0.1:{port}/certctl?sslmode=require");
    let ended = task(&url, &["--migrate-only"]);
    assert!(ended.error().contains("does not support TLS"), "{}", ended.stderr);
}

#[test]
fn each_sslmode_keeps_its_promise() {
    let here = postgres();
    let ca = here.ca.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let foreign = folder.path().join("foreign.crt");
    std::fs::write(&foreign, Authority::new().pem()).unwrap();
    let foreign = foreign.to_str().unwrap();
    // Host, mode, CA in the URL, CA in the environment, and whether it is let through.
    let cases = [
        ("127.0.0.1", "disable", None, None, true),
        ("127.0.0.1", "prefer", None, None, true),
        ("127.0.0.1", "require", None, None, true),
        ("127.0.0.1", "require", Some(foreign), None, false),
        ("127.0.0.1", "verify-ca", Some(ca), None, true),
        ("127.0.0.1", "verify-ca", None, Some(ca), true),
        ("127.0.0.1", "verify-ca", Some(foreign), None, false),
        ("127.0.0.1", "verify-ca", Some(foreign), Some(ca), false),
        ("127.0.0.1", "verify-ca", None, None, false),
        ("127.0.0.1", "verify-full", Some(ca), None, false),
        ("localhost", "verify-full", Some(ca), None, true),
        ("localhost", "verify-full", None, Some(ca), true),
        ("localhost", "verify-full", None, Some(foreign), false),
    ];
    for (host, mode, in_url, in_environment, through) in cases {
        let case = format!("{host} {mode} {in_url:?} {in_environment:?}");
        let database = here.database();
        let root = in_url.map(|path| format!("&sslrootcert={path}")).unwrap_or_default();
        let url = database.url_with(&format!("?sslmode={mode}{root}")).replace("127.0.0.1", host);
        let mut command = binary([("CERTCTL_DATABASE_URL", &*url)]);
        command.envs(in_environment.map(|path| ("PGSSLROOTCERT", path)));
        if !through {
            let ended = Ended::of(command.arg("--migrate-only").output().unwrap());
            assert!(ended.error().contains("TLS"), "{case}: {}", ended.stderr);
            continue;
        }
        // Held up inside its first migration, it can be looked at.
        let _held = here_lock(&database);
        let mut run = Running::start(command.arg("--migrate-only"));
        let query = format!(
            "SELECT coalesce(bool_or(ssl)::text, '') FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
             WHERE datname = '{}' AND application_name = 'certctl-server'",
            database.name
        );
        let expected = if mode == "disable" { "false" } else { "true" };
        let mut seen = String::new();
        until("the run is connected", || {
            seen = database.sql_as_superuser(&query);
            !seen.is_empty()
        });
        assert_eq!(seen, expected, "{case}");
        run.signal("TERM");
        run.ended();
    }
}

/// Keeps a run from making anything in this database.
fn here_lock(database: &support::postgres::Database) -> support::postgres::Held {
    database.hold("SELECT pg_advisory_lock(x'6365727463746c00'::bigint)")
}

#[test]
fn a_ca_that_cannot_be_used_is_named_by_its_variable() {
    let url = "postgres://certctl:x@127.0.0.1:1/certctl?sslmode=verify-ca";
    for (path, problem) in
        [("/nowhere/ca.crt", "cannot be read"), ("/dev/null", "holds no certificate")]
    {
        let variables = [("CERTCTL_DATABASE_URL", url), ("PGSSLROOTCERT", path)];
        let ended = Ended::of(binary(variables).arg("--migrate-only").output().unwrap());
        let error = ended.error();
        assert!(error.starts_with("PGSSLROOTCERT: ") && error.contains(problem), "{error}");
        let in_url = format!("{url}&sslrootcert={path}");
        let error = task(&in_url, &["--migrate-only"]);
        assert!(error.error().starts_with("CERTCTL_DATABASE_URL: "), "{}", error.stderr);
    }
}
