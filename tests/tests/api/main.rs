//! The HTTP API as a whole: it is what its document says, the functions and the server `valmetal-api` answer alike, the server
//! serves as a server has to, and what the README says of it is so.

// The lint's exception for tests does not know what a test only uses.
#![allow(clippy::unwrap_used)]

mod alike;
mod aws_calls;
mod document;
mod examples;
mod platform;
mod readme;
mod schemathesis;
mod server;
mod story;
mod waits;
mod world;
