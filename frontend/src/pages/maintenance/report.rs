//! What was done, what is due and what is late over a period; the same for spreadsheets.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use http::header;
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use serde::Deserialize;

use super::Here;
use crate::{
    api::{ApiError, Done, MaintenanceReport},
    pages::{
        html,
        visit::{Query, Shell, Visit, encoded, zone},
    },
};

#[derive(Template)]
#[template(path = "maintenance/report.html")]
struct ReportPage {
    shell: Shell,
    here: Here,
    from: Date,
    to: Date,
    /// That the period was none, and this is shown instead.
    fault: Option<&'static str>,
    report: MaintenanceReport,
    people: HashMap<String, String>,
    zone: TimeZone,
}

impl ReportPage {
    fn who(&self, done: &Done) -> &str {
        self.people.get(&done.by).map_or(self.shell.w.somebody, String::as_str)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    from: String,
    to: String,
}

impl Wanted {
    /// The period, where it is one.
    fn days(&self) -> Option<(Date, Date)> {
        let (from, to) = (self.from.parse::<Date>().ok()?, self.to.parse::<Date>().ok()?);
        (from <= to && from.checked_add(366.days()).is_ok_and(|end| to <= end)).then_some((from, to))
    }
}

/// `GET /farms/{farm}/maintenance/report`
pub(super) async fn page(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, &farm, &wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, wanted: &Wanted) -> Result<ReportPage, ApiError> {
    let here = Here::read(visit, farm).await?;
    let zone = zone(&here.farm.timezone);
    let today = visit.now.to_zoned(zone.clone()).date();
    let (from, to) =
        wanted.days().unwrap_or((today.saturating_sub(30.days()), today.saturating_add(30.days())));
    let path = format!("/farms/{}/maintenance/report?from={from}&to={to}", encoded(&here.farm.id));
    let report: MaintenanceReport = visit.api().get(&path).await?;
    let people = here.people(visit).await?;
    let asked = !wanted.from.is_empty() || !wanted.to.is_empty();
    Ok(ReportPage {
        shell: here.shell(visit, visit.words().report),
        fault: (asked && wanted.days().is_none()).then_some(visit.words().no_period),
        here,
        from,
        to,
        report,
        people,
        zone,
    })
}

/// `GET /farms/{farm}/maintenance/report.csv`
pub(super) async fn csv(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    let period = wanted.days().map(|(from, to)| format!("&from={from}&to={to}")).unwrap_or_default();
    let path = format!("/farms/{}/maintenance/report?format=csv{period}", encoded(&farm));
    match visit.api().get_bytes(&path).await {
        Ok(table) => (
            [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"maintenance.csv\""),
            ],
            table,
        )
            .into_response(),
        Err(error) => visit.trouble(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[test]
    fn a_period_ends_after_it_begins_and_within_a_year() {
        let is_one = |from: &str, to: &str| Wanted { from: from.into(), to: to.into() }.days().is_some();
        assert!(is_one("2026-01-01", "2026-01-01") && is_one("2026-01-01", "2027-01-02"));
        assert!(
            !is_one("2026-01-02", "2026-01-01") && !is_one("2026-01-01", "2028-01-01") && !is_one("", "")
        );
    }
}
