//! `POST /v1/farms/{farmId}/entities/{entityId}/move`: below another node of the same farm, with everything below it.

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    names::{EntityId, FarmId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{IfMatch, Keyed, Path, State},
    problem::Problem,
};

use super::{shape::EntityView, write::Writes};
use crate::{
    farm_access::allow,
    hierarchy::{Proposal, refused, write},
};

/// Where it goes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Move {
    parent_id: EntityId,
}

/// Moves the node.
pub(super) async fn move_entity(
    State(writes): State<Writes>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, EntityId)>,
    if_match: IfMatch,
    Keyed { body, attempt }: Keyed<Move>,
) -> Result<Response, Problem> {
    let member = allow(&caller, Operation::ChangeEntities, &farm, "farm")?;
    let propose = async || {
        let (tree, places) = writes.read(&farm, &id).await?;
        let current = tree.get(&id).ok_or_else(|| Problem::not_found("entity"))?;
        if_match.check(current.version)?;
        let (entity, changes) = tree.move_below(&id, &body.parent_id, &places).map_err(refused)?;
        Proposal::new(changes, member.clone(), StatusCode::OK, &EntityView::from(&entity))
    };
    write(&*writes.commit, &caller, attempt, writes.clock.now(), propose).await
}
