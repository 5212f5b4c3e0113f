//! What the routes of maintenance do, for the OpenAPI document.

use valmetal_domain::{
    access::Operation,
    maintenance::{Report, Schedule},
};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{
    complete_task, create_schedule, create_task, delete_schedule, delete_task, get_schedule, get_task,
    list_schedules, list_tasks, report, shape::TaskView, update_schedule, update_task,
};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-schedules", list_schedules::list)
            .summary("The maintenance schedules of a farm or of one machine, the oldest first")
            .needs(Operation::Read)
            .answers::<Page<Schedule>>(200)
            .refuses([501]),
        Description::of("create-schedule", create_schedule::create)
            .summary("Makes a schedule by days or by running hours, with its first task")
            .needs(Operation::ChangeSchedules)
            .answers::<Schedule>(201)
            .refuses([422, 501]),
        Description::of("get-schedule", get_schedule::get)
            .summary("A maintenance schedule")
            .needs(Operation::Read)
            .answers::<Schedule>(200)
            .with_etag()
            .refuses([501]),
        Description::of("update-schedule", update_schedule::update)
            .summary("Writes the whole schedule")
            .detail("With another interval, its open task is taken back and another one made; while it is paused it has none.")
            .needs(Operation::ChangeSchedules)
            .answers::<Schedule>(200)
            .refuses([422, 501]),
        Description::of("delete-schedule", delete_schedule::delete)
            .summary("Ends a schedule and its open task; what was done stays")
            .needs(Operation::ChangeSchedules)
            .answers_nothing(204)
            .refuses([501]),
        Description::of("list-tasks", list_tasks::list)
            .summary("The maintenance tasks of a farm or of one machine, by their day")
            .detail("Without a state, all that are not done. What waits for running hours comes last.")
            .needs(Operation::Read)
            .answers::<Page<TaskView>>(200)
            .refuses([501]),
        Description::of("create-task", create_task::create)
            .summary("Makes a task of no schedule")
            .needs(Operation::ChangeSchedules)
            .answers::<TaskView>(201)
            .refuses([422, 501]),
        Description::of("get-task", get_task::get)
            .summary("A maintenance task")
            .needs(Operation::Read)
            .answers::<TaskView>(200)
            .with_etag()
            .refuses([501]),
        Description::of("update-task", update_task::update)
            .summary("Gives a task another day, or to somebody else")
            .needs(Operation::ChangeSchedules)
            .answers::<TaskView>(200)
            .refuses([409, 501]),
        Description::of("delete-task", delete_task::delete)
            .summary("Takes back a task of no schedule")
            .needs(Operation::ChangeSchedules)
            .answers_nothing(204)
            .refuses([409, 501]),
        Description::of("complete-task", complete_task::complete)
            .summary("Says that a task is done, with its parts and a note")
            .detail("The next task of its schedule is made from this day on, and the alarm of the machine ends.")
            .needs(Operation::CompleteMaintenanceTask)
            .answers::<TaskView>(200)
            .refuses([409, 422, 501]),
        Description::of("get-maintenance-report", report::report)
            .summary("What was done on a farm in a period, what is due and overdue, and the parts for it")
            .detail("The thirty days before and after today where nothing is said, and at most 366. As CSV with `format=csv`.")
            .needs(Operation::Read)
            .answers::<Report>(200)
            .answers_as(200, "text/csv")
            .refuses([422, 501]),
    ]
}
