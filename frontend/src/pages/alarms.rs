//! The alarms of a farm, or of a part of it: what is open, or what was.

use std::{borrow::Cow, collections::HashMap};

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Deserialize;
use valmetal_domain::alarm::{DerivedState, Severity};

use super::{
    html,
    visit::{Query, Shell, Tab, Visit, encoded, zone},
};
use crate::api::{ApiError, Farm, ListedAlarm, ListedEntity, Page, read};

/// How many are shown at once.
const PAGE: &str = "50";

/// What is open: everything that is neither normal nor put away.
pub(super) const OPEN: &str =
    "unacknowledged,acknowledged,latchedUnacknowledged,latchedAcknowledged,returnedUnacknowledged";

#[derive(Template)]
#[template(path = "alarms.html")]
struct Alarms<'a> {
    shell: Shell,
    /// Where this list is.
    list: String,
    alarms: Vec<ListedAlarm<'a>>,
    /// What people call the machines.
    names: HashMap<Cow<'a, str>, Cow<'a, str>>,
    wanted: Wanted,
    /// What it is limited to, by name.
    part: Option<Cow<'a, str>>,
    more: Option<String>,
    now: Timestamp,
    zone: TimeZone,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    view: String,
    /// A path of the farm's hierarchy.
    under: String,
    severity: String,
    /// How many days back.
    days: String,
    cursor: String,
}

impl Wanted {
    fn is_history(&self) -> bool {
        self.view == "history"
    }

    /// The address of the same list in another view, or further on.
    fn address(&self, view: &str, cursor: &str) -> String {
        let all = [
            ("view", view),
            ("under", &self.under),
            ("severity", if view.is_empty() { "" } else { &self.severity }),
            ("days", if view.is_empty() { "" } else { &self.days }),
            ("cursor", cursor),
        ];
        let said: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("?{}", serde_urlencoded::to_string(said).unwrap_or_default())
    }

    /// What is asked of the API.
    fn query(&self, now: Timestamp) -> Result<String, ApiError> {
        let from = self
            .days
            .parse()
            .ok()
            .map(|days: i64| now - SignedDuration::from_hours(24 * days.clamp(1, 3_660)));
        let from = from.map(|from| from.to_string()).unwrap_or_default();
        let history = self.is_history();
        let all = [
            ("limit", PAGE),
            ("state", if history { "" } else { OPEN }),
            ("severity", if history { &self.severity } else { "" }),
            ("from", if history { &from } else { "" }),
            ("under", &self.under),
            ("cursor", &self.cursor),
        ];
        let said: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(said).map_err(|error| ApiError::Away(error.into()))
    }
}

impl Alarms<'_> {
    /// Where the last day by the hour is.
    fn load(&self) -> String {
        let under = if self.wanted.under.is_empty() { None } else { Some(("under", &self.wanted.under)) };
        format!("{}/load?{}", self.list, serde_urlencoded::to_string(under.as_slice()).unwrap_or_default())
    }

    /// What people call the machine of an alarm.
    fn machine<'a>(&'a self, alarm: &'a ListedAlarm<'_>) -> &'a str {
        self.names.get(&alarm.thing_name).unwrap_or(&alarm.thing_name)
    }

    /// The severities, the one that is chosen marked.
    fn severities(&self) -> Vec<(&'static str, &'static str, bool)> {
        let words = self.shell.w;
        Severity::ALL
            .iter()
            .map(|severity| {
                (severity.as_str(), words.severity_name(severity), severity.as_str() == self.wanted.severity)
            })
            .collect()
    }

    /// How far back, the one that is chosen marked.
    fn periods(&self) -> [(&'static str, &'static str, bool); 3] {
        let name = |period| self.shell.w.period_name(period);
        [("1", name("day")), ("7", name("week")), ("30", name("month"))]
            .map(|(days, name)| (days, name, days == self.wanted.days))
    }
}

/// `GET /farms/{farm}/alarms`
pub(super) async fn alarms(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    list(&visit, &farm, wanted).await.unwrap_or_else(|error| visit.trouble(&error))
}

async fn list(visit: &Visit, farm: &str, wanted: Wanted) -> Result<Response, ApiError> {
    let api = visit.api();
    let id = encoded(farm);
    let list = format!("/farms/{id}/alarms?{}", wanted.query(visit.now)?);
    let (farm, tree) = (format!("/farms/{id}"), format!("/farms/{id}/entities"));
    let (farm, tree, list) =
        tokio::try_join!(api.get::<Farm>(&farm), api.get_bytes(&tree), api.get_bytes(&list))?;
    let tree: Page<ListedEntity<'_>> = read(&tree)?;
    let mut page: Page<ListedAlarm<'_>> = read(&list)?;
    if !wanted.is_history() {
        // What waits for somebody first, then the worst, then the newest.
        page.items.sort_by(|a, b| {
            let key = |alarm: &ListedAlarm<'_>| (waits(alarm.state), alarm.severity, alarm.raised_at);
            key(b).cmp(&key(a))
        });
    }
    let part = tree.items.iter().find(|entity| entity.path == wanted.under).map(|entity| entity.name.clone());
    Ok(html(&Alarms {
        shell: visit.shell(format!("{} — {}", visit.words().alarms, farm.name)).on_farm(&farm, Tab::Alarms),
        zone: zone(&farm.timezone),
        list: format!("/farms/{id}/alarms"),
        alarms: page.items,
        names: tree.items.into_iter().filter_map(|entity| Some((entity.thing_name?, entity.name))).collect(),
        more: page.cursor.map(|cursor| wanted.address(&wanted.view, &cursor)),
        part,
        wanted,
        now: visit.now,
    }))
}

/// Whether an alarm in this state waits for somebody.
pub(super) fn waits(state: DerivedState) -> bool {
    matches!(
        state,
        DerivedState::Unacknowledged
            | DerivedState::LatchedUnacknowledged
            | DerivedState::ReturnedUnacknowledged
    )
}
