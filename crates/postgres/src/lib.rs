//! The domain's traits on PostgreSQL, with the migrations.
//!
//! Every statement is checked against the migrated schema when this crate is compiled: `query!` and its relatives read what
//! `make sqlx` keeps in `.sqlx`. It decides nothing: no rule of the domain is in here.

mod columns;
mod config;
mod content;
mod database;
mod error;
pub mod feed;
mod iam;
mod idempotency;
mod maintenance;
mod migrations;
mod partitions;
mod records;
mod rows;
pub mod telemetry;

pub use config::{Config, ConfigError, SignIn};
pub use content::Articles;
pub use database::{Database, Standing};
pub use error::store_error;
pub use iam::{Endpoint, TokenError, token};
pub use idempotency::Requests;
pub use maintenance::Maintenance;
pub use migrations::{MigrateError, Migrated};
pub use records::Records;
