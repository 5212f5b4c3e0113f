//! `POST /v1/farms/{farmId}/maintenance/tasks`: a task of no schedule.

use axum::response::Response;
use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    maintenance::{Change, NewTask},
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Keyed, Path, State},
    idempotency::answer,
    problem::Problem,
};

use super::{
    refused::refused,
    shape::TaskView,
    writes::{Writes, task_id},
};

/// Makes the task and answers 201.
pub(super) async fn create(
    State(writes): State<Writes>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Keyed { body, attempt }: Keyed<NewTask>,
) -> Result<Response, Problem> {
    let (today, now) = writes.begin(&caller, Operation::ChangeSchedules, &farm).await?;
    writes.machine(&farm, &body.entity_id).await?;
    let task = body.make(task_id()?, farm, now).map_err(refused)?;
    let propose = async || {
        let view = TaskView::of(task.clone(), today);
        Ok((vec![Change::PutTask(task.clone())], answer(StatusCode::CREATED, &view)?))
    };
    writes.write(attempt, now, propose).await
}
