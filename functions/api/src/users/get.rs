//! `GET /v1/users/{userId}`: a person, with their role and their farms.

use std::sync::Arc;

use valmetal_domain::{
    access::PlatformOperation,
    entity::ports::ReadMemberships,
    names::UserId,
    user::ports::{ReadGroups, ReadUser},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Path, State},
    problem::Problem,
};

use super::shape::{FarmOfUser, UserView};
use crate::{farm_access::allow_on_platform, store::unavailable};

/// What a person needs.
#[allow(clippy::struct_field_names, reason = "a field is what its trait reads")]
#[derive(Clone)]
pub(super) struct Users {
    /// Reads the person.
    pub users: Arc<dyn ReadUser>,
    /// Reads their groups.
    pub groups: Arc<dyn ReadGroups>,
    /// Reads their farms.
    pub memberships: Arc<dyn ReadMemberships>,
}

/// Answers the person.
pub(super) async fn get(
    State(users): State<Users>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<Json<UserView>, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageUsers)?;
    let (user, groups, memberships) = futures::try_join!(
        users.users.read_user(id.as_str()),
        users.groups.read_groups(id.as_str()),
        users.memberships.read_memberships(&id),
    )
    .map_err(unavailable)?;
    // The pool also finds people by what they sign in with; an id here is the one that never changes.
    let user = user.filter(|user| user.id == id).ok_or_else(|| Problem::not_found("user"))?;
    let role = groups.unwrap_or_default().into_iter().max();
    Ok(Json(UserView::new(user, role, memberships.into_iter().map(FarmOfUser::from))))
}
