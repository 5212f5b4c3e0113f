//! `POST /v1/farms/{farmId}/maintenance/schedules`: a schedule, with its first task.

use axum::response::Response;
use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    maintenance::{Change, Interval, MaintenanceRefusal, NewSchedule, Schedule},
    names::{FarmId, ScheduleId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Keyed, Path, State},
    idempotency::answer,
    ids,
    problem::Problem,
};

use super::{
    refused::refused,
    writes::{Writes, task_id},
};

/// Makes the schedule and answers 201.
pub(super) async fn create(
    State(writes): State<Writes>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Keyed { body, attempt }: Keyed<NewSchedule>,
) -> Result<Response, Problem> {
    let (today, now) = writes.begin(&caller, Operation::ChangeSchedules, &farm).await?;
    let machine = writes.machine(&farm, &body.entity_id).await?;
    let first_due_on = body.first_due_on;
    let content = body.content();
    content.check().map_err(refused)?;
    if matches!(content.every, Interval::RunningHours(_)) {
        if first_due_on.is_some() {
            return Err(refused(MaintenanceRefusal::FirstDayOfHours));
        }
        if machine.thing_name.is_none() {
            return Err(refused(MaintenanceRefusal::NoThing));
        }
    }
    let schedule = Schedule {
        id: ScheduleId::new(ids::new_id())?,
        farm_id: farm,
        entity_id: machine.id,
        content,
        version: 1,
        updated_at: now,
        updated_by: caller.user_id.clone(),
    };
    let first = schedule.next_task(task_id()?, today, first_due_on, now);
    let propose = async || {
        let changes = vec![Change::PutSchedule(schedule.clone()), Change::PutTask(first.clone())];
        Ok((changes, answer(StatusCode::CREATED, &schedule)?))
    };
    writes.write(attempt, now, propose).await
}
