//! `POST /v1/users/{userId}/enable` and `…/disable`: whether a person may sign in. Whoever may not keeps their farms; a token
//! that they have already lives for a quarter of an hour at most. Doing either twice does it once.

use std::sync::Arc;

use http::StatusCode;
use valmetal_domain::{
    access::PlatformOperation,
    names::UserId,
    user::ports::{DisableUser, EnableUser},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Body, Nothing, Path, State},
    problem::Problem,
};

use super::own::not_oneself;
use crate::{farm_access::allow_on_platform, store::unavailable};

/// What letting somebody sign in needs.
#[derive(Clone)]
pub(super) struct Enabling {
    /// Lets them.
    pub users: Arc<dyn EnableUser>,
}

/// Lets the person sign in and answers 204.
pub(super) async fn enable(
    State(enabling): State<Enabling>,
    caller: Caller,
    Path(id): Path<UserId>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<StatusCode, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageUsers)?;
    done(enabling.users.enable_user(id.as_str()).await.map_err(unavailable)?)
}

/// What keeping somebody from signing in needs.
#[derive(Clone)]
pub(super) struct Disabling {
    /// Keeps them.
    pub users: Arc<dyn DisableUser>,
}

/// Keeps the person from signing in and answers 204.
pub(super) async fn disable(
    State(disabling): State<Disabling>,
    caller: Caller,
    Path(id): Path<UserId>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<StatusCode, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageUsers)?;
    not_oneself(&caller, &id)?;
    done(disabling.users.disable_user(id.as_str()).await.map_err(unavailable)?)
}

fn done(is_there: bool) -> Result<StatusCode, Problem> {
    if is_there { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("user")) }
}
