//! `GET /farms/{farm}/maintenance`: what is due, what was done, and the schedules.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use valmetal_domain::maintenance::TaskState;

use super::Here;
use crate::{
    api::{ApiError, Done, MaintenanceTask, Page, Schedule},
    pages::{
        html,
        visit::{Query, Shell, Tab, Visit, encoded, zone},
    },
};

#[derive(Template)]
#[template(path = "maintenance/list.html")]
struct List {
    shell: Shell,
    here: Here,
    wanted: Wanted,
    tasks: Vec<MaintenanceTask>,
    schedules: Vec<Schedule>,
    people: HashMap<String, String>,
    more: Option<String>,
    now: Timestamp,
    zone: TimeZone,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    view: View,
    /// The machine that it is limited to.
    entity: String,
    cursor: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum View {
    #[default]
    Due,
    Done,
    Schedules,
}

impl View {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Done => "done",
            Self::Schedules => "schedules",
        }
    }
}

impl List {
    /// The views: address, name, and whether it is this one.
    fn tabs(&self) -> [(String, &'static str, bool); 3] {
        let w = self.shell.w;
        [(View::Due, w.to_be_done), (View::Done, w.done), (View::Schedules, w.schedules)]
            .map(|(view, name)| (self.wanted.address(view, ""), name, view == self.wanted.view))
    }

    /// Is anything wrong? As a style and in words.
    fn mood(&self) -> (&'static str, String) {
        let w = self.shell.w;
        let count = |state| self.tasks.iter().filter(|task| task.state == state).count();
        match (count(TaskState::Overdue), count(TaskState::Due)) {
            (0, 0) => ("well", w.nothing_due.to_owned()),
            (0, due) => ("taken", w.counted(due, w.one_due, w.many_due)),
            (overdue, _) => ("late", w.counted(overdue, w.one_overdue, w.many_overdue)),
        }
    }

    fn shows(&self, view: &str) -> bool {
        self.wanted.view.as_str() == view
    }

    fn who(&self, done: &Done) -> &str {
        self.people.get(&done.by).map_or(self.shell.w.somebody, String::as_str)
    }

    fn is_late(task: &MaintenanceTask) -> bool {
        task.state == TaskState::Overdue
    }
}

impl Wanted {
    fn address(&self, view: View, cursor: &str) -> String {
        let all = [("view", view.as_str()), ("entity", &self.entity), ("cursor", cursor)];
        let said: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("?{}", serde_urlencoded::to_string(said).unwrap_or_default())
    }

    /// What is asked of the API.
    fn query(&self) -> Result<String, ApiError> {
        let state = if self.view == View::Done { "done" } else { "" };
        let all = [("limit", "50"), ("state", state), ("entityId", &self.entity), ("cursor", &self.cursor)];
        let said: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(said).map_err(|error| ApiError::Away(error.into()))
    }
}

/// Answers the page.
pub(super) async fn page(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, &farm, wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, wanted: Wanted) -> Result<List, ApiError> {
    let api = visit.api();
    let here = Here::read(visit, farm).await?;
    let path = format!("/farms/{}/maintenance", encoded(&here.farm.id));
    let query = wanted.query()?;
    let ((tasks, more_tasks), (schedules, more_schedules)) = if wanted.view == View::Schedules {
        let page: Page<Schedule> = api.get(&format!("{path}/schedules?{query}")).await?;
        ((Vec::new(), None), (page.items, page.cursor))
    } else {
        let page: Page<MaintenanceTask> = api.get(&format!("{path}/tasks?{query}")).await?;
        ((page.items, page.cursor), (Vec::new(), None))
    };
    let people = if wanted.view == View::Done { here.people(visit).await? } else { HashMap::new() };
    Ok(List {
        shell: visit
            .shell(format!("{} — {}", visit.words().maintenance, here.farm.name))
            .on_farm(&here.farm, Tab::Maintenance),
        zone: zone(&here.farm.timezone),
        more: more_tasks.or(more_schedules).map(|cursor| wanted.address(wanted.view, &cursor)),
        here,
        wanted,
        tasks,
        schedules,
        people,
        now: visit.now,
    })
}
