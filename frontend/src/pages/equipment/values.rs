//! What a machine measured: a plot with its numbers as a table, and the same for spreadsheets.

use std::fmt::Write as _;

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use http::header;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Deserialize;
use serde_json::Value;
use valmetal_domain::telemetry::{Bin, measure};

use super::{address, settings::measured, shell, standing};
use crate::{
    api::{ApiError, Entity, Telemetry, Thing},
    pages::{
        html,
        visit::{Query, Shell, Visit, encoded, zone},
    },
};

/// What is shown of a machine that reports nothing now.
const FIRST: &str = "motorCurrent";

#[derive(Template)]
#[template(path = "equipment/values.html")]
struct Values {
    shell: Shell,
    entity: Entity,
    address: String,
    /// All that can be chosen, with their names.
    measures: Vec<(String, String)>,
    measure: String,
    period: Period,
    telemetry: Telemetry,
    zone: TimeZone,
}

/// How far back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Period {
    Hour,
    #[default]
    Day,
    Week,
    Month,
    Year,
}

impl Period {
    const ALL: [Self; 5] = [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Year];

    /// As an address says it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// How many hours it has, and how many seconds a bin of it: some 150 bins are as many as a phone has room for.
    const fn width(self) -> (i64, u32) {
        match self {
            Self::Hour => (1, 60),
            Self::Day => (24, 600),
            Self::Week => (7 * 24, 3_600),
            Self::Month => (30 * 24, 6 * 3_600),
            Self::Year => (365 * 24, 72 * 3_600),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    measure: Option<String>,
    #[serde(default)]
    period: Period,
}

impl Values {
    fn name(&self) -> &str {
        let name = self.measures.iter().find(|(measure, _)| *measure == self.measure);
        name.map_or(self.measure.as_str(), |(_, name)| name)
    }

    fn periods(&self) -> [(&'static str, &'static str, bool); 5] {
        Period::ALL
            .map(|period| (period.as_str(), self.shell.w.period_name(period.as_str()), period == self.period))
    }

    fn unit(&self) -> &str {
        self.telemetry.unit.as_deref().unwrap_or_default()
    }

    fn number(&self, value: &f64) -> String {
        self.shell.w.measured(*value)
    }

    fn time(&self, bin: &Bin) -> String {
        self.shell.w.short(&bin.at, &self.zone)
    }

    /// The least, the mean and the greatest of all; none where nothing was measured.
    fn summary(&self) -> Option<(f64, f64, f64)> {
        let bins = &self.telemetry.items;
        let least = bins.iter().map(|bin| bin.min).reduce(f64::min)?;
        let greatest = bins.iter().map(|bin| bin.max).reduce(f64::max)?;
        #[expect(clippy::cast_precision_loss, reason = "nobody measures that often")]
        let (sum, count) = bins.iter().fold((0.0, 0.0), |(sum, count), bin| {
            (sum + bin.avg * bin.count as f64, count + bin.count as f64)
        });
        Some((least, sum / count, greatest))
    }
}

/// `GET /farms/{farm}/equipment/{entity}/values`
pub(super) async fn page(
    visit: Visit,
    Path((farm, entity)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match read(&visit, &farm, &entity, wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

/// `GET /farms/{farm}/equipment/{entity}/values.csv`
pub(super) async fn csv(
    visit: Visit,
    Path((farm, entity)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let page = match read(&visit, &farm, &entity, wanted).await {
        Ok(page) => page,
        Err(error) => return visit.trouble(&error),
    };
    // Times and numbers only, which need no quotes.
    let mut table = "at,min,avg,max,last,count\r\n".to_owned();
    for Bin { at, min, avg, max, last, count } in &page.telemetry.items {
        let _ = write!(table, "{at},{min},{avg},{max},{last},{count}\r\n");
    }
    let name = format!("attachment; filename=\"{}-{}.csv\"", page.entity.id, page.measure);
    (
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)],
        table,
    )
        .into_response()
}

async fn read(visit: &Visit, farm: &str, entity: &str, wanted: Wanted) -> Result<Values, ApiError> {
    let api = visit.api();
    let w = visit.words();
    let (farm, entity) = standing(&api, farm, entity).await?;
    let thing: Thing =
        api.get(&format!("/things/{}", encoded(entity.thing_name.as_deref().unwrap_or("-")))).await?;
    let reported = thing.shadow.map_or(Value::Null, |shadow| shadow.state.reported);
    let mut measures: Vec<String> = measured(&reported).into_iter().map(|(measure, _)| measure).collect();
    if measures.is_empty() {
        measures = measure::MEASURES.iter().map(|(measure, _)| (*measure).to_owned()).collect();
    }
    let chosen = wanted.measure.or_else(|| measures.first().cloned()).unwrap_or_else(|| FIRST.to_owned());
    if !measures.contains(&chosen) {
        measures.push(chosen.clone());
    }
    let path = telemetry(&thing.thing_name, &chosen, wanted.period, visit.now)?;
    let telemetry: Telemetry = api.get(&path).await?;
    let address = address(&farm.id, &entity.id);
    Ok(Values {
        shell: shell(visit, format!("{} — {}", w.measured_values, entity.name), &farm)
            .below(address.clone(), entity.name.clone()),
        zone: zone(&farm.timezone),
        entity,
        address,
        measures: measures
            .into_iter()
            .map(|measure| (measure.clone(), w.measure_name(&measure).to_owned()))
            .collect(),
        measure: chosen,
        period: wanted.period,
        telemetry,
    })
}

/// The API's path of what a thing measured until now.
fn telemetry(thing: &str, measure: &str, period: Period, now: Timestamp) -> Result<String, ApiError> {
    let (hours, bin) = period.width();
    let from = (now - SignedDuration::from_hours(hours)).to_string();
    let (to, bin) = (now.to_string(), bin.to_string());
    let query = [("measure", measure), ("from", &from), ("to", &to), ("bin", &bin)];
    let query = serde_urlencoded::to_string(query).map_err(|error| ApiError::Away(error.into()))?;
    Ok(format!("/things/{}/telemetry?{query}", encoded(thing)))
}
