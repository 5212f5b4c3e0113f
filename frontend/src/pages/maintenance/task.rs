//! One task: what is to be done, and that it is done; a new one; one that is not to be done after all.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;
use valmetal_domain::maintenance::TaskState;

use super::{Here, parts};
use crate::{
    api::{ApiError, Done, MaintenanceTask},
    pages::{
        deletion::{self, Deletion},
        form::Posted,
        html, redirect,
        typed::{Form, is_final},
        visit::{Query, Shell, Visit, encoded, zone},
    },
};

#[derive(Template)]
#[template(path = "maintenance/task.html")]
struct TaskPage {
    shell: Shell,
    here: Here,
    task: MaintenanceTask,
    people: HashMap<String, String>,
    form: Form,
    now: Timestamp,
    zone: TimeZone,
}

impl TaskPage {
    fn who(&self, done: &Done) -> &str {
        self.people.get(&done.by).map_or(self.shell.w.somebody, String::as_str)
    }

    fn is_late(&self) -> bool {
        self.task.state == TaskState::Overdue
    }

    fn lines(&self) -> Vec<usize> {
        parts::lines(&self.form)
    }
}

/// `GET /farms/{farm}/maintenance/tasks/{task}`
pub(super) async fn page(visit: Visit, Path((farm, task)): Path<(String, String)>) -> Response {
    match read(&visit, &farm, &task, Form::default()).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, task: &str, form: Form) -> Result<TaskPage, ApiError> {
    let here = Here::read(visit, farm).await?;
    let task: MaintenanceTask = visit.api().get(&path(&here, task)).await?;
    let people = here.people(visit).await?;
    Ok(TaskPage {
        shell: here.shell(visit, task.title.clone()),
        zone: zone(&here.farm.timezone),
        form: form.over(Form::with(parts::typed(&task.parts))),
        here,
        task,
        people,
        now: visit.now,
    })
}

/// The API's path of a task.
fn path(here: &Here, task: &str) -> String {
    format!("/farms/{}/maintenance/tasks/{}", encoded(&here.farm.id), encoded(task))
}

/// `POST /farms/{farm}/maintenance/tasks/{task}/done`
pub(super) async fn complete(
    Path((farm, task)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let api = visit.api();
    let path = format!("/farms/{}/maintenance/tasks/{}/complete", encoded(&farm), encoded(&task));
    let body = json!({ "note": form.text("note"), "parts": parts::read(&form) });
    let done: Result<MaintenanceTask, _> = match form.version() {
        Some(version) => api.post_to(&path, form.key(), version, &body).await,
        None => api.post(&path, form.key(), &body).await,
    };
    match done {
        Ok(_) => redirect(&visit.guest.headers, &format!("/farms/{}/maintenance", encoded(&farm))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, field);
            match read(&visit, &farm, &task, form.clone()).await {
                Ok(page) => form.answer(html(&page)),
                Err(error) => visit.trouble(&error),
            }
        }
    }
}

#[derive(Template)]
#[template(path = "maintenance/new-task.html")]
struct NewTask {
    shell: Shell,
    here: Here,
    form: Form,
}

impl NewTask {
    fn lines(&self) -> Vec<usize> {
        parts::lines(&self.form)
    }
}

/// `GET /farms/{farm}/maintenance/new-task`
pub(super) async fn new(visit: Visit, Path(farm): Path<String>, Query(form): Query<Form>) -> Response {
    new_page(&visit, &farm, form).await
}

async fn new_page(visit: &Visit, farm: &str, form: Form) -> Response {
    match Here::read(visit, farm).await {
        Ok(here) => {
            let shell = here.shell(visit, visit.words().new_task);
            form.answer(html(&NewTask { shell, here, form: form.clone() }))
        }
        Err(error) => visit.trouble(&error),
    }
}

/// `POST /farms/{farm}/maintenance/tasks`
pub(super) async fn create(Path(farm): Path<String>, Posted { visit, form }: Posted<Form>) -> Response {
    let path = format!("/farms/{}/maintenance/tasks", encoded(&farm));
    let body = json!({
        "entityId": form.get("entityId"),
        "title": form.get("title").trim(),
        "instructions": form.text("instructions"),
        "dueOn": form.get("dueOn"),
        "parts": parts::read(&form),
    });
    match visit.api().post::<MaintenanceTask>(&path, form.key(), &body).await {
        Ok(task) => {
            let to = format!("/farms/{}/maintenance/tasks/{}", encoded(&farm), encoded(&task.id));
            redirect(&visit.guest.headers, &to)
        }
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, field);
            new_page(&visit, &farm, form).await
        }
    }
}

/// `GET /farms/{farm}/maintenance/tasks/{task}/delete`
pub(super) async fn ask_delete(visit: Visit, Path((farm, task)): Path<(String, String)>) -> Response {
    deletion::ask(&visit, delete_page(&visit, &farm, &task, Form::default()).await)
}

async fn delete_page(visit: &Visit, farm: &str, task: &str, form: Form) -> Result<Deletion, ApiError> {
    let here = Here::read(visit, farm).await?;
    let task: MaintenanceTask = visit.api().get(&path(&here, task)).await?;
    let back = format!("{}/tasks/{}", here.address(), encoded(&task.id));
    Ok(Deletion {
        shell: here.shell(visit, visit.words().delete_task).below(back.clone(), task.title.clone()),
        action: format!("{back}/delete"),
        back,
        name: format!("{} — {}", task.title, here.called(&task.entity_id)),
        details: Vec::new(),
        why: visit.words().delete_task_why,
        version: Some(task.version),
        form,
    })
}

/// `POST /farms/{farm}/maintenance/tasks/{task}/delete`
pub(super) async fn delete(
    Path((farm, task)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let farm_address = format!("/farms/{}/maintenance", encoded(&farm));
    let path = format!("{farm_address}/tasks/{}", encoded(&task));
    let asked = async |form| delete_page(&visit, &farm, &task, form).await;
    deletion::delete(&visit, &path, &farm_address, form, asked).await
}

/// The field of these forms that one of the API is: the lines of parts are one.
#[expect(clippy::unnecessary_wraps, reason = "it is what `refused` calls")]
pub(super) fn field(of_api: &str) -> Option<String> {
    Some(of_api.split(['.', '[']).next().unwrap_or_default().to_owned())
}
