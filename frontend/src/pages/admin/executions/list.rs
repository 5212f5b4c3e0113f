//! The newest escalation of each alarm, a page of farms at a time.

use askama::Template;
use axum::response::Response;
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use tokio::task::JoinSet;
use valmetal_domain::alarm::escalation::EscalationStatus;

use crate::{
    api::{Alarm, ApiError, Farm, Page},
    pages::{
        html,
        visit::{Query, Shell, Visit, encoded},
    },
    words::AdminWords,
};

/// How many farms are read at once.
const FARMS: &str = "10";
/// How many alarms of each, the newest first.
const ALARMS: &str = "50";

#[derive(Template)]
#[template(path = "admin/executions.html")]
struct Executions {
    shell: Shell,
    /// Each alarm that people are or were told of, with its farm's name.
    rows: Vec<(Alarm, String)>,
    all: bool,
    more: Option<String>,
    now: Timestamp,
    zone: TimeZone,
}

#[derive(Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    show: Option<String>,
    cursor: Option<String>,
}

/// `GET /admin/executions`
pub(super) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, &wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, wanted: &Wanted) -> Result<Executions, ApiError> {
    let all = wanted.show.as_deref() == Some("all");
    let mut query = vec![("limit", FARMS)];
    query.extend(wanted.cursor.as_deref().map(|cursor| ("cursor", cursor)));
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    let farms: Page<Farm> = visit.api().get(&format!("/farms?{query}")).await?;
    let mut rows = alarms(visit, farms.items).await?;
    rows.retain(|(alarm, _)| alarm.escalation.as_ref().is_some_and(|one| all || one.status.is_live()));
    rows.sort_by_key(|(alarm, _)| std::cmp::Reverse(alarm.raised_at));
    let more = farms.cursor.map(|cursor| {
        let show = if all { "all" } else { "" };
        serde_urlencoded::to_string([("show", show), ("cursor", &cursor)]).unwrap_or_default()
    });
    Ok(Executions {
        shell: visit.shell(AdminWords::of(visit.words().language).executions),
        rows,
        all,
        more,
        now: visit.now,
        zone: TimeZone::UTC,
    })
}

async fn alarms(visit: &Visit, farms: Vec<Farm>) -> Result<Vec<(Alarm, String)>, ApiError> {
    let mut reading = JoinSet::new();
    for farm in farms {
        let (api, token) = (visit.guest.app.api.clone(), visit.signed.session.id_token.clone());
        let language = visit.words().language;
        reading.spawn(async move {
            let path = format!("/farms/{}/alarms?limit={ALARMS}", encoded(&farm.id));
            let page: Page<Alarm> = api.with(&token, language).get(&path).await?;
            Ok::<_, ApiError>(
                page.items.into_iter().map(move |alarm| (alarm, farm.name.clone())).collect::<Vec<_>>(),
            )
        });
    }
    let mut rows = Vec::new();
    while let Some(read) = reading.join_next().await {
        rows.extend(read.map_err(|error| ApiError::Away(error.into()))??);
    }
    Ok(rows)
}

impl Executions {
    fn status(&self, status: &EscalationStatus) -> &'static str {
        self.shell.a().escalation(status)
    }
}
