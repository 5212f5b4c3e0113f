//! The adapters on real PostgreSQL, a database a test.

// The lint's exception for tests does not know what a test only uses.
#![allow(clippy::unwrap_used)]

mod checked_queries;
mod connections;
mod fixture;
mod history;
mod migrations;
mod partitions;
mod stores;
