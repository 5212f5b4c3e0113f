//! `DELETE /v1/farms/{farmId}/entities/{entityId}`: a node that has nothing below it and is no thing.

use axum::response::Response;
use valmetal_domain::{
    access::Operation,
    entity::Tree,
    names::{EntityId, FarmId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{IfMatch, Path, State},
    problem::Problem,
};

use super::write::Writes;
use crate::{
    farm_access::allow,
    hierarchy::{Proposal, refused, write},
    store::unavailable,
};

/// Deletes the node and answers 204.
pub(super) async fn delete(
    State(writes): State<Writes>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, EntityId)>,
    if_match: IfMatch,
) -> Result<Response, Problem> {
    let member = allow(&caller, Operation::ChangeEntities, &farm, "farm")?;
    let propose = async || {
        let tree = Tree::new(writes.tree.read_tree(&farm).await.map_err(unavailable)?);
        let current = tree.get(&id).ok_or_else(|| Problem::not_found("entity"))?;
        if_match.check(current.version)?;
        Ok(Proposal::silent(tree.delete(&id).map_err(refused)?, member.clone()))
    };
    write(&*writes.commit, &caller, None, writes.clock.now(), propose).await
}
