//! One connection: handshake, requests, and an end when the server ends.
//!
//! This module must not know the answers.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::answer::{self, State};
use crate::log;

/// For the handshake, and for the headers of a request.
const HEADERS: Duration = Duration::from_secs(5);

/// Serves it. An error of a client is nothing that the server could mend.
pub(super) async fn serve(
    socket: TcpStream,
    acceptor: TlsAcceptor,
    state: Arc<State>,
    mut stopped: watch::Receiver<()>,
) {
    let stream = match tokio::time::timeout(HEADERS, acceptor.accept(socket)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => {
            return log::debug("a handshake failed", &[("reason", error.to_string().into())]);
        }
        Err(_) => return log::debug("a handshake took too long", &[]),
    };
    let service = service_fn(move |request| {
        let state = Arc::clone(&state);
        async move { Ok::<_, Infallible>(answer::answer(&request, &state).await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADERS);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        log::debug("a connection broke", &[("reason", error.to_string().into())]);
    }
}
