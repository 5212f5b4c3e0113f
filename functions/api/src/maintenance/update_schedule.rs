//! `PUT /v1/farms/{farmId}/maintenance/schedules/{scheduleId}`: writes the whole schedule. With another interval its open task is
//! taken back and another one made. With `If-Match`, only over the version that was read.

use axum::response::Response;
use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    maintenance::ScheduleContent,
    names::{FarmId, ScheduleId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Body, IfMatch, Path, State},
    idempotency::answer,
    problem::Problem,
};

use super::{
    refused::refused,
    writes::{Writes, task_id},
};
use crate::store::unavailable;

/// Writes the schedule.
pub(super) async fn update(
    State(writes): State<Writes>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, ScheduleId)>,
    if_match: IfMatch,
    Body(content): Body<ScheduleContent>,
) -> Result<Response, Problem> {
    let day = writes.begin(&caller, Operation::ChangeSchedules, &farm).await?;
    let propose = async || {
        let found = writes.schedules.read_schedule(&farm, &id).await.map_err(unavailable)?;
        let (schedule, open) = found.ok_or_else(|| Problem::not_found("schedule"))?;
        if_match.check(schedule.version)?;
        let by = caller.user_id.clone();
        let revised = schedule.revise(content.clone(), open.as_ref(), task_id()?, by, day);
        let (next, changes) = revised.map_err(refused)?;
        Ok((changes, answer(StatusCode::OK, &next)?))
    };
    writes.write(None, day.1, propose).await
}
