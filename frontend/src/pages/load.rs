//! `GET /farms/{farm}/alarms/load`: the last day by the hour. How many alarms began, and where something was wrong: by machine, or of
//! one machine by alarm.
//!
//! An alarm is known by its latest occurrence here: one that came and went earlier in the day shows when it came last.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Deserialize;
use valmetal_domain::alarm::Severity;

use super::{
    alarms::OPEN,
    html,
    visit::{Query, Shell, Tab, Visit, encoded, zone},
};
use crate::api::{Alarm, ApiError, Entity, Farm, Page};

/// How many hours are shown.
const HOURS: usize = 24;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[derive(Template)]
#[template(path = "load.html")]
struct Load {
    shell: Shell,
    /// What it is limited to, by name.
    part: Option<String>,
    hours: Vec<Hour>,
    strips: Vec<Strip>,
    zone: TimeZone,
}

/// An hour, and how many alarms began in it.
struct Hour {
    begins: Timestamp,
    began: usize,
}

/// One machine or alarm through the hours.
#[derive(Debug, PartialEq, Eq)]
struct Strip {
    name: String,
    /// The worst that was wrong in each hour.
    worst: Vec<Option<Severity>>,
}

impl Load {
    fn hour(&self, hour: &Hour) -> String {
        self.shell.w.short(&hour.begins, &self.zone)
    }

    /// What a cell of a strip says: the hour, and how bad it was.
    fn cell(&self, index: &usize, severity: &Severity) -> String {
        let hour = self.hours.get(*index).map(|hour| self.hour(hour)).unwrap_or_default();
        format!("{hour}: {}", self.shell.w.severity_name(severity))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    under: String,
}

/// Answers the page.
pub(super) async fn page(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, &farm, wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, wanted: Wanted) -> Result<Load, ApiError> {
    let api = visit.api();
    let path = format!("/farms/{}", encoded(farm));
    let begins = first_hour(visit.now);
    let from = begins.to_string();
    let query = |field: &str, value: &str| {
        let all = [("limit", "200"), (field, value), ("under", &wanted.under)];
        let said: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(said).map(|query| format!("{path}/alarms?{query}"))
    };
    let away = |error: serde_urlencoded::ser::Error| ApiError::Away(error.into());
    let (recent, open) = (query("from", &from).map_err(away)?, query("state", OPEN).map_err(away)?);
    let tree = format!("{path}/entities");
    let (farm, tree, recent, open) = tokio::try_join!(
        api.get::<Farm>(&path),
        api.get::<Page<Entity>>(&tree),
        api.get::<Page<Alarm>>(&recent),
        api.get::<Page<Alarm>>(&open)
    )?;
    let alarms: BTreeMap<String, Alarm> =
        recent.items.into_iter().chain(open.items).map(|alarm| (alarm.id.clone(), alarm)).collect();
    let part = tree.items.iter().find(|entity| entity.path == wanted.under);
    let is_machine = part.is_some_and(|entity| entity.thing_name.is_some());
    let name = |alarm: &Alarm| {
        if is_machine {
            return alarm.title.clone();
        }
        let machine = tree.items.iter().find(|entity| entity.thing_name.as_ref() == Some(&alarm.thing_name));
        machine.map_or_else(|| alarm.thing_name.clone(), |machine| machine.name.clone())
    };
    let strips = strips(alarms.values(), begins, name);
    let hours = hours(alarms.values(), begins);
    let w = visit.words();
    let list = format!("{path}/alarms");
    Ok(Load {
        shell: visit.shell(w.last_day).on_farm(&farm, Tab::Alarms).below(list, w.alarms),
        part: part.map(|entity| entity.name.clone()),
        zone: zone(&farm.timezone),
        hours,
        strips,
    })
}

/// When the first of the hours begins; the last one is the hour of `now`.
fn first_hour(now: Timestamp) -> Timestamp {
    let seconds = now.as_second();
    let this = Timestamp::from_second(seconds - seconds.rem_euclid(3_600)).unwrap_or(now);
    (1..HOURS).fold(this, |hour, _| hour - HOUR)
}

/// The hours from `begins` on, by when they begin and end.
fn spans(begins: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
    std::iter::successors(Some(begins), |hour| Some(*hour + HOUR)).take(HOURS).map(|hour| (hour, hour + HOUR))
}

fn hours<'a>(alarms: impl Iterator<Item = &'a Alarm>, begins: Timestamp) -> Vec<Hour> {
    let raised: Vec<Timestamp> = alarms.filter_map(|alarm| alarm.raised_at).collect();
    spans(begins)
        .map(|(begin, end)| Hour {
            begins: begin,
            began: raised.iter().filter(|at| (begin..end).contains(*at)).count(),
        })
        .collect()
}

/// A strip for each name, those with the worst first.
fn strips<'a>(
    alarms: impl Iterator<Item = &'a Alarm>,
    begins: Timestamp,
    name: impl Fn(&Alarm) -> String,
) -> Vec<Strip> {
    let mut by_name: BTreeMap<String, Vec<Option<Severity>>> = BTreeMap::new();
    for alarm in alarms {
        let Some(raised) = alarm.raised_at else { continue };
        let worst = by_name.entry(name(alarm)).or_insert_with(|| vec![None; HOURS]);
        for (cell, (begin, end)) in worst.iter_mut().zip(spans(begins)) {
            if raised < end && alarm.cleared_at.is_none_or(|cleared| cleared > begin) {
                *cell = (*cell).max(Some(alarm.severity));
            }
        }
    }
    let mut strips: Vec<_> = by_name
        .into_iter()
        .map(|(name, worst)| Strip { name, worst })
        .filter(|strip| strip.worst.iter().any(Option::is_some))
        .collect();
    strips.sort_by(|a, b| b.worst.iter().max().cmp(&a.worst.iter().max()).then_with(|| a.name.cmp(&b.name)));
    strips
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;
    use valmetal_domain::alarm::Severity;

    use super::{HOURS, first_hour, hours, strips};
    use crate::api::Alarm;

    fn alarm(thing: &str, severity: &str, raised: &str, cleared: Option<&str>) -> Alarm {
        serde_json::from_value(json!({
            "id": thing, "farmId": "f", "entityPath": "/f/m", "thingName": thing, "component": "c",
            "severity": severity, "state": "normal", "acknowledged": true, "occurrence": 1, "quality": "good",
            "raisedAt": raised, "clearedAt": cleared, "title": "t",
        }))
        .unwrap()
    }

    #[test]
    fn an_hour_counts_what_began_in_it_and_a_strip_shows_the_worst_that_was_active() {
        let now: Timestamp = "2026-11-21T17:40:00Z".parse().unwrap();
        let begins = first_hour(now);
        assert_eq!(begins.to_string(), "2026-11-20T18:00:00Z");
        let alarms = [
            alarm("a", "low", "2026-11-21T15:10:00Z", Some("2026-11-21T16:20:00Z")),
            alarm("a", "high", "2026-11-21T16:00:00Z", Some("2026-11-21T16:59:00Z")),
            alarm("b", "critical", "2026-11-19T00:00:00Z", None),
            alarm("c", "low", "2026-11-19T00:00:00Z", Some("2026-11-19T01:00:00Z")),
        ];
        let began: Vec<usize> = hours(alarms.iter(), begins).iter().map(|hour| hour.began).collect();
        assert_eq!((began.len(), began.iter().sum::<usize>()), (HOURS, 2));
        assert_eq!((began[21], began[22], began[23]), (1, 1, 0));

        let strips = strips(alarms.iter(), begins, |alarm| alarm.thing_name.clone());
        let names: Vec<&str> = strips.iter().map(|strip| strip.name.as_str()).collect();
        assert_eq!(names, ["b", "a"], "the worst first, and nothing of what was over before");
        assert!(strips[0].worst.iter().all(|cell| *cell == Some(Severity::Critical)));
        assert_eq!(strips[1].worst[20..], [None, Some(Severity::Low), Some(Severity::High), None]);
    }
}
