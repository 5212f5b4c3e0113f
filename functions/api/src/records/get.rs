//! `GET /v1/farms/{farmId}/entities/{entityId}/record`

use std::sync::Arc;

use valmetal_domain::{
    access::Operation,
    names::{EntityId, FarmId},
    record::{EquipmentRecord, ports::ReadRecord},
};
use valmetal_runtime::{
    claims::Caller,
    http::{ETag, Json, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow, store::unavailable};

/// Answers the record.
pub(super) async fn get(
    State(records): State<Arc<dyn ReadRecord>>,
    caller: Caller,
    Path((farm, entity)): Path<(FarmId, EntityId)>,
) -> Result<(ETag, Json<EquipmentRecord>), Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let record = records.read_record(&farm, &entity).await.map_err(unavailable)?;
    let record = record.ok_or_else(|| Problem::not_found("record"))?;
    Ok((ETag(record.version), Json(record)))
}
