//! The server: migrated or waiting for it, then HTTPS until it is told to end.
//!
//! This module must not know how a request is answered.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use deadpool_postgres::Pool;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::answer::State;
use self::certificate::Certificate;
use crate::config::{Database, Server};
use crate::migrations::{self, Migration};
use crate::signals::{self, Termination};
use crate::{database, log, run};

mod answer;
mod certificate;
mod connection;

/// Runs a server until a signal ends it, or a second one the draining.
///
/// # Errors
/// Where it cannot begin: certificate, database, migrations, port.
pub(crate) async fn run(
    settings: &Server,
    database: &Database,
    steps: &[Migration],
    termination: &mut Termination,
) -> Result<()> {
    let certificate = Arc::new(Certificate::load(&settings.certificate, &settings.key)?);
    let mut hangup = signals::hangup()?;
    let prepared = tokio::select! {
        pool = prepare(settings, database, steps) => pool?,
        signal = termination.next() => bail!("stopped by {signal} before it served"),
    };
    let acceptor = certificate::acceptor(&certificate)?;
    let state = Arc::new(State::new(prepared, steps.to_vec()));
    let listener = TcpListener::bind((settings.host.as_str(), settings.port)).await;
    let (host, port) = (&settings.host, settings.port);
    let listener = listener.with_context(|| {
        format!("CERTCTL_SERVER_HOST, CERTCTL_SERVER_PORT: cannot listen on {host} port {port}")
    })?;
    log::info("listening", &[("address", listener.local_addr()?.to_string().into())]);

    let (stop, stopped) = watch::channel(());
    let mut connections = JoinSet::new();
    let signal = loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => {
                    let (acceptor, state) = (acceptor.clone(), Arc::clone(&state));
                    connections.spawn(connection::serve(socket, acceptor, state, stopped.clone()));
                }
                Err(error) => {
                    // Out of file descriptors, most likely: connections that end will give some back.
                    log::warn("cannot accept a connection", &[("reason", error.to_string().into())]);
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Some(_) = connections.join_next() => {}
            _ = hangup.recv() => certificate.reload(),
            signal = termination.next() => break signal,
        }
    };
    drop(listener);
    let under_way = connections.len();
    log::info("draining", &[("signal", signal.into()), ("connections", under_way.into())]);
    drop(stop);
    drain(&mut connections, settings.drain, termination).await;
    state.close();
    log::info("stopped", &[]);
    Ok(())
}

async fn prepare(settings: &Server, database: &Database, steps: &[Migration]) -> Result<Pool> {
    let pool = database::open(database).await?;
    if !settings.migrated_by_hook {
        run::migrate(&pool, steps).await?;
        return Ok(pool);
    }
    let standing = migrations::standing(&**pool.get().await?, steps).await?;
    if !standing.is_good() {
        let fields = [("reason", standing.to_string().into())];
        log::warn("not ready until the hook has migrated (CERTCTL_MIGRATIONS_VIA_HOOK)", &fields);
    }
    Ok(pool)
}

async fn drain(connections: &mut JoinSet<()>, limit: Duration, termination: &mut Termination) {
    let all = async { while connections.join_next().await.is_some() {} };
    tokio::select! {
        ended = tokio::time::timeout(limit, all) => if ended.is_err() {
            let fields = [("connections", connections.len().into()), ("limit_seconds", limit.as_secs().into())];
            log::warn("requests were still under way at the end", &fields);
        },
        signal = termination.next() => {
            log::warn("a second signal; requests under way are cut", &[("signal", signal.into())]);
        }
    }
}
