//! The drills: what the chart ships is run, as rendered, against real services.
//!
//! A drill renders the chart with the real helm, takes a container out of the rendered objects
//! ([`cluster`]) and runs exactly that in a sandbox ([`sandbox`]). No command of the chart is written
//! a second time here. All of it happens in namespaces of its own ([`enter`]): a network that has
//! nothing but a loopback, processes that end with the drill, and files in memory that vanish with it.

pub mod chart;
pub mod cli;
pub mod cluster;
pub mod drill;
pub mod enter;
pub mod exporter;
pub mod fault;
mod faulty_server;
pub mod kernel;
pub mod monitoring;
pub mod operator;
pub mod process;
pub mod report;
pub mod running;
pub mod sandbox;
pub mod service;
pub mod stage;
pub mod surroundings;
pub mod workload;
