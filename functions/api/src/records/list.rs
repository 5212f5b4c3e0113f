//! `GET /v1/farms/{farmId}/records`: the records of a farm, by entity.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    names::{EntityId, FarmId},
    record::{EquipmentRecord, ports::ReadRecords},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Limit, Page, Path, Query, State, cursor},
    problem::Problem,
};

use crate::{farm_access::allow, page::page, store::unavailable};

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RecordsWanted")]
pub(super) struct Wanted {
    #[serde(default)]
    limit: Limit<50, 100>,
    cursor: Option<String>,
}

/// Answers a page.
pub(super) async fn list(
    State(records): State<Arc<dyn ReadRecords>>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<EquipmentRecord>>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let query = ("records", &farm);
    let after: Option<EntityId> = wanted.cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;
    let limit = wanted.limit.get();
    let found = records.read_records(&farm, limit + 1, after.as_ref()).await.map_err(unavailable)?;
    page(found, limit, &query, |record| record.entity_id.clone())
}
