//! The alarms of a farm, or of a part of it: what is open, or what was.

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use valmetal_domain::alarm::DerivedState;

use super::{
    html,
    visit::{Query, Shell, Tab, Visit, encoded, zone},
};
use crate::api::{Alarm, ApiError, Farm, Page};

/// How many are shown at once.
const PAGE: &str = "50";

/// What is open: everything that is neither normal nor put away.
const OPEN: &str =
    "unacknowledged,acknowledged,latchedUnacknowledged,latchedAcknowledged,returnedUnacknowledged";

#[derive(Template)]
#[template(path = "alarms.html")]
struct Alarms {
    shell: Shell,
    farm: Farm,
    alarms: Vec<Alarm>,
    history: bool,
    /// The path that it is limited to.
    under: Option<String>,
    more: Option<String>,
    now: Timestamp,
    zone: TimeZone,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    view: Option<String>,
    under: Option<String>,
    cursor: Option<String>,
}

/// `GET /farms/{farm}/alarms`
pub(super) async fn alarms(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, &farm, wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, wanted: Wanted) -> Result<Alarms, ApiError> {
    let api = visit.api();
    let history = wanted.view.as_deref() == Some("history");
    let id = encoded(farm);
    let mut query = vec![("limit", PAGE)];
    if !history {
        query.push(("state", OPEN));
    }
    query.extend(wanted.under.as_deref().map(|under| ("under", under)));
    query.extend(wanted.cursor.as_deref().map(|cursor| ("cursor", cursor)));
    let query = serde_urlencoded::to_string(&query).map_err(|error| ApiError::Away(error.into()))?;

    let (farm, list) = (format!("/farms/{id}"), format!("/farms/{id}/alarms?{query}"));
    let (farm, mut page) = tokio::try_join!(api.get::<Farm>(&farm), api.get::<Page<Alarm>>(&list))?;
    if !history {
        // What waits for somebody first, then the worst, then the newest.
        page.items.sort_by(|a, b| {
            let key = |alarm: &Alarm| (waits(alarm), alarm.severity, alarm.raised_at);
            key(b).cmp(&key(a))
        });
    }
    let more = page.cursor.map(|cursor| {
        let mut next = vec![("cursor", cursor.as_str())];
        next.extend(history.then_some(("view", "history")));
        next.extend(wanted.under.as_deref().map(|under| ("under", under)));
        serde_urlencoded::to_string(next).unwrap_or_default()
    });
    Ok(Alarms {
        shell: visit.shell(format!("{} — {}", visit.words().alarms, farm.name)).on_farm(&farm, Tab::Alarms),
        zone: zone(&farm.timezone),
        farm,
        alarms: page.items,
        history,
        under: wanted.under,
        more,
        now: visit.now,
    })
}

fn waits(alarm: &Alarm) -> bool {
    matches!(
        alarm.state,
        DerivedState::Unacknowledged
            | DerivedState::LatchedUnacknowledged
            | DerivedState::ReturnedUnacknowledged
    )
}
