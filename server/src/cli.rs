//! The command line, and nothing that it does.

use clap::{ArgGroup, Parser};

/// certctl's schema owner: migrates the database, and serves when it is ready.
///
/// Without an option it boots as a server: it reads CERTCTL_* from the environment, waits for the database, applies the
/// migrations that are missing, plants the seed, and listens on HTTPS. With CERTCTL_MIGRATIONS_VIA_HOOK=true it leaves
/// migrations to a Job that runs --migrate-only, and /ready answers 503, with the reason, until the schema is there.
#[derive(Clone, Debug, Parser)]
#[command(name = "certctl-server", version, max_term_width = 100, after_long_help = AFTER_HELP)]
#[command(group(ArgGroup::new("task").multiple(false)))]
#[command(group(ArgGroup::new("back").multiple(false)))]
pub struct Cli {
    /// Apply missing migrations and the seed, then exit.
    ///
    /// Opens no port, starts no scheduler, needs neither TLS files nor an API key. Any number of runs at once is safe.
    /// Exit status 0: the schema is at head.
    #[arg(long, group = "task")]
    pub migrate_only: bool,

    /// Revert every migration above number N, the highest first, in one transaction.
    ///
    /// Stop the server before. Refuses to destroy rows unless told --accept-data-loss; 0 reverts them all.
    #[arg(long, value_name = "N", groups = ["task", "back"])]
    pub migrate_down_to: Option<i64>,

    /// Revert these tightening or renaming migrations only, and leave those above them: 17, or 17,12.
    ///
    /// What a rollback over them needs, while additive ones, which no older release minds, keep their data.
    #[arg(long, value_name = "N", value_delimiter = ',', groups = ["task", "back"])]
    pub migrate_down: Option<Vec<i64>>,

    /// Let --migrate-down and --migrate-down-to destroy rows.
    #[arg(long, requires = "back")]
    pub accept_data_loss: bool,

    /// Record a database of a release without tracking as being at number N; run nothing.
    ///
    /// Once, before the first start of a release with tracking: 28 for the database of image 2.1.0.
    #[arg(long, value_name = "N", group = "task")]
    pub migrate_adopt: Option<i64>,

    /// Print number, class and name of every migration of this release; needs no database.
    #[arg(long, group = "task")]
    pub list_migrations: bool,
}

const AFTER_HELP: &str = "\
Environment, for every task:
  CERTCTL_DATABASE_URL
      postgres://user:password@host:5432/database?sslmode=… (required). Percent-encode what is not a
      letter or a digit in user and password. sslmode is disable, prefer, require, verify-ca or
      verify-full; sslrootcert is a file in PEM, or system
  PGSSLROOTCERT
      CA of the database, where the URL has no sslrootcert
  CERTCTL_DATABASE_CONNECT_TIMEOUT
      how long to wait for the database (60s)
  CERTCTL_DATABASE_MAX_CONNS
      most connections at once (25)
  CERTCTL_LOG_LEVEL, CERTCTL_LOG_FORMAT
      debug, info, warn or error (info); json or text (json)

Environment, for a server:
  CERTCTL_SERVER_HOST, CERTCTL_SERVER_PORT
      where to listen (127.0.0.1, 8080)
  CERTCTL_SERVER_TLS_CERT_PATH, CERTCTL_SERVER_TLS_KEY_PATH
      certificate with its chain and private key, in PEM (required); SIGHUP reads them again
  CERTCTL_AUTH_TYPE, CERTCTL_AUTH_SECRET
      api-key or none (api-key); the key or keys, comma-separated (required for api-key)
  CERTCTL_MIGRATIONS_VIA_HOOK
      true: somebody else migrates (false)
  CERTCTL_AUDIT_FLUSH_TIMEOUT_SECONDS
      how long requests under way may take at shutdown (30)

An empty variable counts as unset. One that does not parse is an error that names it. What the chart
sets for the rest of a certctl server is checked; every other variable is left alone.

Exit status: 0 done; 1 refused or failed, with the reason on stderr; 2 a wrong command line.

Examples:
  certctl-server --migrate-only
  certctl-server --migrate-down 17 --accept-data-loss
  certctl-server --list-migrations";
