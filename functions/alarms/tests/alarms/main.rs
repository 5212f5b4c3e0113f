//! The alarm core's functions against a store that conflicts, fails and dies like the real ones.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod crashes;
mod escalation;
mod handle_alarms;
mod notification;
mod presence;
mod push;
mod rejections;
mod support;
mod sweep;
mod what_if;
