//! Maintenance: schedules, tasks and the report.

mod complete_task;
mod create_schedule;
mod create_task;
mod delete_schedule;
mod delete_task;
mod describe;
mod get_schedule;
mod get_task;
mod list_schedules;
mod list_tasks;
mod refused;
mod report;
mod shape;
mod update_schedule;
mod update_task;
mod writes;

use std::sync::Arc;

use valmetal_aws::{client, sqs::AlarmWords};
use valmetal_domain::maintenance::ports::{ReadSchedule, ReadSchedules};
use valmetal_postgres::{Maintenance, Requests};
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::{Clients, database};
pub use describe::descriptions;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const SCHEDULES: &str = "/v1/farms/{farmId}/maintenance/schedules";
    const SCHEDULE: &str = "/v1/farms/{farmId}/maintenance/schedules/{scheduleId}";
    const TASKS: &str = "/v1/farms/{farmId}/maintenance/tasks";
    const TASK: &str = "/v1/farms/{farmId}/maintenance/tasks/{taskId}";
    const COMPLETION: &str = "/v1/farms/{farmId}/maintenance/tasks/{taskId}/complete";
    const REPORT: &str = "/v1/farms/{farmId}/maintenance/report";
    vec![
        Route::get("list-schedules", SCHEDULES, list_schedules::list, schedules),
        Route::post("create-schedule", SCHEDULES, create_schedule::create, writes),
        Route::get("get-schedule", SCHEDULE, get_schedule::get, schedule),
        Route::put("update-schedule", SCHEDULE, update_schedule::update, writes),
        Route::delete("delete-schedule", SCHEDULE, delete_schedule::delete, writes),
        Route::get("list-tasks", TASKS, list_tasks::list, tasks),
        Route::post("create-task", TASKS, create_task::create, writes),
        Route::get("get-task", TASK, get_task::get, task),
        Route::patch("update-task", TASK, update_task::update, writes),
        Route::delete("delete-task", TASK, delete_task::delete, writes),
        Route::post("complete-task", COMPLETION, complete_task::complete, completion),
        Route::get("get-maintenance-report", REPORT, report::report, reports),
    ]
}

fn store(init: &Init) -> Result<Arc<Maintenance>, Error> {
    Ok(Arc::new(Maintenance::new(database(&init.env, &init.shared)?)))
}

async fn schedules(init: Init) -> Result<Arc<dyn ReadSchedules>, Error> {
    Ok(store(&init)?)
}

async fn schedule(init: Init) -> Result<Arc<dyn ReadSchedule>, Error> {
    Ok(store(&init)?)
}

async fn tasks(init: Init) -> Result<list_tasks::Lists, Error> {
    Ok(list_tasks::Lists { farms: Clients::new(&init)?.farms()?, tasks: store(&init)?, clock: init.clock })
}

async fn task(init: Init) -> Result<get_task::Tasks, Error> {
    Ok(get_task::Tasks { farms: Clients::new(&init)?.farms()?, tasks: store(&init)?, clock: init.clock })
}

async fn writes(init: Init) -> Result<writes::Writes, Error> {
    let farms = Clients::new(&init)?.farms()?;
    let maintenance = store(&init)?;
    Ok(writes::Writes {
        members: farms.clone(),
        farms: farms.clone(),
        entities: farms,
        schedules: maintenance.clone(),
        tasks: maintenance.clone(),
        commit: maintenance,
        answers: Arc::new(Requests::new(database(&init.env, &init.shared)?)),
        clock: init.clock,
    })
}

async fn completion(init: Init) -> Result<complete_task::Completing, Error> {
    let sqs = client::sqs(&init.shared.get_or_make(client::from_lambda_environment)?);
    let alarms = Arc::new(AlarmWords::new(sqs, init.env.text("ALARM_QUEUE_URL")?));
    Ok(complete_task::Completing { writes: writes(init).await?, alarms })
}

async fn reports(init: Init) -> Result<report::Reports, Error> {
    Ok(report::Reports { farms: Clients::new(&init)?.farms()?, tasks: store(&init)?, clock: init.clock })
}
