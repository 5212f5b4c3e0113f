//! `GET /farms/{farm}/feed`: today, yesterday or the last seven days against the ration.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, ToSpan as _, Zoned, civil::Date, tz::TimeZone};
use serde::Deserialize;
use valmetal_domain::feed::StepOutcome;

use super::{called, names};
use crate::{
    api::{ApiError, DayOfFeed, Entity, Farm, FeedFigures, FeedSummary, Page, RunOut, Sequence},
    pages::{
        html,
        visit::{Query, Shell, Tab, Visit, encoded, zone},
    },
};

/// More than this off its target is shown as wrong, in percent.
const FAR_OFF: f64 = 5.0;

/// A store that lasts less than this is shown as wrong, in days.
const SOON: f64 = 2.0;

#[derive(Template)]
#[template(path = "feed/day.html")]
struct Day {
    shell: Shell,
    farm: Farm,
    period: Period,
    from: Date,
    to: Date,
    figures: FeedFigures,
    /// Each day; nothing where only one is shown.
    days: Vec<Fed>,
    stores: Vec<RunOut>,
    sequences: Vec<Sequence>,
    names: HashMap<String, String>,
    zone: TimeZone,
}

/// What all groups were fed on a day.
struct Fed {
    date: Date,
    entitlement: f64,
    delivered: f64,
}

impl Fed {
    fn on(day: &DayOfFeed) -> Self {
        let groups = &day.figures.groups;
        Self {
            date: day.date,
            entitlement: groups.iter().map(|group| group.entitlement).sum(),
            delivered: groups.iter().map(|group| group.delivered).sum(),
        }
    }
}

/// What is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Period {
    #[default]
    Today,
    Yesterday,
    Week,
}

impl Period {
    /// Its first and last day, at the farm.
    fn days(self, now: &Zoned) -> Result<(Date, Date), jiff::Error> {
        let today = now.date();
        let yesterday = today.checked_sub(1.day())?;
        Ok(match self {
            Self::Today => (today, today),
            Self::Yesterday => (yesterday, yesterday),
            Self::Week => (today.checked_sub(6.days())?, today),
        })
    }
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    period: Period,
}

impl Day {
    fn tabs(&self) -> [(&'static str, &'static str, bool); 3] {
        let w = self.shell.w;
        [
            ("today", w.today, self.period == Period::Today),
            ("yesterday", w.yesterday, self.period == Period::Yesterday),
            ("week", w.seven_days, self.period == Period::Week),
        ]
    }

    fn called<'a>(&'a self, thing: &'a str) -> &'a str {
        called(&self.names, thing)
    }

    /// Whether something was far off its target.
    fn is_far(percent: &Option<f64>) -> bool {
        percent.is_some_and(|percent| percent.abs() > FAR_OFF)
    }

    fn is_soon(store: &RunOut) -> bool {
        store.days_left.is_some_and(|days| days < SOON)
    }

    fn is_otherwise(outcome: &StepOutcome) -> bool {
        *outcome != StepOutcome::Complete
    }

    /// How many sequences did not end as planned.
    fn otherwise(&self) -> u64 {
        let counts = &self.figures.sequences;
        counts.partial + counts.skipped + counts.aborted + counts.manual_override
    }

    /// How many ingredients and groups are far off.
    fn far(&self) -> usize {
        let ingredients =
            self.figures.ingredients.iter().filter(|i| Self::is_far(&i.deviation.percent)).count();
        ingredients + self.figures.groups.iter().filter(|g| Self::is_far(&g.deviation.percent)).count()
    }

    /// Is anything wrong? As a style and in words.
    fn mood(&self) -> (&'static str, String) {
        let w = self.shell.w;
        let (far, otherwise) = (self.far(), usize::try_from(self.otherwise()).unwrap_or(usize::MAX));
        let soon = self.stores.iter().filter(|store| Self::is_soon(store)).count();
        let mut wrong = Vec::new();
        if otherwise > 0 {
            wrong.push(w.counted(otherwise, w.one_sequence_otherwise, w.many_sequences_otherwise));
        }
        if far > 0 {
            wrong.push(w.counted(far, w.one_far_off, w.many_far_off));
        }
        if soon > 0 {
            wrong.push(w.counted(soon, w.one_runs_out, w.many_run_out));
        }
        match (wrong.is_empty(), self.figures.sequences.complete) {
            (true, 0) => ("away", w.nothing_fed.to_owned()),
            (true, _) => ("well", w.fed_as_planned.to_owned()),
            (false, _) => ("taken", wrong.join(" · ")),
        }
    }

    /// A weight as a plot takes it.
    fn plain(&self, kg: &f64) -> String {
        format!("{:.1}", self.shell.unit.of_kg(*kg))
    }
}

/// Answers the page.
pub(super) async fn page(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, &farm, wanted.period).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, period: Period) -> Result<Day, ApiError> {
    let api = visit.api();
    let farm: Farm = api.get(&format!("/farms/{}", encoded(farm))).await?;
    let zone = zone(&farm.timezone);
    let away = |error: jiff::Error| ApiError::Away(error.into());
    let (from, to) = period.days(&visit.now.to_zoned(zone.clone())).map_err(away)?;
    let (begin, end) =
        (midnight(from, &zone).map_err(away)?, midnight(to.tomorrow().map_err(away)?, &zone).map_err(away)?);
    let path = format!("/farms/{}", encoded(&farm.id));
    let (tree, summary, stores, sequences) = (
        format!("{path}/entities"),
        format!("{path}/feed/summary?from={from}&to={to}"),
        format!("{path}/feed/run-out"),
        format!("{path}/feed/sequences?from={begin}&to={end}"),
    );
    let (tree, summary, stores, sequences) = tokio::try_join!(
        api.get::<Page<Entity>>(&tree),
        api.get::<FeedSummary>(&summary),
        api.get::<Page<RunOut>>(&stores),
        api.get::<Page<Sequence>>(&sequences)
    )?;
    Ok(Day {
        shell: visit.shell(format!("{} — {}", visit.words().feed, farm.name)).on_farm(&farm, Tab::Feed),
        farm,
        period,
        from,
        to,
        days: if period == Period::Week { summary.days.iter().map(Fed::on).collect() } else { Vec::new() },
        figures: summary.total,
        stores: stores.items,
        sequences: sequences.items,
        names: names(tree.items),
        zone,
    })
}

fn midnight(day: Date, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
    Ok(day.to_zoned(zone.clone())?.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::Zoned;

    use super::Period;

    #[test]
    fn a_period_is_of_the_farms_own_days() {
        let now: Zoned = "2026-03-01T00:30:00-05:00[America/Toronto]".parse().unwrap();
        let days = |period: Period| {
            let (from, to) = period.days(&now).unwrap();
            format!("{from} {to}")
        };
        assert_eq!(days(Period::Today), "2026-03-01 2026-03-01");
        assert_eq!(days(Period::Yesterday), "2026-02-28 2026-02-28");
        assert_eq!(days(Period::Week), "2026-02-23 2026-03-01");
    }
}
