//! The client of the API: the person's token on every call, problem documents as errors.

mod http;
mod problem;
mod types;
mod users;

pub(crate) use http::{Api, As};
pub(crate) use problem::{ApiError, FieldProblem, Problem};
pub(crate) use types::*;
pub(crate) use users::{FarmOfUser, UserWithAccess};
