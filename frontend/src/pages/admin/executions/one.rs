//! One execution, drawn as a line of time.

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};

use super::timeline::{Lane, lanes};
use crate::{
    api::{Alarm, AlarmWithJournal, ApiError, Execution, Farm},
    pages::{
        html,
        visit::{Shell, Visit, encoded, zone},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/execution.html")]
struct ExecutionPage {
    shell: Shell,
    farm: Farm,
    alarm: Alarm,
    execution: Execution,
    lanes: Vec<Lane>,
    now: Timestamp,
    zone: TimeZone,
}

/// `GET /admin/executions/{alarm}`
pub(super) async fn page(visit: Visit, Path(alarm): Path<String>) -> Response {
    match read(&visit, &alarm).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, alarm: &str) -> Result<ExecutionPage, ApiError> {
    let (api, path) = (visit.api(), format!("/alarms/{}", encoded(alarm)));
    let execution = format!("{path}/execution");
    let (AlarmWithJournal { alarm, journal, .. }, execution) =
        tokio::try_join!(api.get::<AlarmWithJournal>(&path), api.get::<Execution>(&execution))?;
    let farm: Farm = api.get(&format!("/farms/{}", encoded(&alarm.farm_id))).await?;
    let w = visit.words();
    let a = AdminWords::of(w.language);
    Ok(ExecutionPage {
        shell: visit.shell(format!("{} — {}", a.execution, alarm.title)),
        lanes: lanes(&execution, &journal, visit.now, w, a),
        zone: zone(&farm.timezone),
        farm,
        alarm,
        execution,
        now: visit.now,
    })
}
