//! `GET /v1/farms/{farmId}/maintenance/schedules/{scheduleId}`

use std::sync::Arc;

use valmetal_domain::{
    access::Operation,
    maintenance::{Schedule, ports::ReadSchedule},
    names::{FarmId, ScheduleId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{ETag, Json, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow, store::unavailable};

/// Answers the schedule.
pub(super) async fn get(
    State(schedules): State<Arc<dyn ReadSchedule>>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, ScheduleId)>,
) -> Result<(ETag, Json<Schedule>), Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let found = schedules.read_schedule(&farm, &id).await.map_err(unavailable)?;
    let (schedule, _) = found.ok_or_else(|| Problem::not_found("schedule"))?;
    Ok((ETag(schedule.version), Json(schedule)))
}
