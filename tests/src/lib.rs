//! End-to-end tests, and what they share.

pub mod local_cloud;
