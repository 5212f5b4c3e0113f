//! `handle-thing-events` against a store that conflicts, fails and dies like the real one.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod commands;
mod crashes;
mod presence;
mod registry;
mod support;
