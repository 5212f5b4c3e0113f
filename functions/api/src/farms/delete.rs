//! `DELETE /v1/farms/{farmId}`: a farm on which nothing stands any more, with its memberships.

use std::sync::Arc;

use axum::response::Response;
use valmetal_domain::{
    access::{Operation, PlatformOperation},
    entity::{
        Tree,
        ports::{CommitEntityChanges, ReadWholeFarm},
    },
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{IfMatch, Path, State},
    problem::Problem,
};

use crate::{
    farm_access::{allow, allow_on_platform},
    hierarchy::{Proposal, refused, write},
    store::unavailable,
};

/// What deleting a farm needs.
#[derive(Clone)]
pub(super) struct Deletion {
    /// Reads the farm, what stands on it and who belongs to it.
    pub farms: Arc<dyn ReadWholeFarm>,
    /// Writes the end of all.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// The time.
    pub clock: Clock,
}

/// Deletes the farm and answers 204.
pub(super) async fn delete(
    State(deletion): State<Deletion>,
    caller: Caller,
    Path(id): Path<FarmId>,
    if_match: IfMatch,
) -> Result<Response, Problem> {
    allow(&caller, Operation::Read, &id, "farm")?;
    allow_on_platform(&caller, PlatformOperation::ManageFarms)?;
    let propose = async || {
        let (farm, entities, members) = deletion.farms.read_whole_farm(&id).await.map_err(unavailable)?;
        let farm = farm.ok_or_else(|| Problem::not_found("farm"))?;
        if_match.check(farm.version)?;
        let changes = Tree::new(entities).delete_farm(&farm, &members).map_err(refused)?;
        Ok(Proposal::silent(changes, None))
    };
    write(&*deletion.commit, &caller, None, deletion.clock.now(), propose).await
}
