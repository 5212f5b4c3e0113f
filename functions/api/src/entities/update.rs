//! `PATCH /v1/farms/{farmId}/entities/{entityId}`: another name. With `If-Match`, only of the version that was read.

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    entity::DisplayName,
    names::{EntityId, FarmId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Body, IfMatch, Path, State},
    problem::Problem,
};

use super::{shape::EntityView, write::Writes};
use crate::{
    farm_access::allow,
    hierarchy::{Proposal, refused, write},
};

/// What is changed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "EntityChange")]
pub(super) struct Changed {
    name: DisplayName,
}

/// Renames the node. The farm itself is renamed as a farm.
pub(super) async fn update(
    State(writes): State<Writes>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, EntityId)>,
    if_match: IfMatch,
    Body(body): Body<Changed>,
) -> Result<Response, Problem> {
    let member = allow(&caller, Operation::ChangeEntities, &farm, "farm")?;
    if id == EntityId::from(farm.clone()) {
        return Err(Problem::conflict("isTheFarm", "The farm itself is renamed as a farm."));
    }
    let propose = async || {
        let (tree, places) = writes.read(&farm, &id).await?;
        let current = tree.get(&id).ok_or_else(|| Problem::not_found("entity"))?;
        if_match.check(current.version)?;
        let (entity, changes) = tree.rename(&id, &body.name, None, &places).map_err(refused)?;
        Proposal::new(changes, member.clone(), StatusCode::OK, &EntityView::from(&entity))
    };
    write(&*writes.commit, &caller, None, writes.clock.now(), propose).await
}
