//! `PUT /v1/farms/{farmId}/entities/{entityId}/record`: writes the whole record. With `If-Match`, only over the version that
//! was read.

use std::sync::Arc;

use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    entity::ports::{ReadEntity, ReadMember},
    names::{EntityId, FarmId},
    record::{
        EquipmentRecord, RecordContent, RecordRefusal,
        ports::{PutRecord, ReadRecord, StoreError},
    },
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Body, ETag, IfMatch, Json, Path, State},
    problem::{FieldError, Problem},
};

use crate::{farm_access::allow, hierarchy::sentence, standing, store::unavailable, tries::Tries};

/// What writing a record needs.
#[derive(Clone)]
pub(super) struct Writes {
    /// Reads whether the caller still belongs to the farm.
    pub members: Arc<dyn ReadMember>,
    /// Reads whether there is such an entity.
    pub entities: Arc<dyn ReadEntity>,
    /// Reads the record.
    pub records: Arc<dyn ReadRecord>,
    /// Writes it.
    pub put: Arc<dyn PutRecord>,
    /// The time.
    pub clock: Clock,
}

/// Writes the record: 201 where there was none, else 200.
pub(super) async fn put(
    State(writes): State<Writes>,
    caller: Caller,
    Path((farm, entity)): Path<(FarmId, EntityId)>,
    if_match: IfMatch,
    Body(content): Body<RecordContent>,
) -> Result<(StatusCode, ETag, Json<EquipmentRecord>), Problem> {
    let membership = allow(&caller, Operation::ChangeRecords, &farm, "farm")?;
    content.check().map_err(refused)?;
    standing::require(&*writes.members, membership.as_ref()).await?;
    let there = writes.entities.read_entity(&farm, &entity).await.map_err(unavailable)?;
    there.ok_or_else(|| Problem::not_found("entity"))?;

    let mut tries = Tries::new();
    loop {
        let current = writes.records.read_record(&farm, &entity).await.map_err(unavailable)?;
        let version = current.map_or(0, |record| record.version);
        if_match.check(version)?;
        let record = EquipmentRecord {
            farm_id: farm.clone(),
            entity_id: entity.clone(),
            content: content.clone(),
            version: version + 1,
            updated_at: writes.clock.now(),
            updated_by: caller.user_id.clone(),
        };
        match writes.put.put_record(&record).await {
            Ok(()) => {
                let status = if version == 0 { StatusCode::CREATED } else { StatusCode::OK };
                return Ok((status, ETag(record.version), Json(record)));
            }
            Err(StoreError::Conflict) if tries.again().await => {}
            Err(error) => return Err(unavailable(error)),
        }
    }
}

fn refused(refusal: RecordRefusal) -> Problem {
    let error = FieldError::new(refusal.field(), refusal.code(), sentence(&refusal.to_string()));
    Problem::unprocessable("invalidValue", "The request breaks a rule of records.").errors([error])
}
