//! The deployed platform, as its devices and clients see it: MQTT and HTTP, and nothing else.
//!
//! Every test has machines of its own, so that they can run side by side. IAM is enforced.

// The lint's exception for tests does not know what a test only uses.
#![allow(clippy::unwrap_used)]

mod access;
mod alarms;
mod audit;
mod background;
mod browser;
mod cloud;
mod commands;
mod configuration;
mod content;
mod dead_letters;
mod delivery;
mod feed;
mod files;
mod flood;
mod hierarchy;
mod idempotency;
mod link;
mod maintenance;
mod records;
mod subscriptions;
mod telemetry;
mod things;
mod tokens;
mod users;
mod what_if;
