//! `GET /v1/farms/{farmId}/maintenance/report`: what was done in a period, what is due and overdue, and the parts for it; as JSON or
//! as CSV.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::header;
use jiff::{ToSpan, civil::Date};
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    entity::ports::ReadFarm,
    maintenance::{
        Period, Report, export,
        ports::ReadReportTasks,
        report::{MAX_REPORT_DAYS, MAX_REPORT_TASKS},
    },
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Path, Query, State},
    problem::{FieldError, Problem},
};

use super::shape::{day, zone};
use crate::{farm_access::allow, store::unavailable};

/// The days of a report where nothing is said: the last thirty and the next thirty.
const AROUND_TODAY: i32 = 30;

/// What the report needs.
#[derive(Clone)]
pub(super) struct Reports {
    /// Reads which days the farm's are.
    pub farms: Arc<dyn ReadFarm>,
    /// Reads the tasks.
    pub tasks: Arc<dyn ReadReportTasks>,
    /// The time.
    pub clock: Clock,
}

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReportWanted")]
pub(super) struct Wanted {
    /// The first day.
    from: Option<Date>,
    /// The last day.
    to: Option<Date>,
    /// `json` where nothing is said.
    #[serde(default)]
    format: Format,
}

/// How the report is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ReportFormat")]
enum Format {
    #[default]
    Json,
    Csv,
}

/// Answers the report.
pub(super) async fn report(
    State(reports): State<Reports>,
    caller: Caller,
    Path(id): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    allow(&caller, Operation::Read, &id, "farm")?;
    let farm = reports.farms.read_farm(&id).await.map_err(unavailable)?;
    let farm = farm.ok_or_else(|| Problem::not_found("farm"))?;
    let today = day(&farm, reports.clock.now());
    let period = Period {
        from: wanted.from.unwrap_or_else(|| today.saturating_sub(AROUND_TODAY.days())),
        to: wanted.to.unwrap_or_else(|| today.saturating_add(AROUND_TODAY.days())),
    };
    check(period)?;
    let zone = zone(&farm);
    let timezone = zone.iana_name().unwrap_or("UTC");
    let tasks = reports.tasks.read_report_tasks(&id, period, timezone, MAX_REPORT_TASKS + 1).await;
    let tasks = tasks.map_err(unavailable)?;
    if tasks.len() > usize::try_from(MAX_REPORT_TASKS)? {
        let detail = format!("The period has more than {MAX_REPORT_TASKS} tasks. Ask for a shorter one.");
        return Err(Problem::unprocessable("tooManyTasks", detail));
    }
    let report = Report::of(id, period, today, tasks);
    Ok(match wanted.format {
        Format::Json => Json(report).into_response(),
        Format::Csv => {
            let name = format!("attachment; filename=\"maintenance-{}-{}.csv\"", period.from, period.to);
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            (headers, export::csv(&report)).into_response()
        }
    })
}

fn check(Period { from, to }: Period) -> Result<(), Problem> {
    let days = (to - from).get_days();
    if (0..MAX_REPORT_DAYS).contains(&days) {
        return Ok(());
    }
    let detail = format!(
        "The last day must be the first one or later, and the period at most {MAX_REPORT_DAYS} days."
    );
    Err(Problem::bad_request("invalidQuery", "The query is not what this route takes.")
        .errors([FieldError::new("to", "period", detail)]))
}
