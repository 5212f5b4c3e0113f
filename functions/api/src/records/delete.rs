//! `DELETE /v1/farms/{farmId}/entities/{entityId}/record`

use std::sync::Arc;

use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    entity::ports::ReadMember,
    names::{EntityId, FarmId},
    record::ports::{DeleteRecord, ReadRecord, StoreError},
};
use valmetal_runtime::{
    claims::Caller,
    http::{IfMatch, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow, standing, store::unavailable, tries::Tries};

/// What deleting a record needs.
#[derive(Clone)]
pub(super) struct Deletion {
    /// Reads whether the caller still belongs to the farm.
    pub members: Arc<dyn ReadMember>,
    /// Reads the record.
    pub records: Arc<dyn ReadRecord>,
    /// Deletes it.
    pub delete: Arc<dyn DeleteRecord>,
}

/// Deletes the record and answers 204.
pub(super) async fn delete(
    State(deletion): State<Deletion>,
    caller: Caller,
    Path((farm, entity)): Path<(FarmId, EntityId)>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let membership = allow(&caller, Operation::ChangeRecords, &farm, "farm")?;
    standing::require(&*deletion.members, membership.as_ref()).await?;
    let mut tries = Tries::new();
    loop {
        let record = deletion.records.read_record(&farm, &entity).await.map_err(unavailable)?;
        let record = record.ok_or_else(|| Problem::not_found("record"))?;
        if_match.check(record.version)?;
        match deletion.delete.delete_record(&farm, &entity, record.version).await {
            Ok(()) => return Ok(StatusCode::NO_CONTENT),
            Err(StoreError::Conflict) if tries.again().await => {}
            Err(error) => return Err(unavailable(error)),
        }
    }
}
