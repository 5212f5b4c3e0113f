//! The alarm key figures of a farm, as ISA-18.2 has them: how much people are asked for, and by what.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;
use valmetal_domain::{
    alarm::AlarmId,
    figures::{FarmFigures, KeyFigures},
};

use super::picker::Picker;
use crate::{
    api::ApiError,
    pages::{
        html,
        visit::{Query, Shell, Visit, encoded},
    },
    words::AdminWords,
};

/// What one person can deal with for long, by ISA-18.2: about six alarms an hour.
const MANAGEABLE: f64 = 6.0;

/// How high the chart is, in its own units; a bar is as wide as there is room for.
const HEIGHT: f64 = 120.0;

#[derive(Template)]
#[template(path = "admin/figures.html")]
struct Figures {
    shell: Shell,
    picker: Picker,
    days: u32,
    figures: Vec<FarmFigures>,
    chart: Chart,
    top: Vec<(AlarmId, String, u32)>,
}

/// The alarms per hour of each day, as bars.
struct Chart {
    width: usize,
    height: f64,
    bars: Vec<Bar>,
    /// How high the line of what is manageable is.
    limit: String,
}

struct Bar {
    x: usize,
    y: String,
    height: String,
    over: bool,
}

impl Chart {
    fn of(days: &[FarmFigures]) -> Self {
        let rates = days.iter().map(|day| day.day.alarms_per_hour);
        let most = rates.clone().fold(MANAGEABLE, f64::max) * 1.1;
        let high = |rate: f64| HEIGHT * rate / most;
        let bar = |(n, rate): (usize, f64)| Bar {
            x: n * 20 + 2,
            y: format!("{:.1}", HEIGHT - high(rate)),
            height: format!("{:.1}", high(rate)),
            over: rate > MANAGEABLE,
        };
        Self {
            width: days.len().max(1) * 20,
            height: HEIGHT,
            limit: format!("{:.1}", HEIGHT - high(MANAGEABLE)),
            bars: rates.enumerate().map(bar).collect(),
        }
    }
}

impl Figures {
    fn sum(&self, of: fn(&FarmFigures) -> u64) -> u64 {
        self.figures.iter().map(of).sum()
    }

    fn alarms(&self) -> u64 {
        self.sum(|day| day.day.alarms.into())
    }

    fn floods(&self) -> u64 {
        self.sum(|day| day.day.floods.into())
    }

    fn flood_minutes(&self) -> u64 {
        self.sum(|day| day.day.flood_seconds).div_ceil(60)
    }

    fn chattering(&self) -> u64 {
        self.sum(|day| day.chattering_activations.into())
    }

    fn fleeting(&self) -> u64 {
        self.sum(|day| day.fleeting.into())
    }

    fn exhausted(&self) -> u64 {
        self.sum(|day| day.escalations_exhausted.into())
    }

    /// Conditions that were stale on the last day.
    fn stale(&self) -> u32 {
        self.figures.last().map_or(0, |day| day.stale)
    }

    /// The most alarms of an hour, on the average of a day.
    fn busiest(&self) -> String {
        self.rate(&self.figures.iter().map(|day| day.day.alarms_per_hour).fold(0.0, f64::max))
    }

    fn rate(&self, rate: &f64) -> String {
        self.shell.w.number(*rate, 1)
    }

    fn seconds(&self, seconds: &Option<u64>) -> String {
        match seconds {
            None => "—".to_owned(),
            Some(seconds @ ..120) => format!("{seconds} s"),
            Some(seconds) => format!("{} min", seconds.div_ceil(60)),
        }
    }

    fn minutes(&self, seconds: &u64) -> u64 {
        seconds.div_ceil(60)
    }

    /// The machine and the part of an alarm.
    fn place(&self, id: &AlarmId) -> String {
        AlarmId::parse(id.as_str())
            .map_or_else(|_| id.as_str().to_owned(), |key| format!("{} · {}", key.thing, key.component))
    }
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    farm: Option<String>,
    days: Option<u32>,
}

/// `GET /admin/figures`
pub(super) async fn page(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, &wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, wanted: &Wanted) -> Result<Figures, ApiError> {
    let api = visit.api();
    let picker = Picker::read(&api, wanted.farm.as_deref(), false).await?;
    let days = wanted.days.unwrap_or(7).clamp(1, 31);
    let mut figures = KeyFigures { days: Vec::new(), persons: Vec::new() };
    if !picker.farm.is_empty() {
        let from = visit.now - SignedDuration::from_hours(24 * i64::from(days));
        let query = serde_urlencoded::to_string([("from", from.to_string()), ("to", visit.now.to_string())]);
        let query = query.unwrap_or_default();
        let path = format!("/farms/{}/alarms/key-figures?{query}", encoded(&picker.farm));
        figures = api.get(&path).await?;
    }
    Ok(Figures {
        shell: visit.shell(AdminWords::of(visit.words().language).key_figures),
        picker,
        days,
        chart: Chart::of(&figures.days),
        top: top(&figures.days),
        figures: figures.days,
    })
}

/// The ten that were most often among a day's ten most frequent.
fn top(days: &[FarmFigures]) -> Vec<(AlarmId, String, u32)> {
    let mut counts: BTreeMap<&str, (AlarmId, String, u32)> = BTreeMap::new();
    for frequent in days.iter().flat_map(|day| &day.day.top_ten) {
        let fresh = || (frequent.alarm_id.clone(), frequent.code.to_string(), 0);
        counts.entry(frequent.alarm_id.as_str()).or_insert_with(fresh).2 += frequent.count;
    }
    let mut top: Vec<_> = counts.into_values().collect();
    top.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    top.truncate(10);
    top
}
