//! `GET /v1/farms/{farmId}`

use std::sync::Arc;

use valmetal_domain::{access::Operation, entity::ports::ReadFarm, names::FarmId};
use valmetal_runtime::{
    claims::Caller,
    http::{ETag, Json, Path, State},
    problem::Problem,
};

use super::shape::FarmView;
use crate::{farm_access::allow, store::unavailable};

/// Answers the farm.
pub(super) async fn get(
    State(farms): State<Arc<dyn ReadFarm>>,
    caller: Caller,
    Path(id): Path<FarmId>,
) -> Result<(ETag, Json<FarmView>), Problem> {
    allow(&caller, Operation::Read, &id, "farm")?;
    let farm = farms.read_farm(&id).await.map_err(unavailable)?.ok_or_else(|| Problem::not_found("farm"))?;
    Ok((ETag(farm.version), Json(FarmView::of(&farm, &caller))))
}
