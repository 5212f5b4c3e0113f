//! `DELETE /v1/farms/{farmId}/maintenance/tasks/{taskId}`: takes back a task of no schedule that is not done.

use axum::response::Response;
use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    idempotency::Answer,
    names::{FarmId, TaskId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{IfMatch, Path, State},
    problem::Problem,
};

use super::{refused::refused, writes::Writes};
use crate::store::unavailable;

/// Takes the task back and answers 204.
pub(super) async fn delete(
    State(writes): State<Writes>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, TaskId)>,
    if_match: IfMatch,
) -> Result<Response, Problem> {
    let (_, now) = writes.begin(&caller, Operation::ChangeSchedules, &farm).await?;
    let propose = async || {
        let found = writes.tasks.read_task(&farm, &id).await.map_err(unavailable)?;
        let (task, _) = found.ok_or_else(|| Problem::not_found("task"))?;
        if_match.check(task.version)?;
        let nothing = Answer { status: StatusCode::NO_CONTENT.as_u16(), body: String::new() };
        Ok((vec![task.withdraw().map_err(refused)?], nothing))
    };
    writes.write(None, now, propose).await
}
