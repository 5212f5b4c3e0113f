//! `GET /v1/farms/{farmId}/maintenance/tasks`: the tasks of a farm or of one machine, by their day. Done ones only where they are
//! asked for.

use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    entity::ports::ReadFarm,
    maintenance::{TaskFilter, TaskState, ports::ReadTasks},
    names::{EntityId, FarmId, TaskId},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Limit, List, Page, Path, Query, State, cursor},
    problem::Problem,
};

use super::shape::{TaskView, today};
use crate::{farm_access::allow, page::page, store::unavailable};

/// What the list needs.
#[derive(Clone)]
pub(super) struct Lists {
    /// Reads which day it is on the farm.
    pub farms: Arc<dyn ReadFarm>,
    /// Reads the tasks.
    pub tasks: Arc<dyn ReadTasks>,
    /// The time.
    pub clock: Clock,
}

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "TasksWanted")]
pub(super) struct Wanted {
    #[serde(default)]
    state: List<TaskState>,
    entity_id: Option<EntityId>,
    #[serde(default)]
    limit: Limit<50, 100>,
    cursor: Option<String>,
}

/// Answers a page.
pub(super) async fn list(
    State(lists): State<Lists>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<TaskView>>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let filter = TaskFilter { states: wanted.state.0, entity_id: wanted.entity_id };
    let query = ("tasks", &farm, &filter);
    let position: Option<(Option<Date>, TaskId)> =
        wanted.cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;
    let after = position.as_ref().map(|(day, id)| (*day, id));
    let day = today(&*lists.farms, &farm, lists.clock.now()).await?;
    let limit = wanted.limit.get();
    let found = lists.tasks.read_tasks(&farm, &filter, day, limit + 1, after).await.map_err(unavailable)?;
    let Json(Page { items, cursor }) = page(found, limit, &query, |task| (task.due_on, task.id.clone()))?;
    let items = items.into_iter().map(|task| TaskView::of(task, day)).collect();
    Ok(Json(Page { items, cursor }))
}
