//! What every entry point does the same way.

pub mod batch;
pub mod claims;
pub mod clock;
pub mod config;
pub mod error;
pub mod handler;
pub mod http;
pub mod idempotency;
pub mod ids;
pub mod logs;
pub mod metrics;
pub mod problem;
pub mod request_id;
