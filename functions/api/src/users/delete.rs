//! `DELETE /v1/users/{userId}`: the person is nobody any more.
//!
//! Their memberships end first, so that no farm is left with a member who is nobody and is told of alarms; as long as the
//! user pool has them, a repeat does what is left to be done.

use std::sync::Arc;

use axum::response::Response;
use valmetal_domain::{
    access::PlatformOperation,
    entity::{
        Change, EntityChanges,
        ports::{CommitEntityChanges, ReadMemberships},
    },
    names::UserId,
    user::ports::DeleteUser,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Path, State},
    problem::Problem,
};

use super::own::not_oneself;
use crate::{
    farm_access::allow_on_platform,
    hierarchy::{Proposal, write},
    store::unavailable,
};

/// What deleting a person needs.
#[derive(Clone)]
pub(super) struct Deletion {
    /// Reads their farms.
    pub memberships: Arc<dyn ReadMemberships>,
    /// Ends their memberships.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// Deletes them.
    pub users: Arc<dyn DeleteUser>,
    /// The time.
    pub clock: Clock,
}

/// Deletes the person and answers 204.
pub(super) async fn delete(
    State(deletion): State<Deletion>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageUsers)?;
    not_oneself(&caller, &id)?;
    let propose = async || {
        let memberships = deletion.memberships.read_memberships(&id).await.map_err(unavailable)?;
        let ended = memberships.into_iter().map(Change::EndMembership).collect();
        Ok(Proposal::silent(EntityChanges::new(ended), None))
    };
    let answer = write(&*deletion.commit, &caller, None, deletion.clock.now(), propose).await?;
    if deletion.users.delete_user(id.as_str()).await.map_err(unavailable)? {
        Ok(answer)
    } else {
        Err(Problem::not_found("user"))
    }
}
