//! Whole processes: a family's binary and a resource's binary under a stand-in for Lambda's Runtime API.
//!
//! Each test starts this test binary again as the function, by the name of the test that serves it.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod events;
mod routes;
mod stand_in;
