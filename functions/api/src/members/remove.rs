//! `DELETE /v1/farms/{farmId}/members/{userId}`: the person is no member any more. Their token says otherwise until it
//! expires, but every write looks again.

use std::sync::Arc;

use axum::response::Response;
use valmetal_domain::{
    access::Operation,
    entity::{
        Change, EntityChanges,
        ports::{CommitEntityChanges, ReadMember},
    },
    names::{FarmId, UserId},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{IfMatch, Path, State},
    problem::Problem,
};

use crate::{
    farm_access::{allow, problem},
    hierarchy::{Proposal, write},
    store::unavailable,
};

/// What ending a membership needs.
#[derive(Clone)]
pub(super) struct Removals {
    /// Reads the member.
    pub members: Arc<dyn ReadMember>,
    /// Writes the end.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// The time.
    pub clock: Clock,
}

/// Ends the membership and answers 204.
pub(super) async fn remove(
    State(removals): State<Removals>,
    caller: Caller,
    Path((farm, user)): Path<(FarmId, UserId)>,
    if_match: IfMatch,
) -> Result<Response, Problem> {
    let member = allow(&caller, Operation::ChangeMembers, &farm, "farm")?;
    let propose = async || {
        let current = removals.members.read_member(&farm, &user).await.map_err(unavailable)?;
        let current = current.ok_or_else(|| Problem::not_found("member"))?;
        caller.may_grant(current.role, &farm).map_err(|denied| problem(denied, "farm"))?;
        if_match.check(current.version)?;
        let changes = EntityChanges::new(vec![Change::DeleteMember(current.version, Box::new(current))]);
        Ok(Proposal::silent(changes, member.clone().filter(|member| member.user_id != user)))
    };
    write(&*removals.commit, &caller, None, removals.clock.now(), propose).await
}
