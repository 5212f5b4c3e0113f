//! The client of the API: the person's token on every call, problem documents as errors.

mod http;
mod problem;
mod types;

pub(crate) use http::{Api, As};
pub(crate) use problem::{ApiError, Problem};
pub(crate) use types::*;
