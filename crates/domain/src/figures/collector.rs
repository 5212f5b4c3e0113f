//! Reads the journal record by record and adds it up.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Rules;
use super::activations::{Activations, chattering, fleeting, stale};
use super::days::{Day, by_day, days};
use super::percentile::percentile;
use super::report::{Acknowledgement, DayFigures, FarmFigures, Frequent, KeyFigures, PersonFigures, Split};
use crate::alarm::flood::floods;
use crate::alarm::journal::JournalEvent;
use crate::alarm::{Actor, AlarmId, Condition, DerivedState, JournalRecord, Severity};
use crate::entity::indicator::BySeverity;
use crate::names::{AlarmCode, UserId};
use crate::notification::Tally;

/// Key figures in the making.
#[derive(Debug, Clone)]
pub struct Collector {
    days: Vec<Day>,
    rules: Rules,
    conditions: BTreeMap<AlarmId, Track>,
    farm: Load,
    persons: BTreeMap<UserId, Load>,
    exhausted: BTreeMap<Date, u32>,
}

/// What is remembered of one condition.
#[derive(Debug, Clone)]
struct Track {
    code: AlarmCode,
    activations: Activations,
    /// The occurrence that was last seen; none before the first record.
    occurrence: Option<u64>,
    /// When it called for people, until somebody takes it.
    called_at: Option<Timestamp>,
    /// Who was told of that call, and when first.
    told: BTreeMap<UserId, Timestamp>,
}

/// What calls for people, or for one person.
#[derive(Debug, Clone, Default)]
struct Load {
    calls: Vec<Call>,
    taken: Vec<Taken>,
}

#[derive(Debug, Clone)]
struct Call {
    at: Timestamp,
    alarm: AlarmId,
    severity: Severity,
}

#[derive(Debug, Clone, Copy)]
struct Taken {
    at: Timestamp,
    after_seconds: u64,
}

impl Collector {
    /// Figures of the days from `from` until before `to`, by the farm's clock in `zone`.
    pub fn new(from: Timestamp, to: Timestamp, zone: &TimeZone, rules: Rules) -> Self {
        Self {
            days: days(from, to, zone),
            rules,
            conditions: BTreeMap::new(),
            farm: Load::default(),
            persons: BTreeMap::new(),
            exhausted: BTreeMap::new(),
        }
    }

    /// Takes a condition as it is now. What it is active by may have begun before the journal that is read, and would
    /// else not be found stale.
    pub fn know(&mut self, condition: &Condition) {
        let regions = &condition.regions;
        if let Some(since) = regions.recent.last().filter(|_| regions.process.is_active()) {
            self.track(&condition.alarm_id(), &condition.key.code).activations.know(regions.device, *since);
        }
    }

    /// Takes the next record of the farm's journal, in the journal's order.
    pub fn take(&mut self, record: &JournalRecord) {
        let track = self.track(&record.alarm_id, &record.key.code);
        if let Some(word) = &record.device {
            track.activations.hear(word);
        }
        let is_later = track.occurrence.is_some_and(|known| record.occurrence > known);
        if is_later {
            track.called_at = None;
            track.told.clear();
        }
        track.occurrence = track.occurrence.max(Some(record.occurrence));
        let calls = record.after == DerivedState::Unacknowledged
            && (record.before != DerivedState::Unacknowledged || is_later);
        if calls {
            track.called_at.get_or_insert(record.at);
            let call = Call { at: record.at, alarm: record.alarm_id.clone(), severity: record.severity };
            self.farm.calls.push(call);
        }
        match record.event {
            JournalEvent::Acknowledged => self.acknowledged(record),
            JournalEvent::LevelNotified => self.told(record),
            JournalEvent::EscalationExhausted => {
                if let Some(day) = self.days.iter().find(|day| day.contains(record.at)) {
                    *self.exhausted.entry(day.date).or_default() += 1;
                }
            }
            JournalEvent::Retired => {
                let track = self.track(&record.alarm_id, &record.key.code);
                track.activations.end(record.at);
                track.called_at = None;
                track.told.clear();
            }
            _ => {}
        }
    }

    fn track(&mut self, alarm: &AlarmId, code: &AlarmCode) -> &mut Track {
        self.conditions.entry(alarm.clone()).or_insert_with(|| Track {
            code: code.clone(),
            activations: Activations::default(),
            occurrence: None,
            called_at: None,
            told: BTreeMap::new(),
        })
    }

    fn acknowledged(&mut self, record: &JournalRecord) {
        let Some(track) = self.conditions.get_mut(&record.alarm_id) else { return };
        let taken = |since: Timestamp| Taken {
            at: record.at,
            after_seconds: u64::try_from(record.at.duration_since(since).as_secs()).unwrap_or(0),
        };
        self.farm.taken.extend(track.called_at.take().map(taken));
        let told = std::mem::take(&mut track.told);
        if let Actor::User { user_id, .. } = &record.actor
            && let Some(since) = told.get(user_id)
        {
            self.persons.entry(user_id.clone()).or_default().taken.push(taken(*since));
        }
    }

    fn told(&mut self, record: &JournalRecord) {
        let Some(track) = self.conditions.get_mut(&record.alarm_id) else { return };
        for user in Tally::persons_of(record.reason.as_deref().unwrap_or_default()) {
            track.told.entry(user.clone()).or_insert(record.at);
            let call = Call { at: record.at, alarm: record.alarm_id.clone(), severity: record.severity };
            self.persons.entry(user).or_default().calls.push(call);
        }
    }

    /// The figures, with `now` as the end of what lasts.
    pub fn finish(mut self, now: Timestamp) -> KeyFigures {
        let days = std::mem::take(&mut self.days);
        let codes: BTreeMap<AlarmId, AlarmCode> =
            self.conditions.iter().map(|(id, track)| (id.clone(), track.code.clone())).collect();
        let sensors = self.sensors(&days, now);
        let farm = self.farm.figures(&days, &codes, now);
        let days_of_farm = farm.into_iter().zip(sensors).map(|(day, sensors)| FarmFigures {
            escalations_exhausted: self.exhausted.get(&day.date).copied().unwrap_or(0),
            day,
            chattering: sensors.chattering,
            chattering_activations: sensors.chattering_activations,
            fleeting: sensors.fleeting,
            stale: sensors.stale,
        });
        let persons = self.persons.iter().map(|(user_id, load)| PersonFigures {
            user_id: user_id.clone(),
            days: load.figures(&days, &codes, now),
        });
        KeyFigures { days: days_of_farm.collect(), persons: persons.collect() }
    }

    fn sensors(&self, days: &[Day], now: Timestamp) -> Vec<Sensors> {
        let mut sensors = vec![Sensors::default(); days.len()];
        for track in self.conditions.values() {
            let told = track.activations.told();
            let stale = stale(&told, &self.rules, now);
            for (day, sensors) in days.iter().zip(&mut sensors) {
                let on_day = |activation: &&super::activations::Activation| day.contains(activation.from);
                let chatter = count(chattering(&told, &self.rules).filter(on_day));
                sensors.chattering += u32::from(chatter > 0);
                sensors.chattering_activations += chatter;
                sensors.fleeting += count(fleeting(&told, &self.rules).filter(on_day));
                sensors.stale += u32::from(stale.iter().any(|(from, to)| !day.overlap(*from, *to).is_zero()));
            }
        }
        sensors
    }
}

/// What the sensors of a farm did on one day.
#[derive(Debug, Clone, Copy, Default)]
struct Sensors {
    chattering: u32,
    chattering_activations: u32,
    fleeting: u32,
    stale: u32,
}

impl Load {
    fn figures(&self, days: &[Day], codes: &BTreeMap<AlarmId, AlarmCode>, now: Timestamp) -> Vec<DayFigures> {
        let mut times: Vec<Timestamp> = self.calls.iter().map(|call| call.at).collect();
        times.sort();
        let floods = floods(&times, now);
        let calls = by_day(days, &self.calls, |call| call.at);
        let taken = by_day(days, &self.taken, |taken| taken.at);
        days.iter()
            .filter(|day| day.from < now)
            .map(|day| {
                let day = Day { to: day.to.min(now), ..*day };
                let calls = calls.get(&day.date).map_or(&[][..], Vec::as_slice);
                let taken = taken.get(&day.date).map_or(&[][..], Vec::as_slice);
                let (top_ten, top_ten_share) = top_ten(calls, codes);
                let by_severity = by_severity(calls);
                DayFigures {
                    date: day.date,
                    alarms: count(calls),
                    alarms_per_hour: ratio(count(calls).into(), day.hours()),
                    floods: count(floods.iter().filter(|flood| day.contains(flood.since))),
                    flood_seconds: floods
                        .iter()
                        .map(|flood| day.overlap(flood.since, flood.until.unwrap_or(now)).as_secs())
                        .sum::<i64>()
                        .unsigned_abs(),
                    top_ten,
                    top_ten_share,
                    by_severity,
                    split: split(by_severity),
                    time_to_acknowledge: acknowledgement(taken),
                }
            })
            .collect()
    }
}

fn top_ten(calls: &[&Call], codes: &BTreeMap<AlarmId, AlarmCode>) -> (Vec<Frequent>, f64) {
    let mut counts: BTreeMap<&AlarmId, u32> = BTreeMap::new();
    for call in calls {
        *counts.entry(&call.alarm).or_default() += 1;
    }
    let mut frequent: Vec<Frequent> = counts
        .into_iter()
        .filter_map(|(alarm, count)| {
            Some(Frequent { alarm_id: alarm.clone(), code: codes.get(alarm)?.clone(), count })
        })
        .collect();
    frequent.sort_by_key(|alarm| std::cmp::Reverse(alarm.count));
    frequent.truncate(10);
    let share = ratio(frequent.iter().map(|alarm| f64::from(alarm.count)).sum(), f64::from(count(calls)));
    (frequent, share)
}

fn by_severity(calls: &[&Call]) -> BySeverity {
    let of = |severity| count(calls.iter().filter(|call| call.severity == severity));
    BySeverity {
        critical: of(Severity::Critical),
        high: of(Severity::High),
        medium: of(Severity::Medium),
        low: of(Severity::Low),
    }
}

fn split(by: BySeverity) -> Split {
    let all = f64::from(by.critical + by.high + by.medium + by.low);
    let percent = |n: u32| ratio(100.0 * f64::from(n), all);
    Split { low: percent(by.low), medium: percent(by.medium), high: percent(by.high + by.critical) }
}

fn acknowledgement(taken: &[&Taken]) -> Acknowledgement {
    let mut seconds: Vec<u64> = taken.iter().map(|taken| taken.after_seconds).collect();
    seconds.sort_unstable();
    Acknowledgement {
        count: count(&seconds),
        p50_seconds: percentile(&seconds, 50),
        p95_seconds: percentile(&seconds, 95),
    }
}

/// `part` of `whole`; nothing of nothing is none.
fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn count<T>(items: impl IntoIterator<Item = T>) -> u32 {
    u32::try_from(items.into_iter().count()).unwrap_or(u32::MAX)
}
