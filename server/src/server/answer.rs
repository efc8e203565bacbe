//! The answers: alive, ready, version, and a clear no to everything else.
//!
//! This module must not know sockets or TLS.

use std::time::Duration;

use deadpool_postgres::Pool;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::database::problem;
use crate::migrations::{self, Migration};

/// How long `/ready` waits for the database; the chart's probe waits 4 s for `/ready`.
const PATIENCE: Duration = Duration::from_secs(2);

/// What answers depend on.
pub(super) struct State {
    pool: Pool,
    steps: Vec<Migration>,
}

impl State {
    pub(super) fn new(pool: Pool, steps: Vec<Migration>) -> Self {
        Self { pool, steps }
    }

    /// Ends the connections to the database.
    pub(super) fn close(&self) {
        self.pool.close();
    }
}

/// Answers a request.
pub(super) async fn answer(request: &Request<Incoming>, state: &State) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    if !matches!(path, "/health" | "/ready" | "/api/v1/version") {
        let error =
            format!("{path} is not here: this is certctl's schema owner, with /health and /ready");
        return respond(StatusCode::NOT_FOUND, &json!({"error": error}));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut refusal = respond(
            StatusCode::METHOD_NOT_ALLOWED,
            &json!({"error": format!("{path} takes GET and HEAD")}),
        );
        refusal.headers_mut().insert(ALLOW, hyper::header::HeaderValue::from_static("GET, HEAD"));
        return refusal;
    }
    match path {
        "/health" => respond(StatusCode::OK, &json!({"status": "healthy"})),
        "/ready" => ready(state).await,
        _ => respond(StatusCode::OK, &json!({"version": env!("CARGO_PKG_VERSION")})),
    }
}

async fn ready(state: &State) -> Response<Full<Bytes>> {
    let (status, error) = match tokio::time::timeout(PATIENCE, standing(state)).await {
        Ok(Ok(standing)) if standing.is_good() => {
            return respond(StatusCode::OK, &json!({"status": "ready", "db": "reachable"}));
        }
        Ok(Ok(standing)) if standing.refusal().is_some() => {
            ("schema_unsuitable", standing.to_string())
        }
        Ok(Ok(standing)) => ("schema_behind", standing.to_string()),
        Ok(Err(reason)) => ("db_unavailable", reason),
        Err(_) => ("db_unavailable", "no answer within 2 s".to_owned()),
    };
    respond(StatusCode::SERVICE_UNAVAILABLE, &json!({"status": status, "error": error}))
}

async fn standing(state: &State) -> Result<migrations::Standing, String> {
    let client = state.pool.get().await.map_err(|error| problem::of_pool(&error, "").text)?;
    migrations::standing(&**client, &state.steps).await.map_err(|error| match error
        .downcast_ref::<tokio_postgres::Error>(
    ) {
        Some(said) => problem::told(said),
        None => error.to_string(),
    })
}

fn respond(status: StatusCode, body: &Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    let json = hyper::header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}
