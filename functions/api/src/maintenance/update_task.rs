//! `PATCH /v1/farms/{farmId}/maintenance/tasks/{taskId}`: another day, or somebody else who is to do it. With `If-Match`, only of
//! the version that was read.

use axum::response::Response;
use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    maintenance::{Change, TaskChange},
    names::{FarmId, TaskId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Body, IfMatch, Path, State},
    idempotency::answer,
    problem::Problem,
};

use super::{refused::refused, shape::TaskView, writes::Writes};
use crate::store::unavailable;

/// Changes the task.
pub(super) async fn update(
    State(writes): State<Writes>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, TaskId)>,
    if_match: IfMatch,
    Body(change): Body<TaskChange>,
) -> Result<Response, Problem> {
    let (today, now) = writes.begin(&caller, Operation::ChangeSchedules, &farm).await?;
    let propose = async || {
        let found = writes.tasks.read_task(&farm, &id).await.map_err(unavailable)?;
        let (task, _) = found.ok_or_else(|| Problem::not_found("task"))?;
        if_match.check(task.version)?;
        let next = task.revise(change.clone()).map_err(refused)?;
        let view = TaskView::of(next.clone(), today);
        Ok((vec![Change::PutTask(next)], answer(StatusCode::OK, &view)?))
    };
    writes.write(None, now, propose).await
}
