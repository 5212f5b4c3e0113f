//! The HTTP API: a module a resource, a file a route or a kind of route.
//!
//! A handler is extract → authorise → ask the domain → answer. Every route is a function of its own on Lambda and a row of
//! its resource's table, from which `src/bin` and any other server take it.

pub mod alarms;
pub mod audit;
mod clients;
pub mod commands;
pub mod configuration;
pub mod content;
pub mod entities;
mod escalations;
mod farm_access;
pub mod farms;
pub mod feed;
pub mod files;
mod hierarchy;
mod history;
mod language;
pub mod maintenance;
pub mod members;
pub mod openapi;
mod page;
pub mod records;
mod repeat;
pub mod resources;
mod rewrite;
pub mod server;
mod standing;
mod store;
pub mod subscriptions;
pub mod telemetry;
mod text;
pub mod things;
mod time_zone;
mod tries;
pub mod users;
