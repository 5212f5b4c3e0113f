//! `GET /v1/farms/{farmId}/maintenance/schedules`: the schedules of a farm or of one machine, the oldest first.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    maintenance::{Schedule, ports::ReadSchedules},
    names::{EntityId, FarmId, ScheduleId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Limit, Page, Path, Query, State, cursor},
    problem::Problem,
};

use crate::{farm_access::allow, page::page, store::unavailable};

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "SchedulesWanted")]
pub(super) struct Wanted {
    entity_id: Option<EntityId>,
    #[serde(default)]
    limit: Limit<50, 100>,
    cursor: Option<String>,
}

/// Answers a page.
pub(super) async fn list(
    State(schedules): State<Arc<dyn ReadSchedules>>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<Schedule>>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let query = ("schedules", &farm, &wanted.entity_id);
    let after: Option<ScheduleId> = wanted.cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;
    let limit = wanted.limit.get();
    let found = schedules.read_schedules(&farm, wanted.entity_id.as_ref(), limit + 1, after.as_ref()).await;
    page(found.map_err(unavailable)?, limit, &query, |schedule| schedule.id.clone())
}
