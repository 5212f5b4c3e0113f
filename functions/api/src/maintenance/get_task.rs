//! `GET /v1/farms/{farmId}/maintenance/tasks/{taskId}`

use std::sync::Arc;

use valmetal_domain::{
    access::Operation,
    entity::ports::ReadFarm,
    maintenance::ports::ReadTask,
    names::{FarmId, TaskId},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{ETag, Json, Path, State},
    problem::Problem,
};

use super::shape::{TaskView, today};
use crate::{farm_access::allow, store::unavailable};

/// What reading a task needs.
#[allow(clippy::struct_field_names, reason = "a field is what its trait reads")]
#[derive(Clone)]
pub(super) struct Tasks {
    /// Reads which day it is on the farm.
    pub farms: Arc<dyn ReadFarm>,
    /// Reads the task.
    pub tasks: Arc<dyn ReadTask>,
    /// The time.
    pub clock: Clock,
}

/// Answers the task.
pub(super) async fn get(
    State(reading): State<Tasks>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, TaskId)>,
) -> Result<(ETag, Json<TaskView>), Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let found = reading.tasks.read_task(&farm, &id).await.map_err(unavailable)?;
    let (task, _) = found.ok_or_else(|| Problem::not_found("task"))?;
    let day = today(&*reading.farms, &farm, reading.clock.now()).await?;
    Ok((ETag(task.version), Json(TaskView::of(task, day))))
}
