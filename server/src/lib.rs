//! The schema owner: what a certctl server promises about migrations, readiness and shutdown, in code.
//!
//! This is not certctl. It is the part of its server that the Helm chart and the runbooks rest upon, small and real, so
//! that what they promise can be run: `--migrate-only` in a hook Job, a boot that migrates or waits for the hook, a way
//! back. The product's image must fulfil the same contract; the chart's default image stays the product's.
//!
//! - [`cli`]: the command line.
//! - [`config`]: the environment, to settings or to every problem in it.
//! - [`database`]: the pool, and the wait until somebody answers.
//! - [`migrations`]: the steps of the schema, forwards and backwards.
//! - [`server`]: HTTPS, `/health`, `/ready`, reload, drain.
//! - [`run`]: which of these a command line asks for.

pub mod cli;
pub mod config;
pub mod database;
pub mod log;
pub mod migrations;
pub mod run;
pub mod server;
pub mod signals;
