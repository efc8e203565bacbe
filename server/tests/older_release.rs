//! A release on a schema that a newer one has made: what goes on, what does not, and what is said.

mod support;

use support::https::Authority;
use support::postgres::{Database, postgres};
use support::{Running, binary, free_port, server_variables, task, until};

/// A database on which a newer release has run one more migration, of `class`.
fn newer(class: &str) -> Database {
    let database = postgres().database();
    task(&database.url(), &["--migrate-only"]).good();
    let row = format!("(29, '000029_next', '{class}', repeat('a', 64), 'certctl-server 2.3.0')");
    database.sql(&format!("INSERT INTO schema_migrations VALUES {row}"));
    database
}

#[test]
fn it_says_so_and_goes_on_where_the_class_allows() {
    for (class, letter) in [("additive", 'A'), ("tightening", 'B')] {
        let database = newer(class);
        database.sql("DELETE FROM policy_rules");
        let before = database.state();
        let ended = task(&database.url(), &["--migrate-only"]);
        let warnings = ended.good().messages("WARN");
        assert_eq!(
            warnings,
            ["the schema is newer than this release, which works on it nevertheless"]
        );
        let named = format!("000029_next (class {letter}, {class})");
        assert!(
            ended.log.iter().any(|line| line["migration"] == named.as_str()),
            "{}",
            ended.stderr
        );
        assert_eq!(database.state(), before, "the seed is the newer release's");
    }
}

#[test]
fn it_refuses_where_the_class_does_not_allow_it() {
    for (class, letter) in [("renaming", 'C'), ("base", 'D')] {
        let database = newer(class);
        let before = database.state();
        let ended = task(&database.url(), &["--migrate-only"]);
        let expected = format!("000029_next (class {letter}, {class}) does not suit it");
        assert!(ended.error().contains(&expected), "{}", ended.stderr);
        assert_eq!(database.state(), before);
    }
}

#[test]
fn what_it_lacks_itself_it_still_applies_below_an_additive_one() {
    let database = newer("additive");
    database.sql("DELETE FROM schema_migrations WHERE version = 28; DROP TABLE intermediate_cas");
    task(&database.url(), &["--migrate-only"]).good();
    assert_eq!(database.sql("SELECT to_regclass('intermediate_cas')"), "intermediate_cas");
}

#[test]
fn a_server_starts_on_what_suits_it_and_not_on_what_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let pair = authority.sign(&["localhost"], folder.path(), "tls");
    for class in ["additive", "tightening"] {
        let (database, port) = (newer(class), free_port());
        let mut server = binary([]);
        let _server = Running::start(server.envs(server_variables(&database.url(), &pair, port)));
        until("ready", || matches!(authority.get(port, "/ready"), Ok((200, _))));
    }
    let (database, port) = (newer("renaming"), free_port());
    let mut server = binary([]);
    let mut server = Running::start(server.envs(server_variables(&database.url(), &pair, port)));
    assert_eq!(server.ended(), Some(1));
    assert!(server.seen.iter().any(|line| line.contains("does not suit it")), "{:?}", server.seen);
}

#[test]
fn with_the_hook_it_waits_for_the_way_back() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let pair = authority.sign(&["localhost"], folder.path(), "tls");
    let (database, port) = (newer("renaming"), free_port());
    let mut server = binary([("CERTCTL_MIGRATIONS_VIA_HOOK", "true")]);
    let mut server = Running::start(server.envs(server_variables(&database.url(), &pair, port)));
    server.wait_for("listening");
    let (status, body) = authority.get(port, "/ready").unwrap();
    assert_eq!(status, 503);
    assert!(body.contains("schema_unsuitable") && body.contains("000029_next"), "{body}");
    // The newer release reverts it.
    database.sql("DELETE FROM schema_migrations WHERE version = 29");
    assert_eq!(authority.get(port, "/ready").unwrap().0, 200);
}
