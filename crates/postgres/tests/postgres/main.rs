//! The adapters on real PostgreSQL, a database a test.

mod checked_queries;
mod connections;
mod fixture;
mod migrations;
mod partitions;
