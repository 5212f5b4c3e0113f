//! `DELETE /v1/farms/{farmId}/maintenance/schedules/{scheduleId}`: its end, and that of its open task. What was done stays.

use axum::response::Response;
use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    idempotency::Answer,
    names::{FarmId, ScheduleId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{IfMatch, Path, State},
    problem::Problem,
};

use super::writes::Writes;
use crate::store::unavailable;

/// Deletes the schedule and answers 204.
pub(super) async fn delete(
    State(writes): State<Writes>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, ScheduleId)>,
    if_match: IfMatch,
) -> Result<Response, Problem> {
    let (_, now) = writes.begin(&caller, Operation::ChangeSchedules, &farm).await?;
    let propose = async || {
        let found = writes.schedules.read_schedule(&farm, &id).await.map_err(unavailable)?;
        let (schedule, open) = found.ok_or_else(|| Problem::not_found("schedule"))?;
        if_match.check(schedule.version)?;
        let nothing = Answer { status: StatusCode::NO_CONTENT.as_u16(), body: String::new() };
        Ok((schedule.delete(open.as_ref()), nothing))
    };
    writes.write(None, now, propose).await
}
