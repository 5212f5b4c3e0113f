//! `GET /v1/farms/{farmId}/entities/{entityId}`

use std::sync::Arc;

use valmetal_domain::{
    access::Operation,
    entity::ports::ReadEntity,
    names::{EntityId, FarmId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{ETag, Json, Path, State},
    problem::Problem,
};

use super::shape::EntityView;
use crate::{farm_access::allow, store::unavailable};

/// Answers the node.
pub(super) async fn get(
    State(entities): State<Arc<dyn ReadEntity>>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, EntityId)>,
) -> Result<(ETag, Json<EntityView>), Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let entity = entities.read_entity(&farm, &id).await.map_err(unavailable)?;
    let entity = entity.ok_or_else(|| Problem::not_found("entity"))?;
    Ok((ETag(entity.version), Json(EntityView::from(&entity))))
}
