//! Tokens of a user pool of the test's own, requests to a server of the test's own.

mod pool;
mod serving;
mod streaming;
mod tokens;
