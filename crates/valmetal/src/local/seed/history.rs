//! What the demo's machines did in the last month: how they fed and what they measured.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use valmetal_domain::{
    feed::{FeedRecord, ports::RecordFeed as _},
    names::{EntityId, FarmId, Measure, ThingName},
    telemetry::{Retention, Sample, ports::RecordTelemetry as _},
};
use valmetal_postgres::{Database, feed::FeedStore, telemetry::TelemetryStore};
use valmetal_simulator::{
    feeding::{self, Manner, Menu},
    measuring,
};

use super::demo::{Demo, Farm};

/// How far back it goes.
const PAST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A shorter time is not worth adding: a second `up` costs nothing.
const WORTH: SignedDuration = SignedDuration::from_hours(1);
/// How the machines fed: some loads were far off, some runs broken off.
const MANNER: Manner = Manner { outliers: 0.11, aborted: 0.01, pace: 1.0 };
/// At which hours of a farm's day machines begin their runs, by the beginning of their names.
const RUNS: [(&str, &[i8]); 2] = [("mixer-", &[5, 15]), ("robot-", &[4, 9, 14, 19])];
/// How often they measured, and how often of late.
const EVERY: SignedDuration = SignedDuration::from_mins(30);
const OF_LATE: SignedDuration = SignedDuration::from_mins(1);
const LATE: SignedDuration = SignedDuration::from_hours(3);
/// How much is stored at once.
const AT_ONCE: usize = 1_000;
/// Nothing is read here, so it does not matter what is kept for how long.
const RETENTION: Retention = Retention { sample_days: 30, minute_days: 800 };

/// A machine with its place.
struct Machine {
    farm: FarmId,
    zone: TimeZone,
    /// The entity that it stands in.
    location: EntityId,
    thing: ThingName,
    /// What it feeds.
    menu: Option<Menu>,
}

/// Adds what happened since `since`, or in the last month, and answers until when that is now.
pub(super) async fn add(
    database: &Database,
    demo: &Demo,
    since: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let from = since.unwrap_or(now - PAST).max(now - PAST);
    if now.duration_since(from) < WORTH {
        return Ok(since);
    }
    let feed = FeedStore::new(database.clone());
    let telemetry = TelemetryStore::new(database.clone(), RETENTION);
    for machine in machines(demo)? {
        let records = machine.fed(from, now)?;
        for some in records.chunks(AT_ONCE) {
            feed.record_feed(some).await?;
        }
        for some in machine.measured(from, now, &records)?.chunks(AT_ONCE) {
            telemetry.record_telemetry(some).await?;
        }
    }
    Ok(Some(now))
}

fn machines(demo: &Demo) -> Result<Vec<Machine>> {
    let mut machines = Vec::new();
    for farm in &demo.farms {
        machines.extend(of_farm(farm)?);
    }
    Ok(machines)
}

fn of_farm(farm: &Farm) -> Result<Vec<Machine>> {
    let zone = TimeZone::get(farm.timezone.as_str()).with_context(|| farm.id.to_string())?;
    let mut things = Vec::new();
    farm.visit(&mut |parent, entity| {
        things.extend(entity.thing.as_ref().map(|thing| (parent, thing.name.clone())));
    });
    let names: Vec<&str> = things.iter().map(|(_, thing)| thing.as_str()).collect();
    let machine = |(location, thing): &(EntityId, ThingName)| Machine {
        farm: farm.id.clone(),
        zone: zone.clone(),
        location: location.clone(),
        thing: thing.clone(),
        menu: Menu::of(thing.as_str(), &names),
    };
    Ok(things.iter().map(machine).collect())
}

impl Machine {
    /// The steps of the runs that ended in this time.
    fn fed(&self, from: Timestamp, to: Timestamp) -> Result<Vec<FeedRecord>> {
        let Some(menu) = &self.menu else { return Ok(Vec::new()) };
        let hours = RUNS
            .iter()
            .find(|(kind, _)| self.thing.as_str().starts_with(kind))
            .map_or(&[][..], |(_, hours)| hours);
        let mut records = Vec::new();
        let mut day = from.to_zoned(self.zone.clone()).date().yesterday()?;
        let last = to.to_zoned(self.zone.clone()).date();
        while day <= last {
            for hour in hours {
                let oclock = day.at(*hour, 0, 0, 0).to_zoned(self.zone.clone())?.timestamp();
                let mut random = self.random(oclock);
                // Nobody begins by the clock.
                let began = oclock + SignedDuration::from_secs(random.random_range(0..1_500));
                let steps = feeding::run(menu, MANNER, &mut random)?;
                let ends = steps.last().map_or(began, |last| began + last.ends);
                if !(from..to).contains(&ends) {
                    continue;
                }
                let seconds = u64::try_from(began.as_second())?;
                for planned in &steps {
                    records.push(FeedRecord {
                        farm_id: self.farm.clone(),
                        location_id: self.location.clone(),
                        device_id: self.thing.clone(),
                        step: planned.at(&seconds.to_string(), began, seconds * 100)?,
                    });
                }
            }
            day = day.tomorrow()?;
        }
        Ok(records)
    }

    /// What it measured in this time, in which it said `records`.
    fn measured(&self, from: Timestamp, to: Timestamp, records: &[FeedRecord]) -> Result<Vec<Sample>> {
        // By the end of each step, what was in the machine from then on.
        let mut weights: BTreeMap<Timestamp, Option<f64>> = BTreeMap::new();
        for record in records {
            let step = &record.step;
            let is_last = step.record_kind == valmetal_domain::feed::RecordKind::Sequence;
            weights.entry(step.event_start).or_insert(Some(0.0));
            weights.insert(step.event_end, step.weight_after.filter(|_| !is_last));
        }
        let mut samples = Vec::new();
        let mut at = from;
        while at < to {
            let weight = weights.range(..=at).next_back().and_then(|(_, weight)| *weight);
            for (measure, value) in measuring::measures(self.thing.as_str(), at, weight) {
                let (device_id, measure) = (self.thing.clone(), Measure::new(measure)?);
                samples.push(Sample { device_id, measure, at, value, seq: 0 });
            }
            at += if to.duration_since(at) > LATE { EVERY } else { OF_LATE };
        }
        Ok(samples)
    }

    /// The same chance for the same run, whenever it is added.
    fn random(&self, began: Timestamp) -> StdRng {
        let seed = self
            .thing
            .as_str()
            .bytes()
            .fold(0_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
        StdRng::seed_from_u64(seed.wrapping_add(began.as_second().unsigned_abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_the_same_whether_it_is_added_at_once_or_day_by_day() {
        let demo = super::super::demo::read(std::path::Path::new("../../sam/local/demo.yaml")).unwrap();
        let now: Timestamp = "2026-11-21T16:00:00Z".parse().unwrap();
        let mixer = machines(&demo).unwrap().into_iter().find(|machine| machine.menu.is_some()).unwrap();
        let whole = mixer.fed(now - PAST, now).unwrap();
        // Two runs a day, of eight steps or a broken one of fewer.
        assert!((400..500).contains(&whole.len()), "{}", whole.len());
        let noon = |days: i64| now - SignedDuration::from_hours(24 * days);
        let by_days: Vec<_> =
            (0..30).rev().flat_map(|day| mixer.fed(noon(day + 1), noon(day)).unwrap()).collect();
        assert_eq!(by_days.len(), whole.len());
        assert!(whole.iter().all(|record| by_days.contains(record)));
        let numbers: std::collections::BTreeSet<_> =
            whole.iter().map(|record| record.step.device_seq).collect();
        assert_eq!(numbers.len(), whole.len());
        let samples = mixer.measured(now - PAST, now, &whole).unwrap();
        assert!(samples.iter().any(|sample| sample.measure.as_str() == "scaleWeight" && sample.value > 0.0));
    }
}
