//! `PATCH /v1/users/{userId}`: what a person is called, and where they are written to. What they sign in with stays.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::PlatformOperation,
    entity::{DisplayName, contact::MailAddress},
    names::UserId,
    user::{
        User, UserChange,
        ports::{ReadUser, UpdateUser},
    },
};
use valmetal_runtime::{
    claims::Caller,
    http::{Body, Json, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow_on_platform, store::unavailable};

/// What changing a person needs.
#[derive(Clone)]
pub(super) struct Updates {
    /// Changes the person.
    pub update: Arc<dyn UpdateUser>,
    /// Reads how they are then.
    pub read: Arc<dyn ReadUser>,
}

/// What is changed; what is missing stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    email: Option<MailAddress>,
    name: Option<DisplayName>,
}

/// Changes the person and answers how they are then.
pub(super) async fn update(
    State(updates): State<Updates>,
    caller: Caller,
    Path(id): Path<UserId>,
    Body(body): Body<Changed>,
) -> Result<Json<User>, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageUsers)?;
    let change = UserChange { email: body.email, name: body.name };
    let unknown = || Problem::not_found("user");
    if change != UserChange::default()
        && !updates.update.update_user(id.as_str(), &change).await.map_err(unavailable)?
    {
        return Err(unknown());
    }
    let user = updates.read.read_user(id.as_str()).await.map_err(unavailable)?;
    Ok(Json(user.filter(|user| user.id == id).ok_or_else(unknown)?))
}
