//! `PUT /v1/users/{userId}/role`: what a person is on the platform, from their next token on.

use std::sync::Arc;

use futures::future::try_join_all;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    access::{PlatformOperation, Role},
    names::UserId,
    user::{
        ports::{JoinGroup, LeaveGroup, ReadGroups},
        regroup,
    },
};
use valmetal_runtime::{
    claims::Caller,
    http::{Body, Json, Path, State},
    problem::Problem,
};

use super::own::not_oneself;
use crate::{farm_access::allow_on_platform, store::unavailable};

/// What changing a role needs.
#[derive(Clone)]
pub(super) struct Roles {
    /// Reads which groups the person is in.
    pub groups: Arc<dyn ReadGroups>,
    /// Puts them into the new one.
    pub join: Arc<dyn JoinGroup>,
    /// Takes them out of the others.
    pub leave: Arc<dyn LeaveGroup>,
}

/// A person's role.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleOfUser {
    role: Role,
}

/// Sets the role and answers it.
pub(super) async fn set(
    State(roles): State<Roles>,
    caller: Caller,
    Path(id): Path<UserId>,
    Body(wanted): Body<RoleOfUser>,
) -> Result<Json<RoleOfUser>, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageUsers)?;
    not_oneself(&caller, &id)?;
    let groups = roles.groups.read_groups(id.as_str()).await.map_err(unavailable)?;
    let groups = groups.ok_or_else(|| Problem::not_found("user"))?;
    let (join, leave) = regroup(&groups, wanted.role);
    if let Some(role) = join {
        roles.join.join_group(id.as_str(), role).await.map_err(unavailable)?;
    }
    try_join_all(leave.into_iter().map(|role| roles.leave.leave_group(id.as_str(), role)))
        .await
        .map_err(unavailable)?;
    Ok(Json(wanted))
}
