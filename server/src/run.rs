//! Which task a command line asks for, and how it ends.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use deadpool_postgres::{Object, Pool};
use tokio_postgres::Client;

use crate::cli::Cli;
use crate::config::{self, Environment, Invalid};
use crate::database::problem::{self, Problem};
use crate::migrations::{self, Migration, Wish};
use crate::signals::Termination;
use crate::{database, log, server};

/// Runs the task of a release that has these steps; what went wrong is in the log.
#[must_use]
pub fn run(steps: Result<Vec<Migration>>, cli: &Cli, environment: &Environment) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ended = runtime.context("no runtime").map_err(Failure::Other).and_then(|runtime| {
        let steps = steps?;
        runtime.block_on(dispatch(&steps, cli, environment))
    });
    let Err(failure) = ended else { return ExitCode::SUCCESS };
    match failure {
        Failure::Configuration(problems) => {
            for problem in problems {
                log::error(&problem.to_string(), &[]);
            }
        }
        Failure::Other(error) => tell(&error),
    }
    ExitCode::FAILURE
}

/// Why a task has not been done.
enum Failure {
    Configuration(Vec<Invalid>),
    Other(anyhow::Error),
}

impl From<Vec<Invalid>> for Failure {
    fn from(problems: Vec<Invalid>) -> Self {
        Self::Configuration(problems)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

fn tell(error: &anyhow::Error) {
    let advice = error.downcast_ref::<Problem>().and_then(|problem| problem.advice.clone());
    let text = match error.downcast_ref::<tokio_postgres::Error>() {
        Some(said) => problem::told(said),
        None => format!("{error:#}"),
    };
    let fields: Vec<_> = advice.into_iter().map(|advice| ("hint", advice.into())).collect();
    log::error(&text, &fields);
}

async fn dispatch(
    steps: &[Migration],
    cli: &Cli,
    environment: &Environment,
) -> Result<(), Failure> {
    if cli.list_migrations {
        return Ok(list(steps)?);
    }
    let (log, mut problems) = config::log(environment);
    log::set(log);
    let mut termination = Termination::listen()?;
    let database = config::database(environment).map_err(|more| problems.extend(more)).ok();
    let serves = !cli.migrate_only
        && cli.migrate_adopt.is_none()
        && cli.migrate_down.is_none()
        && cli.migrate_down_to.is_none();
    let server = if serves {
        config::server(environment).map_err(|more| problems.extend(more)).ok()
    } else {
        None
    };
    let Some(database) = database.filter(|_| problems.is_empty()) else {
        return Err(problems.into());
    };
    match server {
        Some(settings) => Ok(server::run(&settings, &database, steps, &mut termination).await?),
        None => {
            let work = async {
                let pool = database::open(&database).await?;
                change_schema(cli, &pool, steps).await
            };
            tokio::select! {
                done = work => Ok(done?),
                signal = termination.next() => Err(anyhow!("stopped by {signal}").into()),
            }
        }
    }
}

async fn change_schema(cli: &Cli, pool: &Pool, steps: &[Migration]) -> Result<()> {
    if let Some(version) = cli.migrate_adopt {
        migrations::adopt(&mut *lend(pool).await?, steps, version).await?;
        log::info("recorded the schema as it is said to be", &[("version", version.into())]);
        return Ok(());
    }
    let only = cli.migrate_down.clone().map(Wish::Only);
    let Some(wish) = only.or(cli.migrate_down_to.map(Wish::DownTo)) else {
        return migrate(pool, steps).await;
    };
    let mut client = lend(pool).await?;
    let reverted = migrations::revert(&mut client, steps, &wish, cli.accept_data_loss).await?;
    for name in &reverted {
        log::info("reverted a migration", &[("migration", name.as_str().into())]);
    }
    if reverted.is_empty() {
        log::info("none of these migrations is applied; nothing was changed", &[]);
    }
    Ok(())
}

/// Applies what is missing, and plants the seed.
///
/// # Errors
/// As [`migrations::apply`] and [`migrations::plant`].
pub(crate) async fn migrate(pool: &Pool, steps: &[Migration]) -> Result<()> {
    let mut client = lend(pool).await?;
    let before = migrations::apply(&mut client, steps).await?;
    if before.newer.is_empty() {
        migrations::plant(&mut client).await.context("seed.sql")?;
    } else {
        log::info("the newer release has planted its seed; this one's is left out", &[]);
    }
    let head = steps.last().map(|step| step.name.clone());
    let fields = [("head", head.into()), ("applied", before.pending.len().into())];
    log::info("the schema is at head", &fields);
    Ok(())
}

/// A connection of the pool as a plain client.
struct Lent(Object);

impl std::ops::Deref for Lent {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

impl std::ops::DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.0
    }
}

async fn lend(pool: &Pool) -> Result<Lent> {
    Ok(Lent(pool.get().await?))
}

fn list(steps: &[Migration]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for step in steps {
        writeln!(out, "{} {:10} {}", step.class.letter(), step.class.to_string(), step.name)?;
    }
    Ok(())
}
