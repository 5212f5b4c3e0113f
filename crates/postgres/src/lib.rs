//! The domain's traits on PostgreSQL, with the migrations.
//!
//! Every statement is checked against the migrated schema when this crate is compiled: `query!` and its relatives read what
//! `make sqlx` keeps in `.sqlx`. It decides nothing: no rule of the domain is in here.

mod config;
mod database;
mod error;
mod iam;
mod migrations;
mod partitions;

pub use config::{Config, ConfigError, SignIn};
pub use database::Database;
pub use error::store_error;
pub use iam::{Endpoint, TokenError, token};
pub use migrations::{MigrateError, Migrated};
