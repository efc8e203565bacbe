//! Every variable, missing, empty, malformed and out of range: one line that names it, status 1, nothing else.

#![expect(clippy::unwrap_used, reason = "a test ends where something cannot be had")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

use support::https::Authority;
use support::{Ended, binary};

/// No database is behind it: whatever is refused here is refused before anything is connected.
const URL: &str = "postgres://certctl:key-of-the-database@127.0.0.1:1/certctl";

/// A variable, its value (nothing where it is taken away), and what must be said about it.
type Case = (&'static str, Option<&'static str>, &'static str);

/// What concerns the database and the log: refused by a server and by `--migrate-only` alike.
const SHARED: &[Case] = &[
    ("CERTCTL_DATABASE_URL", None, "is not set"),
    ("CERTCTL_DATABASE_URL", Some(""), "is not set"),
    ("CERTCTL_DATABASE_URL", Some("host=db user=certctl"), "must begin with postgres://"),
    ("CERTCTL_DATABASE_URL", Some("mysql://certctl@db/certctl"), "must begin with postgres://"),
    ("CERTCTL_DATABASE_URL", Some("postgres://db/certctl"), "names no user before an @"),
    ("CERTCTL_DATABASE_URL", Some("postgres://:secret@db/certctl"), "names no user"),
    ("CERTCTL_DATABASE_URL", Some("postgres://certctl:secret@/certctl"), "names no host"),
    (
        "CERTCTL_DATABASE_URL",
        Some("postgres://certctl:secret@a,b/certctl"),
        "names no host, or more than one",
    ),
    ("CERTCTL_DATABASE_URL", Some("postgres://certctl:secret@[::1/certctl"), "has a [ without a ]"),
    ("CERTCTL_DATABASE_URL", Some("postgres://certctl:secret@db"), "names no database"),
    (
        "CERTCTL_DATABASE_URL",
        Some("postgres://certctl:secret@db:x/certctl"),
        "has a port that is not a number",
    ),
    (
        "CERTCTL_DATABASE_URL",
        Some("postgres://certctl:secret@db:0/certctl"),
        "has a port that is not a number",
    ),
    ("CERTCTL_DATABASE_URL", Some("postgres://certctl:secret@db:65536/certctl"), "from 1 to 65535"),
    (
        "CERTCTL_DATABASE_URL",
        Some("postgres://certctl:secret%@db/certctl"),
        "has a % that begins no encoded letter",
    ),
    (
        "CERTCTL_DATABASE_URL",
        Some("postgres://certctl:secret%00@db/certctl"),
        "has a % that begins no encoded letter",
    ),
    (
        "CERTCTL_DATABASE_URL",
        Some("postgres://certctl:secret%ff@db/certctl"),
        "has a % that begins no encoded letter",
    ),
    ("CERTCTL_DATABASE_URL", Some("postgres://certctl:secret/a@db/certctl"), "percent-encode"),
    ("CERTCTL_DATABASE_URL", Some("postgres://certctl:secret@a@db/certctl"), "has an @ or a :"),
    ("CERTCTL_DATABASE_URL", Some("postgres://certctl:secret:a@db/certctl"), "has an @ or a :"),
    ("CERTCTL_DATABASE_URL", Some("postgres://certctl:secret#a@db/certctl"), "has a #"),
    ("CERTCTL_DATABASE_URL", Some("postgres://certctl:secret?a@db/certctl"), "percent-encode"),
    (
        "CERTCTL_DATABASE_URL",
        Some("postgres://certctl:a@db/certctl?secret=1"),
        "has a parameter other than sslmode",
    ),
    (
        "CERTCTL_DATABASE_URL",
        Some("postgres://certctl:a@db/certctl?sslmode=secret"),
        "has an sslmode other than",
    ),
    (
        "CERTCTL_DATABASE_URL",
        Some("postgres://certctl:a@db/certctl?sslmode="),
        "has an sslmode other than",
    ),
    (
        "CERTCTL_DATABASE_URL",
        Some("postgres://certctl:a@db/certctl?connect_timeout=0"),
        "from 1 to 300 seconds",
    ),
    ("CERTCTL_DATABASE_CONNECT_TIMEOUT", Some("60"), "must be a duration such as 90s"),
    ("CERTCTL_DATABASE_CONNECT_TIMEOUT", Some("soon"), "must be a duration such as 90s"),
    ("CERTCTL_DATABASE_CONNECT_TIMEOUT", Some("0s"), "from 1s to 600s"),
    ("CERTCTL_DATABASE_CONNECT_TIMEOUT", Some("11m"), "from 1s to 600s"),
    ("CERTCTL_DATABASE_MAX_CONNS", Some("many"), "must be a whole number from 1 to 10000"),
    ("CERTCTL_DATABASE_MAX_CONNS", Some("0"), "must be a whole number from 1 to 10000"),
    ("CERTCTL_DATABASE_MAX_CONNS", Some("-1"), "must be a whole number from 1 to 10000"),
    ("CERTCTL_LOG_LEVEL", Some("loud"), "must be one of debug, info, warn, error"),
    ("CERTCTL_LOG_FORMAT", Some("xml"), "must be one of json, text"),
];

/// What concerns a server alone.
const SERVER: &[Case] = &[
    ("CERTCTL_SERVER_HOST", Some("0.0.0.0/0"), "must be an address such as 0.0.0.0"),
    ("CERTCTL_SERVER_PORT", Some("https"), "must be a whole number from 1 to 65535"),
    ("CERTCTL_SERVER_PORT", Some("0"), "must be a whole number from 1 to 65535"),
    ("CERTCTL_SERVER_PORT", Some("65536"), "must be a whole number from 1 to 65535"),
    ("CERTCTL_SERVER_PORT", Some("tcp://10.0.0.1:8443"), "is a Kubernetes service link"),
    ("CERTCTL_SERVER_TLS_CERT_PATH", None, "is not set"),
    ("CERTCTL_SERVER_TLS_CERT_PATH", Some(""), "is not set"),
    ("CERTCTL_SERVER_TLS_CERT_PATH", Some("/nowhere/tls.crt"), "/nowhere/tls.crt cannot be read"),
    ("CERTCTL_SERVER_TLS_CERT_PATH", Some("/dev/null"), "/dev/null holds no certificate"),
    ("CERTCTL_SERVER_TLS_KEY_PATH", None, "is not set"),
    ("CERTCTL_SERVER_TLS_KEY_PATH", Some(""), "is not set"),
    ("CERTCTL_SERVER_TLS_KEY_PATH", Some("/nowhere/tls.key"), "/nowhere/tls.key cannot be read"),
    ("CERTCTL_SERVER_TLS_KEY_PATH", Some("/dev/null"), "/dev/null holds no private key"),
    ("CERTCTL_MIGRATIONS_VIA_HOOK", Some("maybe"), "must be one of true, false, 1, 0, yes, no"),
    ("CERTCTL_AUTH_TYPE", Some("jwt"), "must be one of api-key, none"),
    ("CERTCTL_AUTH_SECRET", None, "is not set"),
    ("CERTCTL_AUTH_SECRET", Some(""), "is not set"),
    ("CERTCTL_AUTH_SECRET", Some("secret,,b"), "has an empty key"),
    ("CERTCTL_API_KEYS_NAMED", Some("secret"), "has an entry that is not name:key"),
    ("CERTCTL_API_KEYS_NAMED", Some("a:secret:root"), "has an entry that is not name:key"),
    ("CERTCTL_API_KEYS_NAMED", Some("a:secret,a:b:admin"), "has a name twice"),
    ("CERTCTL_CONFIG_ENCRYPTION_KEY", Some("secret"), "must have 32 bytes or more"),
    ("CERTCTL_AUDIT_FLUSH_TIMEOUT_SECONDS", Some("30s"), "must be a whole number from 1 to 3600"),
    ("CERTCTL_AUDIT_FLUSH_TIMEOUT_SECONDS", Some("0"), "must be a whole number from 1 to 3600"),
    ("CERTCTL_MAX_BODY_SIZE", Some("1Mi"), "must be a whole number from 1"),
    ("CERTCTL_MAX_BODY_SIZE", Some("0"), "must be a whole number from 1"),
    ("CERTCTL_KEYGEN_MODE", Some("client"), "must be one of agent, server"),
    ("CERTCTL_RATE_LIMIT_ENABLED", Some("on"), "must be one of true, false"),
    ("CERTCTL_RATE_LIMIT_RPS", Some("fast"), "must be a number above 0"),
    ("CERTCTL_RATE_LIMIT_RPS", Some("0"), "must be a number above 0"),
    ("CERTCTL_RATE_LIMIT_RPS", Some("NaN"), "must be a number above 0"),
    ("CERTCTL_RATE_LIMIT_BURST", Some("1.5"), "must be a whole number from 1 to 1000000"),
    ("CERTCTL_RATE_LIMIT_BURST", Some("1000001"), "must be a whole number from 1 to 1000000"),
    ("CERTCTL_NETWORK_SCAN_ENABLED", Some("t"), "must be one of true, false"),
    ("CERTCTL_NETWORK_SCAN_INTERVAL", Some("daily"), "must be a duration such as 90s"),
    ("CERTCTL_NETWORK_SCAN_INTERVAL", Some("1s"), "from 60s to"),
    (
        "CERTCTL_CORS_ORIGINS",
        Some("certctl.example.com"),
        "must be a comma-separated list of origins",
    ),
];

/// A variable, whether it must be set, a value that has not its form, and one that is outside its range; nothing where
/// every text has the form, or the form knows no range.
type Row = (&'static str, bool, Option<&'static str>, Option<&'static str>);

/// Every variable that is read.
const ALL: &[Row] = &[
    ("CERTCTL_API_KEYS_NAMED", false, Some("secret"), None),
    ("CERTCTL_AUDIT_FLUSH_TIMEOUT_SECONDS", false, Some("30s"), Some("3601")),
    ("CERTCTL_AUTH_SECRET", true, Some("secret,,b"), None),
    ("CERTCTL_AUTH_TYPE", false, Some("jwt"), None),
    ("CERTCTL_CONFIG_ENCRYPTION_KEY", false, None, Some("secret")),
    ("CERTCTL_CORS_ORIGINS", false, Some("certctl.example.com"), None),
    ("CERTCTL_DATABASE_CONNECT_TIMEOUT", false, Some("soon"), Some("601s")),
    ("CERTCTL_DATABASE_MAX_CONNS", false, Some("many"), Some("10001")),
    (
        "CERTCTL_DATABASE_URL",
        true,
        Some("host=db"),
        Some("postgres://certctl:secret@db:65536/certctl"),
    ),
    ("CERTCTL_KEYGEN_MODE", false, Some("client"), None),
    ("CERTCTL_LOG_FORMAT", false, Some("xml"), None),
    ("CERTCTL_LOG_LEVEL", false, Some("loud"), None),
    ("CERTCTL_MAX_BODY_SIZE", false, Some("1Mi"), Some("4294967296")),
    ("CERTCTL_MIGRATIONS_VIA_HOOK", false, Some("maybe"), None),
    ("CERTCTL_NETWORK_SCAN_ENABLED", false, Some("t"), None),
    ("CERTCTL_NETWORK_SCAN_INTERVAL", false, Some("daily"), Some("59s")),
    ("CERTCTL_RATE_LIMIT_BURST", false, Some("1.5"), Some("1000001")),
    ("CERTCTL_RATE_LIMIT_ENABLED", false, Some("on"), None),
    ("CERTCTL_RATE_LIMIT_RPS", false, Some("fast"), Some("-1")),
    ("CERTCTL_SERVER_HOST", false, Some("0.0.0.0/0"), None),
    ("CERTCTL_SERVER_PORT", false, Some("https"), Some("65536")),
    ("CERTCTL_SERVER_TLS_CERT_PATH", true, Some("/nowhere/tls.crt"), None),
    ("CERTCTL_SERVER_TLS_KEY_PATH", true, Some("/nowhere/tls.key"), None),
];

/// The names of variables in the sources of the configuration, each as a literal of its own.
fn names_in_the_sources() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/config");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.push(std::path::Path::new(folder).with_extension("rs"));
    let texts = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
    let is_name = |text: &&str| {
        let rest = text.strip_prefix("CERTCTL_").unwrap_or_default();
        !rest.is_empty() && rest.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
    };
    let names = |text: String| -> Vec<String> {
        text.split('"').filter(is_name).map(str::to_owned).collect()
    };
    texts.flat_map(names).collect()
}

#[test]
fn every_variable_is_tried_missing_empty_malformed_and_out_of_range() {
    let listed: BTreeSet<String> = ALL.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(listed, names_in_the_sources(), "the table and what is read");
    for (name, required, malformed, out_of_range) in ALL {
        for value in [None, Some("")] {
            if *required {
                assert_refused(&[], (name, value, "is not set"));
            } else {
                assert_not_blamed(name, value);
            }
        }
        let bad = [malformed, out_of_range];
        assert!(bad.iter().any(|value| value.is_some()), "{name} can be set to nothing wrong");
        for value in bad.into_iter().flatten() {
            assert_refused(&[], (name, Some(value), ""));
        }
    }
}

/// Demands that of two variables only the other one, which is wrong for certain, is refused.
fn assert_not_blamed(name: &'static str, value: Option<&'static str>) {
    let other =
        if name == "CERTCTL_KEYGEN_MODE" { "CERTCTL_AUTH_TYPE" } else { "CERTCTL_KEYGEN_MODE" };
    let ended = run(&[], &[(name, value), (other, Some("wrong"))]);
    let error = ended.error();
    assert!(error.starts_with(&format!("{other}: ")), "{name}={value:?}: {error}");
    assert_eq!(ended.stderr.lines().count(), 1, "{name}={value:?}: {}", ended.stderr);
}

/// Runs with a good configuration but for one variable.
fn run(arguments: &[&str], changed: &[(&str, Option<&str>)]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let pair = Authority::new().sign(&["localhost"], folder.path(), "tls");
    let mut variables: BTreeMap<&str, &str> = BTreeMap::from([
        ("CERTCTL_DATABASE_URL", URL),
        ("CERTCTL_DATABASE_CONNECT_TIMEOUT", "1s"),
        ("CERTCTL_SERVER_TLS_CERT_PATH", pair.certificate.to_str().unwrap()),
        ("CERTCTL_SERVER_TLS_KEY_PATH", pair.key.to_str().unwrap()),
        ("CERTCTL_AUTH_SECRET", "key-for-tests"),
    ]);
    for (name, value) in changed {
        match value {
            Some(value) => variables.insert(name, value),
            None => variables.remove(name),
        };
    }
    Ended::of(binary(variables).args(arguments).output().unwrap())
}

fn assert_refused(arguments: &[&str], (name, value, expected): Case) {
    let ended = run(arguments, &[(name, value)]);
    let error = ended.error();
    assert!(error.starts_with(&format!("{name}: ")), "{name}={value:?}: {error}");
    assert!(error.contains(expected), "{name}={value:?}: {error}");
    assert_eq!(ended.stderr.lines().count(), 1, "{name}={value:?}: {}", ended.stderr);
    assert!(!ended.stderr.contains("secret"), "a value is quoted: {}", ended.stderr);
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    assert_eq!(ended.stdout, "");
}

#[test]
fn each_bad_value_is_named() {
    for case in SHARED {
        assert_refused(&[], *case);
        assert_refused(&["--migrate-only"], *case);
    }
    for case in SERVER {
        assert_refused(&[], *case);
    }
}

#[test]
fn what_only_a_server_needs_does_not_trouble_a_migration() {
    for (name, value, _) in SERVER {
        let ended = run(&["--migrate-only"], &[(name, *value)]);
        let reached = "failed to ping database, waited 1 s (CERTCTL_DATABASE_CONNECT_TIMEOUT): ";
        assert!(ended.error().starts_with(reached), "{name}: {}", ended.stderr);
    }
}

#[test]
fn an_empty_variable_with_a_default_counts_as_unset() {
    let optional: Vec<&str> = SHARED.iter().chain(SERVER).map(|case| case.0).collect();
    let required = [
        "CERTCTL_DATABASE_URL",
        "CERTCTL_SERVER_TLS_CERT_PATH",
        "CERTCTL_SERVER_TLS_KEY_PATH",
        "CERTCTL_AUTH_SECRET",
        "CERTCTL_DATABASE_CONNECT_TIMEOUT",
    ];
    let optional = optional.into_iter().filter(|name| !required.contains(name));
    let empty: Vec<(&str, Option<&str>)> = optional.map(|name| (name, Some(""))).collect();
    let ended = run(&[], &empty);
    assert!(ended.error().starts_with("failed to ping database"), "{}", ended.stderr);
}

#[test]
fn every_problem_is_told_at_once_each_in_a_line() {
    let changed = [
        ("CERTCTL_LOG_LEVEL", Some("loud")),
        ("CERTCTL_DATABASE_MAX_CONNS", Some("0")),
        ("CERTCTL_KEYGEN_MODE", Some("client")),
        ("CERTCTL_AUTH_SECRET", None),
    ];
    let ended = run(&[], &changed);
    let names: Vec<&str> =
        ended.messages("ERROR").iter().filter_map(|m| m.split(':').next()).collect();
    let expected = [
        "CERTCTL_LOG_LEVEL",
        "CERTCTL_DATABASE_MAX_CONNS",
        "CERTCTL_AUTH_SECRET",
        "CERTCTL_KEYGEN_MODE",
    ];
    assert_eq!((ended.status, names), (Some(1), expected.to_vec()));
}

#[test]
fn auth_none_needs_no_key() {
    let changed = [("CERTCTL_AUTH_TYPE", Some("none")), ("CERTCTL_AUTH_SECRET", None)];
    let ended = run(&[], &changed);
    assert!(ended.error().starts_with("failed to ping database"), "{}", ended.stderr);
}

#[test]
fn a_key_that_does_not_fit_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let other = Authority::new().sign(&["localhost"], folder.path(), "other");
    let ended = run(&[], &[("CERTCTL_SERVER_TLS_KEY_PATH", other.key.to_str())]);
    let error = ended.error();
    assert!(error.starts_with("CERTCTL_SERVER_TLS_KEY_PATH: "), "{error}");
    assert!(
        error.ends_with("is not the key of the certificate in CERTCTL_SERVER_TLS_CERT_PATH"),
        "{error}"
    );
}

#[test]
fn a_value_that_is_no_text_is_named() {
    use std::os::unix::ffi::OsStrExt as _;
    let mut command = binary([("CERTCTL_DATABASE_URL", URL)]);
    command.env("CERTCTL_LOG_FORMAT", std::ffi::OsStr::from_bytes(b"js\xffon"));
    let ended = Ended::of(command.arg("--migrate-only").output().unwrap());
    assert_eq!(ended.error(), "CERTCTL_LOG_FORMAT: is not valid UTF-8");
}

#[test]
fn text_is_for_eyes_and_level_holds_back() {
    let variables = [
        ("CERTCTL_DATABASE_URL", URL),
        ("CERTCTL_DATABASE_CONNECT_TIMEOUT", "2s"),
        ("CERTCTL_LOG_FORMAT", "text"),
        ("CERTCTL_LOG_LEVEL", "error"),
    ];
    let output = binary(variables).arg("--migrate-only").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr.lines().count(), 1, "the warning about the wait is held back: {stderr}");
    assert!(stderr.contains(" ERROR failed to ping database"), "{stderr}");
}

#[test]
fn help_and_version_need_nothing() {
    let nothing: [(&str, &str); 0] = [];
    let help = binary(nothing).arg("--help").stderr(Stdio::null()).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for word in [
        "--migrate-only",
        "--migrate-down-to",
        "--accept-data-loss",
        "CERTCTL_DATABASE_URL",
        "Exit status",
    ] {
        assert!(help.contains(word), "{word} is not in the help");
    }
    let version = binary(nothing).arg("--version").output().unwrap();
    let expected = format!("certctl-server {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(version.stdout).unwrap(), expected);
    let list = binary(nothing).arg("--list-migrations").output().unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    assert_eq!(list.lines().count(), 28);
    assert!(list.contains("C renaming   000017_db_coupling_cleanup\n"), "{list}");
}

#[test]
fn a_wrong_command_line_is_status_2() {
    for arguments in
        [&["--migrate"][..], &["--migrate-only", "--list-migrations"], &["--accept-data-loss"]]
    {
        let nothing: [(&str, &str); 0] = [];
        let output = binary(nothing).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}
