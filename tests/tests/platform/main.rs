//! The deployed platform, as its devices and clients see it: MQTT and HTTP, and nothing else.
//!
//! Every test has machines of its own, so that they can run side by side. IAM is enforced.

mod access;
mod alarms;
mod cloud;
mod delivery;
mod flood;
mod hierarchy;
mod idempotency;
mod tokens;
mod what_if;
