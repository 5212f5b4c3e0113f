//! What the tests of several crates share: programs that run beside them, and the contract that both stores of feed and
//! telemetry are held to. Nothing that is deployed depends on it.

// It is only ever part of a test, whose failure is a panic.
#![allow(clippy::missing_panics_doc, clippy::unwrap_used)]

pub mod contract;
mod postgres;
mod program;

pub use postgres::Postgres;
pub use program::{Program, Running};
