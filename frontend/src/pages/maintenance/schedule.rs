//! One schedule: what is to be done again and again, on which machine, and how often.

use askama::Template;
use axum::{extract::Path, response::Response};
use serde_json::{Value, json};
use valmetal_domain::maintenance::Interval;

use super::{Here, parts, task::field};
use crate::{
    api::{ApiError, Schedule},
    pages::{
        deletion::{self, Deletion},
        form::Posted,
        html, redirect,
        typed::{Form, is_final},
        visit::{Query, Shell, Visit, encoded},
    },
    words::Words,
};

#[derive(Template)]
#[template(path = "maintenance/schedule.html")]
struct SchedulePage {
    shell: Shell,
    here: Here,
    /// Nothing where it is a new one.
    schedule: Option<Schedule>,
    units: [(&'static str, &'static str); 2],
    form: Form,
}

impl SchedulePage {
    fn lines(&self) -> Vec<usize> {
        parts::lines(&self.form)
    }
}

/// In what a schedule counts.
fn units(w: &Words) -> [(&'static str, &'static str); 2] {
    [("days", w.days), ("runningHours", w.running_hours)]
}

/// A schedule as its form begins.
fn typed(schedule: &Schedule) -> Form {
    let (count, unit) = match schedule.every {
        Interval::Days(days) => (u32::from(days), "days"),
        Interval::RunningHours(hours) => (hours, "runningHours"),
    };
    let mut values = parts::typed(&schedule.parts);
    values.extend([
        ("title".to_owned(), schedule.title.clone()),
        ("instructions".to_owned(), schedule.instructions.clone().unwrap_or_default()),
        ("count".to_owned(), count.to_string()),
        ("unit".to_owned(), unit.to_owned()),
        ("remindDays".to_owned(), schedule.remind_days.to_string()),
        ("paused".to_owned(), if schedule.paused { "on".to_owned() } else { String::new() }),
    ]);
    Form::with(values)
}

/// What a form says of a schedule's content.
fn content(form: &Form) -> Value {
    let count: u32 = form.get("count").trim().parse().unwrap_or(0);
    let unit = if form.get("unit") == "runningHours" { "runningHours" } else { "days" };
    json!({
        "title": form.get("title").trim(),
        "instructions": form.text("instructions"),
        "every": { unit: count },
        "remindDays": form.get("remindDays").trim().parse::<u16>().unwrap_or(u16::MAX),
        "parts": parts::read(form),
    })
}

/// The field of the form that one of the API is made from.
fn of_form(of_api: &str) -> Option<String> {
    field(of_api).map(|field| if field == "every" { "count".to_owned() } else { field })
}

/// `GET /farms/{farm}/maintenance/new-schedule`
pub(super) async fn new(visit: Visit, Path(farm): Path<String>, Query(form): Query<Form>) -> Response {
    new_page(&visit, &farm, form.over(Form::with([("remindDays", "7"), ("unit", "days")]))).await
}

async fn new_page(visit: &Visit, farm: &str, form: Form) -> Response {
    match Here::read(visit, farm).await {
        Ok(here) => {
            let shell = here.shell(visit, visit.words().new_schedule);
            form.answer(html(&SchedulePage {
                shell,
                here,
                schedule: None,
                units: units(visit.words()),
                form: form.clone(),
            }))
        }
        Err(error) => visit.trouble(&error),
    }
}

/// `POST /farms/{farm}/maintenance/schedules`
pub(super) async fn create(Path(farm): Path<String>, Posted { visit, form }: Posted<Form>) -> Response {
    let path = format!("/farms/{}/maintenance/schedules", encoded(&farm));
    let mut body = content(&form);
    body["entityId"] = json!(form.get("entityId"));
    if let Some(day) = form.text("firstDueOn") {
        body["firstDueOn"] = json!(day);
    }
    match visit.api().post::<Schedule>(&path, form.key(), &body).await {
        Ok(_) => redirect(&visit.guest.headers, &list(&farm)),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, of_form);
            new_page(&visit, &farm, form).await
        }
    }
}

/// Where the schedules of a farm are.
fn list(farm: &str) -> String {
    format!("/farms/{}/maintenance?view=schedules", encoded(farm))
}

/// `GET /farms/{farm}/maintenance/schedules/{schedule}`
pub(super) async fn page(visit: Visit, Path((farm, schedule)): Path<(String, String)>) -> Response {
    match read(&visit, &farm, &schedule, Form::default()).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, schedule: &str, form: Form) -> Result<SchedulePage, ApiError> {
    let here = Here::read(visit, farm).await?;
    let path = format!("/farms/{}/maintenance/schedules/{}", encoded(farm), encoded(schedule));
    let schedule: Schedule = visit.api().get(&path).await?;
    Ok(SchedulePage {
        shell: here.shell(visit, schedule.title.clone()),
        here,
        form: if form.get("title").is_empty() && form.fault.is_none() { typed(&schedule) } else { form },
        schedule: Some(schedule),
        units: units(visit.words()),
    })
}

/// `POST /farms/{farm}/maintenance/schedules/{schedule}`
pub(super) async fn update(
    Path((farm, schedule)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let path = format!("/farms/{}/maintenance/schedules/{}", encoded(&farm), encoded(&schedule));
    let mut body = content(&form);
    body["paused"] = json!(form.get("paused") == "on");
    match visit.api().put::<Schedule>(&path, form.version(), &body).await {
        Ok(_) => redirect(&visit.guest.headers, &list(&farm)),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, of_form);
            match read(&visit, &farm, &schedule, form.clone()).await {
                Ok(page) => form.answer(html(&page)),
                Err(error) => visit.trouble(&error),
            }
        }
    }
}

/// `GET /farms/{farm}/maintenance/schedules/{schedule}/delete`
pub(super) async fn ask_delete(visit: Visit, Path((farm, schedule)): Path<(String, String)>) -> Response {
    deletion::ask(&visit, delete_page(&visit, &farm, &schedule, Form::default()).await)
}

async fn delete_page(visit: &Visit, farm: &str, schedule: &str, form: Form) -> Result<Deletion, ApiError> {
    let SchedulePage { here, schedule: found, .. } = read(visit, farm, schedule, Form::default()).await?;
    let back = format!("{}/schedules/{}", here.address(), encoded(schedule));
    let (name, version) = found.map_or((String::new(), 0), |found| {
        (format!("{} — {}", found.title, here.called(&found.entity_id)), found.version)
    });
    Ok(Deletion {
        shell: here.shell(visit, visit.words().delete_schedule),
        action: format!("{back}/delete"),
        back,
        name,
        details: Vec::new(),
        why: visit.words().delete_schedule_why,
        version: Some(version),
        form,
    })
}

/// `POST /farms/{farm}/maintenance/schedules/{schedule}/delete`
pub(super) async fn delete(
    Path((farm, schedule)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let path = format!("/farms/{}/maintenance/schedules/{}", encoded(&farm), encoded(&schedule));
    let asked = async |form| delete_page(&visit, &farm, &schedule, form).await;
    deletion::delete(&visit, &path, &list(&farm), form, asked).await
}
