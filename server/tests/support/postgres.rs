//! A PostgreSQL for the tests of one file: in a temporary folder, on a free loopback port, with TLS, and gone when the
//! test process is, however that ends.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::https::Authority;
use super::{free_port, until};

/// The password of the role `certctl`, full of what a URL must encode.
pub const PASSWORD: &str = "p/w@r#d:%?é";
/// The same in a URL.
pub const ENCODED: &str = "p%2Fw%40r%23d%3A%25%3F%C3%A9";

/// Nobody, whom every Linux has; PostgreSQL refuses to run as root.
const NOBODY: u32 = 65534;

/// Starts PostgreSQL, waits until its input ends, stops it and removes its folder. The input is a pipe from the test
/// process, which the kernel closes whatever ends that process. SIGTERM ends what is not PostgreSQL yet, SIGINT makes
/// PostgreSQL end without waiting for its clients.
const KEEPER: &str = r#"
trap : HUP INT TERM
folder=$1; shift
"$@" > "$folder/log" 2>&1 &
postgres=$!
read -r _
kill -TERM $postgres
kill -INT $postgres
wait $postgres
rm -rf "$folder"
"#;

/// A running PostgreSQL.
pub struct Postgres {
    binaries: PathBuf,
    /// Its port on 127.0.0.1, where it is also called localhost.
    pub port: u16,
    /// The CA of its certificate, which is for localhost.
    pub ca: PathBuf,
    _keeper: Child,
}

/// The PostgreSQL of this test process.
pub fn postgres() -> &'static Postgres {
    static POSTGRES: OnceLock<Postgres> = OnceLock::new();
    POSTGRES.get_or_init(start)
}

fn start() -> Postgres {
    let binaries = find();
    let folder = tempfile::Builder::new().prefix("certctl-postgres-").tempdir().unwrap().keep();
    let data = folder.join("data");
    if is_root() {
        std::os::unix::fs::chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    fs::write(folder.join("password"), "superuser").unwrap();
    fs::set_permissions(folder.join("password"), fs::Permissions::from_mode(0o644)).unwrap();
    let mut initdb = as_nobody(&binaries.join("initdb"));
    initdb.arg("--pgdata").arg(&data).arg("--pwfile").arg(folder.join("password"));
    initdb.args(["--username=postgres", "--auth=scram-sha-256", "--no-sync", "--encoding=UTF8"]);
    succeed(initdb.arg("--locale=C").output().unwrap(), "initdb");

    let authority = Authority::new();
    let pair = authority.sign(&["localhost"], &folder, "server");
    let ca = folder.join("ca.crt");
    fs::write(&ca, authority.pem()).unwrap();
    if is_root() {
        std::os::unix::fs::chown(&pair.key, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    fs::set_permissions(&pair.key, fs::Permissions::from_mode(0o600)).unwrap();

    let port = free_port();
    let mut server = Command::new("sh");
    server.args(["-c", KEEPER, "keeper"]).arg(&folder).args(dropping());
    server.arg(binaries.join("postgres")).arg("-D").arg(&data).arg("-p").arg(port.to_string());
    let settings = [
        format!("unix_socket_directories={}", folder.display()),
        "listen_addresses=127.0.0.1".to_owned(),
        "fsync=off".to_owned(),
        "max_connections=200".to_owned(),
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", pair.certificate.display()),
        format!("ssl_key_file={}", pair.key.display()),
    ];
    server.args(settings.iter().flat_map(|setting| ["-c", setting]));
    let keeper = server
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    let postgres = Postgres { binaries, port, ca, _keeper: keeper };
    until("PostgreSQL answers", || postgres.psql("postgres", "SELECT 1").status.success());
    postgres.sql("postgres", &format!("CREATE ROLE certctl LOGIN PASSWORD '{PASSWORD}'"));
    postgres
}

impl Postgres {
    /// A new, empty database of the role `certctl`.
    pub fn database(&'static self) -> Database {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("certctl_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name} OWNER certctl"));
        Database { postgres: self, name }
    }

    /// Runs SQL as the superuser; gives what it printed, unaligned.
    #[track_caller]
    pub fn sql(&self, database: &str, sql: &str) -> String {
        succeed(self.psql(database, sql), sql)
    }

    fn psql(&self, database: &str, sql: &str) -> Output {
        self.client(database, "postgres", "superuser").args(["-c", sql]).output().unwrap()
    }

    /// psql with a session of its own.
    pub fn client(&self, database: &str, role: &str, password: &str) -> Command {
        let mut psql = Command::new(self.binaries.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"]);
        psql.args(["-p", &self.port.to_string(), "-U", role, "-d", database]);
        psql.env("PGPASSWORD", password);
        psql
    }
}

/// A database of its own for one test.
pub struct Database {
    postgres: &'static Postgres,
    /// Its name.
    pub name: String,
}

impl Database {
    /// Its URL.
    pub fn url(&self) -> String {
        self.url_with("")
    }

    /// Its URL with parameters, `?sslmode=…`.
    pub fn url_with(&self, parameters: &str) -> String {
        let (port, name) = (self.postgres.port, &self.name);
        format!("postgres://certctl:{ENCODED}@127.0.0.1:{port}/{name}{parameters}")
    }

    /// Runs SQL as the database's owner.
    #[track_caller]
    pub fn sql(&self, sql: &str) -> String {
        let mut psql = self.postgres.client(&self.name, "certctl", PASSWORD);
        succeed(psql.args(["-c", sql]).output().unwrap(), sql)
    }

    /// Runs SQL that must be refused; gives the refusal.
    #[track_caller]
    pub fn refused(&self, sql: &str) -> String {
        let mut psql = self.postgres.client(&self.name, "certctl", PASSWORD);
        let output = psql.args(["-c", sql]).output().unwrap();
        assert!(!output.status.success(), "not refused: {sql}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Runs SQL as the superuser.
    #[track_caller]
    pub fn sql_as_superuser(&self, sql: &str) -> String {
        self.postgres.sql(&self.name, sql)
    }

    /// A session in which `sql` has been run, inside a transaction that goes on until it is dropped.
    pub fn hold(&self, sql: &str) -> Held {
        let mut psql = self.postgres.client(&self.name, "certctl", PASSWORD);
        psql.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = psql.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        writeln!(input, "BEGIN; {sql}; SELECT 'held';").unwrap();
        let mut output = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("held") {
            assert!(std::io::BufRead::read_line(&mut output, &mut line).unwrap() > 0, "{sql}");
        }
        Held { child, input: Some(input) }
    }

    /// The schema: columns with type and default, indexes, constraints, triggers, grants, numbers of migrations.
    pub fn schema(&self) -> String {
        const QUERIES: [&str; 6] = [
            "SELECT table_name, column_name, data_type, column_default, is_nullable \
             FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint \
             WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants \
             WHERE table_schema = 'public' ORDER BY 1, 2",
            "SELECT version, name, class, checksum FROM schema_migrations ORDER BY 1",
        ];
        QUERIES.map(|query| self.sql(query)).join("\n--\n")
    }

    /// The schema, and what tells whether a row has been written again: times and transactions.
    pub fn state(&self) -> String {
        const QUERIES: [&str; 3] = [
            "SELECT xmin, * FROM schema_migrations ORDER BY version",
            "SELECT xmin, * FROM renewal_policies ORDER BY id",
            "SELECT xmin, * FROM policy_rules ORDER BY id",
        ];
        format!("{}\n--\n{}", self.schema(), QUERIES.map(|query| self.sql(query)).join("\n--\n"))
    }
}

/// A session with locks, ended when dropped.
pub struct Held {
    child: Child,
    input: Option<std::process::ChildStdin>,
}

impl Held {
    /// Commits and ends it.
    pub fn commit(mut self) {
        writeln!(self.input.take().unwrap(), "COMMIT;").unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

#[track_caller]
fn succeed(output: Output, what: &str) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {stderr}");
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// What makes a command somebody's who may run PostgreSQL.
fn dropping() -> Vec<String> {
    if !is_root() {
        return Vec::new();
    }
    let id = NOBODY.to_string();
    ["setpriv", "--reuid", &id, "--regid", &id, "--clear-groups"].map(str::to_owned).to_vec()
}

fn as_nobody(program: &Path) -> Command {
    let dropping = dropping();
    let Some((first, rest)) = dropping.split_first() else { return Command::new(program) };
    let mut command = Command::new(first);
    command.args(rest).arg(program);
    command
}

/// The folder with PostgreSQL's programs: `$CERTCTL_POSTGRES_BIN`, PATH, then where Debian keeps them, newest first.
fn find() -> PathBuf {
    if let Some(named) = std::env::var_os("CERTCTL_POSTGRES_BIN") {
        return named.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    debian.sort();
    let folders = std::env::split_paths(&path).chain(debian.into_iter().rev().map(|(_, bin)| bin));
    let has_all = |folder: &PathBuf| {
        ["initdb", "postgres", "psql"].iter().all(|program| folder.join(program).exists())
    };
    let mut folders = folders.filter(has_all);
    folders.next().expect(
        "these tests need PostgreSQL 15 or later: `cargo xtask setup --drills` unpacks one, or \
         `apt-get install postgresql`; CERTCTL_POSTGRES_BIN names the folder of its programs",
    )
}
