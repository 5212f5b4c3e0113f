//! `POST /v1/farms/{farmId}/maintenance/tasks/{taskId}/complete`: it is done; the next one of its schedule is made, and its alarm
//! ends.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use tracing::warn;
use valmetal_domain::{
    access::Operation,
    feed::ports::TellAlarms,
    maintenance::{Completion, alarm::word},
    names::{FarmId, TaskId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{IfMatch, Keyed, Path, State},
    idempotency::answer,
    problem::Problem,
};

use super::{
    refused::refused,
    shape::TaskView,
    writes::{Writes, task_id},
};
use crate::store::unavailable;

/// What doing a task needs.
#[derive(Clone)]
pub(super) struct Completing {
    /// What every change needs.
    pub writes: Writes,
    /// Ends the alarm.
    pub alarms: Arc<dyn TellAlarms>,
}

/// Says that the task is done.
pub(super) async fn complete(
    State(completing): State<Completing>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, TaskId)>,
    if_match: IfMatch,
    Keyed { body, attempt }: Keyed<Completion>,
) -> Result<Response, Problem> {
    let writes = &completing.writes;
    let (today, now) = writes.begin(&caller, Operation::CompleteMaintenanceTask, &farm).await?;
    let alarm = std::sync::Mutex::new(None);
    let propose = async || {
        let found = writes.tasks.read_task(&farm, &id).await.map_err(unavailable)?;
        let (task, schedule) = found.ok_or_else(|| Problem::not_found("task"))?;
        if_match.check(task.version)?;
        let by = caller.user_id.clone();
        let completed = task.complete(body.clone(), by, schedule.as_ref(), task_id()?, (today, now));
        let (done, changes) = completed.map_err(refused)?;
        let ended = done.reminded_thing.clone().map(|thing| (thing.clone(), word(&done, thing, now)));
        *alarm.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = ended;
        Ok((changes, answer(StatusCode::OK, &TaskView::of(done, today))?))
    };
    let response = writes.write(attempt, now, propose).await?;
    let ended = alarm.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(ended) = ended
        && let Err(error) = completing.alarms.tell_alarms(&[ended]).await
    {
        // Nothing is lost: `remind-maintenance` ends the alarms of all that is done.
        warn!(%error, task = %id, "the alarm of the task ends later");
    }
    Ok(response)
}
