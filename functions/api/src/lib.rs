//! The HTTP API: a module a resource, a file a route or a kind of route.
//!
//! A handler is extract → authorise → ask the domain → answer. Every route is a function of its own on Lambda and a row of
//! its resource's table, from which `src/bin` and any other server take it.

pub mod alarms;
pub mod audit;
mod clients;
pub mod commands;
pub mod configuration;
pub mod entities;
mod escalations;
mod farm_access;
pub mod farms;
pub mod files;
mod hierarchy;
mod language;
pub mod members;
mod repeat;
pub mod resources;
pub mod server;
mod store;
pub mod subscriptions;
mod text;
pub mod things;
mod tries;
pub mod users;
