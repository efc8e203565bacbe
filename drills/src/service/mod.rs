//! Real services that stand where the chart's are, or beside them. Each ends when it is dropped.

pub mod http;
pub mod postgres;
pub mod prometheus;
pub mod proxy;
pub mod store;
